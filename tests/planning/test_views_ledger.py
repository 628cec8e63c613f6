"""The ledger's pages: figures that open into rows, targets, comments, snapshots, packs."""

from __future__ import annotations

import pytest

from core.measures import Measure, measures
from planning.models import EvidencePack, LedgerComment, MeasureTarget, Snapshot
from planning.services import ledger as services

pytestmark = pytest.mark.django_db
FOLLOW_UPS = "2.6.b-1"


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-30T09:00"):
        yield


def test_every_measure_stands_in_its_clause_with_its_links(as_):
    page = as_("manager").get("/duties/").content.decode()
    for one in measures:
        assert one.slug in page
        if one.readers is None:
            assert f"/duties/{one.slug}/?rows=missed" in page
    assert "Komponentide tööga seotud vead on vastavalt sätestatud pädevusjaotusele" in page


def test_what_cannot_be_read_is_said_and_today_is_shown(as_):
    for query in ("year=1999", "as_of=eile", "year=2026&as_of=2025-05-05", "year=kaks", "as_of=2026-13-45"):
        response = as_("owner").get(f"/duties/?{query}")
        assert response.status_code == 200
        assert "field-error" in response.content.decode() or "error" in response.content.decode()


def test_the_page_of_one_measure_and_its_lists(as_):
    client = as_("auditor")
    for query in ("", "?rows=fulfilled", "?rows=left_out", "?rows=nonsense", "?page=99"):
        assert client.get(f"/duties/{FOLLOW_UPS}/{query}").status_code == 200
    assert client.get("/duties/9.z-9/").status_code == 404
    assert client.get(f"/duties/{FOLLOW_UPS}/?format=csv")["Content-Type"].startswith("text/csv")


def test_exports(as_):
    client = as_("manager")
    assert FOLLOW_UPS in client.get("/duties/?format=csv").content.decode()
    assert client.get("/duties/?format=xlsx").content.startswith(b"PK")


def test_the_lead_agrees_on_the_page(as_):
    client = as_("lead")
    assert client.get(f"/duties/{FOLLOW_UPS}/target/").status_code == 200
    assert client.post(f"/duties/{FOLLOW_UPS}/target/", {"value": "85"}).status_code == 302
    assert MeasureTarget.objects.get().value == 85
    for wrong in ("", "palju", "-1", "101", "9" * 30):
        response = client.post(f"/duties/{FOLLOW_UPS}/target/", {"value": wrong})
        assert response.status_code == 422
        assert wrong in response.content.decode()
    client.post("/duties/targets/agree/")
    assert MeasureTarget.objects.count() > 10


def test_the_owner_may_comment_and_not_agree(as_):
    client = as_("owner")
    assert client.post(f"/duties/{FOLLOW_UPS}/target/", {"value": "85"}).status_code == 403
    assert client.post(f"/duties/{FOLLOW_UPS}/comment/", {"text": "TEHIK lükkas edasi"}).status_code == 302
    assert "TEHIK lükkas edasi" in client.get(f"/duties/{FOLLOW_UPS}/").content.decode()
    assert client.post(f"/duties/{FOLLOW_UPS}/comment/", {"text": " "}).status_code == 422
    assert client.post(f"/duties/{FOLLOW_UPS}/comment/", {"text": "a" * 2001}).status_code == 422
    assert LedgerComment.objects.count() == 1


def test_freezing_on_the_page(as_):
    client = as_("owner")
    assert client.post("/duties/snapshots/new/", {"year": "2026", "quarter": "3"}).status_code == 302
    row = Snapshot.objects.get()
    assert client.get(f"/duties/snapshots/{row.pk}/").status_code == 200
    assert client.get("/duties/snapshots/").status_code == 200
    for year, quarter, status in (("2026", "3", 409), ("2026", "4", 409), ("2026", "7", 422), ("", "1", 422)):
        sent = {"year": year, "quarter": quarter}
        assert client.post("/duties/snapshots/new/", sent).status_code == status
    assert client.get("/duties/snapshots/999999/").status_code == 404


def test_a_pack_is_ordered_on_the_page(as_):
    client = as_("manager")
    assert client.post("/duties/evidence/make/", {"year": "2026"}).status_code == 302
    assert client.post("/duties/evidence/make/", {"year": "2026"}).status_code == 409
    assert client.post("/duties/evidence/make/", {"year": "2031"}).status_code == 422
    row = EvidencePack.objects.get()
    assert client.get(f"/duties/evidence/{row.pk}/").status_code == 404, "not made yet"
    assert "hx-get" in client.get("/duties/evidence/").content.decode()


def test_a_private_measure_is_known_by_name_alone(as_, cast, monkeypatch):
    slug = "2.5.z-1"
    count = measures.get(FOLLOW_UPS).count
    shy = Measure(slug, "Eesmärgid", "", "lead", "year", None, count, readers=lambda actor: actor.has_role("owner"))
    monkeypatch.setitem(measures._items, slug, shy)
    client = as_("manager")
    for page in ("duties", "notices/measures", "api/v1/measures", "api/v1/duties"):
        assert client.get(f"/{page}/{slug}/").status_code == 404, page
    told = next(row for row in client.get("/api/v1/duties/?page_size=200").json()["results"] if row["id"] == slug)
    assert (told["figure"], told["n"], told["population"], told["state"]) == (None, None, None, "private")
    assert not services.freeze(year=2026, quarter=3, by=cast.actor("owner")).figures.filter(measure=slug).exists()
    assert as_("owner").get(f"/duties/{slug}/").status_code == 200
