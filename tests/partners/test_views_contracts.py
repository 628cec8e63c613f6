"""Pages and API of contracts, as each of the cast meets them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts.models import Organisation
from core import clock
from partners.models import Contract
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
TACIT = {
    "mode": "tacit",
    "period": "12m",
    "notice": "60d",
    "starts_on": date(2024, 1, 1),
    "ends_on": date(2024, 12, 31),
}


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-24T09:00"):
        yield


def slugs(response) -> list[str]:
    return [row.slug for row in response.context["rows"]]


def form(**values) -> dict:
    sent = {
        "slug": "l-9",
        "kind": "data_exchange",
        "title": "Andmevahetus",
        "reference": "11.1-2/9130",
        "organisations": [organisation("ria").pk],
        "our_part": "party",
        "starts_on": "2022-03-01",
        "ends_on": "2027-02-28",
        "mode": "express",
        "notice": "90d",
        "leads": "180, 90,30",
        "operations": "ADS/aadress/v1\n\n ADS/otsing/v2 ",
    }
    return {**sent, **values}


class TestList:
    def test_sorted_by_the_end_of_the_term_that_runs(self, as_):
        contract("l-rolled", **TACIT)  # written until 2024, renewed until the end of 2026
        contract("l-soon", ends_on=date(2026, 12, 1))
        contract("l-open")
        contract("l-late", ends_on=date(2029, 4, 30))
        assert slugs(as_("owner").get("/partners/contracts/")) == ["l-soon", "l-rolled", "l-late", "l-open"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("q=9001-1", {"l-1"}),
            ("q=tehik+raamleping", {"l-1"}),
            ("organisation=ria", {"l-2", "l-3"}),
            ("component=av-sisend", {"l-2"}),
            ("state=ended", {"l-3"}),
            ("attention=any", {"l-2"}),
            ("attention=review", {"l-1"}),
        ],
    )
    def test_filters_narrow(self, as_, query, expected):
        contract("l-1", parties=("tehik",), title="Raamleping", reference="5.2-9/9001-1", review_on=date(2026, 10, 1))
        contract("l-2", ends_on=date(2026, 12, 1), components=[component("av-sisend")])
        contract("l-3", ends_on=date(2026, 6, 30))
        assert set(slugs(as_("lead").get(f"/partners/contracts/?{query}"))) == expected

    def test_as_a_file_and_without_our_own_worries_for_partners(self, as_, cast):
        home = Organisation.objects.get(pk=next(iter(cast.actor("partner_a").organisation_ids)))
        contract("l-1", parties=(home.slug,), ends_on=date(2026, 12, 1), note="meie vahel")
        contract("l-2")
        ours = as_("owner").get("/partners/contracts/?format=csv").content.decode()
        assert "end" in ours
        client = as_("partner_a")
        assert client.get("/partners/contracts/?format=csv").content.decode().count("\n") == 2
        text = client.get("/partners/contracts/l-1/").content.decode()
        assert "meie vahel" not in text
        assert "otsust" not in text.lower().split("<main")[1]
        assert client.get("/partners/contracts/l-2/").status_code == 404
        assert slugs(client.get("/partners/contracts/?attention=any")) == ["l-1"]

    def test_as_many_queries_for_fifty_as_for_two(self, as_, django_assert_max_num_queries):
        client = as_("owner")
        for number in range(2):
            contract(f"l-{number}", components=[component(f"c{number}")])
        client.get("/partners/contracts/")
        with CaptureQueriesContext(connection) as few:
            client.get("/partners/contracts/")
        for number in range(2, 12):
            contract(f"l-{number}", components=[component(f"c{number}")], ends_on=date(2027, 1, number))
        with django_assert_max_num_queries(len(few)):
            client.get("/partners/contracts/")


class TestForms:
    def test_written_down_and_changed(self, as_):
        client = as_("owner")
        answer = client.post("/partners/contracts/new/", form(), follow=True)
        assert answer.status_code == 200
        row = Contract.objects.get()
        assert (row.leads, row.operations) == ([180, 90, 30], ["ADS/aadress/v1", "ADS/otsing/v2"])
        assert "30.11.2026" in answer.content.decode(), "the last day of notice"
        edited = client.get("/partners/contracts/l-9/edit/").content.decode()
        assert "180, 90, 30" in edited
        client.post("/partners/contracts/l-9/edit/", form(ends_on="", notice="", mode="fixed"))
        row.refresh_from_db()
        assert row.ends_on is None

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"ends_on": "2021-01-01"}, "lõppeda enne"),
            ({"notice": "kolm kuud"}, "60d"),
            ({"leads": "sada"}, "180, 90, 30"),
            ({"organisations": []}, ""),
            ({"amount": "-5"}, ""),
            ({"mode": "tacit"}, ""),
            ({"register_url": "javascript:alert(1)"}, ""),
        ],
    )
    def test_refused_with_a_sentence_and_kept(self, as_, values, words):
        answer = as_("owner").post("/partners/contracts/new/", form(title="Minu pealkiri", **values))
        text = answer.content.decode()
        assert answer.status_code in (409, 422)
        assert "Minu pealkiri" in text
        assert "error" in text
        assert words in text
        assert not Contract.objects.exists()

    def test_the_acts(self, as_):
        contract("l-1", amount=Decimal(100), ends_on=date(2026, 12, 31), review_on=date(2026, 10, 1))
        client = as_("lead")
        client.post("/partners/contracts/l-1/use/", {"used": "97", "on": "2026-11-20"})
        client.post("/partners/contracts/l-1/review/")
        page = client.get("/partners/contracts/l-1/").content.decode()
        assert "97" in page
        answer = client.post(
            "/partners/contracts/l-1/decide/", {"verdict": "renew", "text": "Jätkame", "until_on": "2026-01-01"}
        )
        assert answer.status_code == 422
        assert "Jätkame" in answer.content.decode()
        client.post(
            "/partners/contracts/l-1/decide/", {"verdict": "renew", "text": "Jätkame", "until_on": "2027-12-31"}
        )
        row = Contract.objects.get()
        assert (row.used, row.reviewed_on, row.ends_on) == (97, clock.today(), date(2027, 12, 31))
        signer = f"/partners/contracts/l-1/parties/{row.parties.get().pk}/"
        client.post(signer, {"signed_by": "Mari Mets, juhatuse liige", "basis": "board"})
        assert "Mari Mets" in client.get("/partners/contracts/l-1/").content.decode()


class TestElsewhere:
    def test_on_the_pages_of_what_it_is_about(self, as_):
        row = contract("l-1", parties=("ria",), components=[component("aut-tara")], title="TARA liitumine")
        client = as_("owner")
        for address in ("/components/aut-tara/", "/partners/ria/", "/search/?q=liitumisele"):
            assert row.title in strip_tags(client.get(address).content.decode()), address

    def test_what_waits_stands_on_today(self, as_):
        contract("l-1", ends_on=date(2026, 12, 1), title="Lõpeb varsti")
        contract("l-2", title="Tähtajatu")
        text = as_("lead").get("/").content.decode()
        assert "Lõpeb varsti" in text
        assert "Tähtajatu" not in text
        assert "Lõpeb varsti" not in as_("staff").get("/").content.decode()


class TestApi:
    def test_written_read_and_decided(self, as_):
        organisation("ria")
        client = as_("owner")
        body = {
            "slug": "l-9",
            "kind": "accession",
            "title": "TARA",
            "reference": "1",
            "organisations": ["ria"],
            "starts_on": "2022-03-01",
            "ends_on": "2026-12-31",
            "mode": "tacit",
            "period": "12m",
            "notice": "60d",
        }
        made = client.post("/api/v1/contracts/", body, content_type="application/json")
        assert made.status_code == 201, made.content
        assert made.json()["outlook"]["notice_by"] == "2026-11-01"
        again = client.post("/api/v1/contracts/", body, content_type="application/json")
        assert again.status_code == 409
        bad = client.patch("/api/v1/contracts/l-9/", {"notice": "x"}, content_type="application/json")
        assert bad.status_code == 422
        client.patch("/api/v1/contracts/l-9/", {"title": "TARA 2"}, content_type="application/json")
        ended = client.post(
            "/api/v1/contracts/l-9/decide/", {"verdict": "let_end", "text": "ei"}, content_type="application/json"
        )
        assert ended.json()["outlook"]["rolls_to"] is None
        assert client.get("/api/v1/contracts/").json()["results"][0]["title"] == "TARA 2"

    def test_nobody_elses(self, as_):
        contract("l-1")
        client = as_("partner_b")
        assert client.get("/api/v1/contracts/").json()["count"] == 0
        assert client.get("/api/v1/contracts/l-1/").status_code == 404
        refused = client.post("/api/v1/contracts/l-1/review/")
        assert refused.status_code == 404
