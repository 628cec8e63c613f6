"""Every door by which a text, a title or a count could get out."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.links import token_for
from docs_library import services
from docs_library.models import Reading
from notifications.models import Delivery
from tests.factories import library as make
from tests.factories.files import PDF
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
SECRET = "Salasõna"
READ_PUBLIC = {"audience": "public"}


def page(client, address: str, code: int = 200, **asked) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == code, address
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


@pytest.fixture
def secret(cast):
    """A document about a component, of a contract, for the component's partners; restricted altogether."""
    tara = component("aut-tara")
    deal = contract("l-1", parties=("kov-a",), components=[tara])
    facts = {"title": {"et": SECRET, "en": SECRET, "ru": SECRET}, "components": [tara], "contract": deal}
    text = {"texts": {"et": f"# {SECRET}\n\nsisu"}, "change_note": SECRET}
    version = make.published("salajane", audience="partners", annexes=(SECRET,), version=text, **facts)
    return make.restricted(version)


def doors(mark) -> list[str]:
    version = mark.version
    here = f"/library/{version.document.slug}/"
    one = f"{here}versions/{version.number}/"
    return [here, f"{here}compare/", one, f"{one}texts/et/", f"{one}annexes/{version.annexes.get().pk}/"]


LISTS = [
    "/library/",
    "/library/?q=Sala",
    "/library/?format=csv",
    "/library/?component=aut-tara",
    *(f"/library/?attention={word}" for word in ("late", "soon", "doubt", "coming", "none")),
    "/search/?q=Sala",
    "/api/v1/documents/",
    "/api/v1/documents/?format=csv",
    "/api/v1/document-versions/",
    "/api/v1/document-versions/?format=csv&state=in_force",
    "/components/aut-tara/",
    "/partners/contracts/l-1/",
    "/partners/kov-a/",
    "/partners/kov-a/sheet/",
    "/",
]
STRANGERS = ["anonymous", "staff", "admin", "partner_a", "partner_b", "resolver"]


def client_of(who, as_, client):
    return client if who == "anonymous" else as_(who)


class TestRestricted:
    @pytest.mark.parametrize("who", STRANGERS)
    def test_no_list_count_panel_or_file_tells_of_it(self, who, secret, as_, client, cast):
        one = client_of(who, as_, client)
        for address in LISTS:
            answer = one.get(address)
            assert answer.status_code in (200, 302, 401, 403, 404), address
            # the search page shows the word that was asked for
            told = answer.content.decode().replace("q=Sala", "").replace('value="Sala"', "")
            assert SECRET not in told, address
            assert "salajane" not in told, address

    @pytest.mark.parametrize("who", STRANGERS)
    def test_its_doors_are_as_if_it_were_not_there(self, who, secret, as_, client, cast):
        one = client_of(who, as_, client)
        pk, annex = secret.version_id, secret.version.annexes.get().pk
        for address in doors(secret):
            told = [page(one, each, 404) for each in (address, address.replace("salajane", "olematu"))]
            assert SECRET not in told[0]
        if who == "anonymous":
            return
        for path in (f"{pk}/", f"{pk}/texts/et/", f"{pk}/annexes/{annex}/"):
            assert one.get(f"/api/v1/document-versions/{path}").status_code == 404
        assert one.get("/api/v1/documents/salajane/").status_code == 404
        assert not Reading.objects.exists()
        assert not AuditRecord.objects.filter(action="docs_library.read_restricted").exists()

    @pytest.mark.parametrize("who", ["owner", "lead", "manager", "auditor"])
    def test_who_keeps_it_reads_it_with_its_mark_and_leaves_a_line(self, who, secret, as_):
        client = as_(who)
        for n, address in enumerate(doors(secret)[:1] + doors(secret)[2:], 1):
            answer = client.get(address)
            assert answer.status_code == 200
            if answer.streaming:
                assert 'filename="AK - ' in answer["Content-Disposition"]
                answer.getvalue()
            else:
                told = answer.content.decode()
                assert "ASUTUSESISESEKS KASUTAMISEKS" in told
                assert secret.law in told
            assert AuditRecord.objects.filter(action="docs_library.read_restricted").count() == n, address

    def test_to_whom_it_was_sent_reads_it_with_its_mark(self, secret, as_, cast):
        services.send_copy(restriction=secret, organisation=organisation("kov-b"), by=SYSTEM)
        client = as_("partner_b")
        assert "ASUTUSESISESEKS KASUTAMISEKS" in page(client, "/library/salajane/")
        for address in ("/library/", "/library/?format=csv", "/search/?q=Sala", "/api/v1/documents/"):
            assert SECRET in page(client, address), address
        row = client.get("/api/v1/document-versions/").json()["results"][0]
        assert row["marks"][0]["law"] == secret.law
        assert len(row["annexes"]) == 1
        answer = client.get(f"/api/v1/document-versions/{secret.version_id}/texts/et/")
        assert "AK - " in answer["Content-Disposition"]
        assert SECRET in answer.getvalue().decode()
        services.lift(restriction=secret, because="x", by=SYSTEM)
        page(client, "/library/salajane/", 404)

    def test_two_versions_side_by_side_are_marked_and_noted(self, secret, as_):
        make.made_live(make.draft(secret.version.document, "2.0"))
        told = page(as_("owner"), "/library/salajane/compare/?old=1&new=2")
        assert told.count("ASUTUSESISESEKS KASUTAMISEKS") == 2  # the draft was copied with its restriction
        assert AuditRecord.objects.filter(action="docs_library.read_restricted").count() == 2
        assert Reading.objects.count() == 2

    def test_letters_and_their_labels_do_not_name_it(self, secret, as_, cast):
        cast.user("lead"), cast.user("manager")
        services.submit(version=make.draft(secret.version.document, "2.0"), by=SYSTEM)
        assert Delivery.objects.exists()
        for asked in ("?about=document:salajane", "?format=csv"):
            told = page(as_("admin"), f"/notices/deliveries/{asked}")
            assert "salajane" in told  # the letter is there
            assert SECRET not in told


class TestAnnex:
    @pytest.fixture
    def version(self):
        facts = {"version": {"texts": {"et": "Pilt: ![skeem](lisa-1.pdf)"}}, "annexes": ("Avalik", SECRET)}
        row = make.published("juhend", audience="public", **facts)
        make.restricted(row, annex=row.annexes.get(title=SECRET))
        return row

    @pytest.mark.parametrize("who", ["anonymous", "staff", "partner_a", "admin"])
    def test_only_the_annex_is_closed(self, who, version, as_, client, cast):
        one = client_of(who, as_, client)
        hidden = version.annexes.get(title=SECRET)
        told = page(one, "/library/juhend/")
        assert "Avalik" in told
        assert SECRET not in told
        assert f"annexes/{hidden.pk}/" not in told
        assert "ASUTUSESISESEKS" not in told
        page(one, f"/library/juhend/versions/1/annexes/{hidden.pk}/", 404)
        assert one.get("/library/juhend/versions/1/texts/et/")["Content-Disposition"].count("AK") == 0
        if who != "anonymous":
            row = one.get("/api/v1/document-versions/").json()["results"][0]
            assert [annex["title"] for annex in row["annexes"]] == ["Avalik"]
            assert row["marks"] == []
            address = f"/api/v1/document-versions/{version.pk}/annexes/{hidden.pk}/"
            assert one.get(address).status_code == 404

    def test_it_is_not_named_where_versions_are_compared(self, version, as_, client):
        new = make.draft(version.document, "2.0", is_empty=True)
        make.made_live(new)
        told = page(client, "/library/juhend/compare/?old=1&new=2")
        assert "Avalik" in told
        assert SECRET not in told
        assert SECRET in page(as_("owner"), "/library/juhend/compare/?old=1&new=2")

    def test_a_link_leaves_it_out(self, version, client):
        here = f"/library/shared/{token_for(make.shared(version).link)}/"
        told = page(client, here)
        assert "Avalik" in told
        assert SECRET not in told
        shown, hidden = version.annexes.order_by("pk")
        assert client.get(f"{here}annexes/{shown.pk}/").getvalue() == PDF
        page(client, f"{here}annexes/{hidden.pk}/", 404)

    def test_an_annex_of_another_version_is_not_given_by_this_address(self, version, client):
        other = make.published("teine", audience="public", annexes=("Muu",)).annexes.get()
        page(client, f"/library/juhend/versions/1/annexes/{other.pk}/", 404)


class TestHiddenAndComing:
    @pytest.fixture
    def document(self):
        first = make.published("juhend", audience="public", version={"change_note": SECRET})
        make.made_live(make.draft(first.document, "2.0"))
        services.hide(version=first, is_hidden=True, by=SYSTEM)
        make.draft(first.document, "3.0", texts={"et": SECRET}, change_note=SECRET)
        return first.document

    @pytest.mark.parametrize("who", ["anonymous", "staff", "partner_a", "admin"])
    def test_neither_is_told_of(self, who, document, as_, client, cast):
        one = client_of(who, as_, client)
        for asked in ("", "compare/", "compare/?old=1&new=2", "compare/?old=2&new=3", "?lang=ru"):
            told = page(one, f"/library/juhend/{asked}")
            assert SECRET not in told, asked
            assert "3.0" not in told, asked
        for number in (1, 3):
            page(one, f"/library/juhend/versions/{number}/", 404)
            page(one, f"/library/juhend/versions/{number}/texts/et/", 404)
        assert "kavand" not in page(one, "/library/")

    def test_hidden_asks_like_missing(self, document, client):
        texts = [page(client, f"/library/juhend/compare/?old={number}&new=2") for number in (1, 77)]
        assert texts[0].split("<main")[1] == texts[1].split("<main")[1]

    def test_hiding_twice_is_hiding(self, document, as_):
        client, address = as_("owner"), "/library/juhend/versions/1/hide/"
        for _n in range(2):
            client.post(address, {"hidden": "1"})
            assert document.versions.get(number=1).is_hidden
        client.post(address, {"hidden": "0"})
        assert not document.versions.get(number=1).is_hidden


class TestReading:
    def test_languages(self, client):
        make.published("juhend", audience="public", version={"texts": {"et": "Eesti sisu", "en": "English text"}})
        assert "Eesti sisu" in page(client, "/library/juhend/")
        assert "English text" in page(client, "/library/juhend/?lang=en")
        for wrong in ("ru", "xx", "et'--", "%0d%0a"):
            assert "Eesti sisu" in page(client, f"/library/juhend/?lang={wrong}")
        page(client, "/library/juhend/versions/1/texts/ru/", 404)
        page(client, "/library/juhend/versions/1/texts/%00/", 400)
        page(client, "/library/juhend/versions/99999999999999999999/", 404)

    def test_what_changed_since_it_was_read(self, as_, cast):
        live, client = make.published("juhend"), as_("staff")
        page(client, "/library/juhend/")
        make.made_live(make.draft(live.document, "2.0", change_note="Uus tähtaeg"))
        assert "compare/?old=1&amp;new=2" in page(client, "/library/juhend/")
        assert "compare/?old=1&amp;new=2" not in page(client, "/library/juhend/")

    def test_archived_is_gone_for_readers_and_shown_to_keepers(self, as_, client):
        version = make.published("juhend", audience="public")
        share = make.shared(version)
        services.archive_document(document=version.document, because="x", by=SYSTEM)
        for address in ("/library/juhend/", "/library/juhend/versions/1/texts/et/", "/library/juhend/compare/"):
            page(client, address, 404)
        page(client, f"/library/shared/{token_for(share.link)}/", 404)
        keeper = as_("owner")
        page(keeper, "/library/juhend/")
        page(keeper, "/library/juhend/edit/", 404)
        assert "juhend" not in page(keeper, "/library/?format=csv")
        assert keeper.get("/api/v1/document-versions/").json()["count"] == 0

    def test_exports_hold_what_the_reader_may_know(self, as_, client, cast):
        make.published(
            "juhend", reference="1-1/22", responsible=cast.user("owner"), title={"et": "=1+1"}, **READ_PUBLIC
        )
        make.published("sisemine")
        heads = []
        for who in ("anonymous", "staff"):
            one = client_of(who, as_, client)
            book = load_workbook(io.BytesIO(one.get("/library/?format=xlsx").content))
            rows = list(book.active.values)
            heads.append(len(rows[0]))
            assert rows[1][1] == "'=1+1"
            told = page(one, "/library/?format=csv")
            assert ("sisemine" in told) is ("Owner" in told) is (who == "staff")
        assert heads[0] < heads[1]

    def test_what_we_doubt_is_our_own_knowledge(self, as_, client):
        document = make.published("juhend", **READ_PUBLIC).document
        services.doubt(document=document, kind="law", about="x", text=SECRET, by=SYSTEM)
        assert SECRET not in page(client, "/library/juhend/")
        assert client.get("/library/?attention=late").context["total"] == 1  # narrows nothing for them
        assert SECRET in page(as_("staff"), "/library/juhend/")
        assert as_("staff").get("/library/?attention=late").context["total"] == 0


class TestSheet:
    def test_what_the_partner_reads_in_force(self, as_, cast):
        tara = component("aut-tara")
        contract("l-1", parties=("kov-a",), components=[tara])
        old = make.published("juhend", audience="partners", components=[tara])
        make.published("avalik", audience="public", components=[tara])
        address = "/partners/kov-a/sheet/"
        told = page(as_("owner"), address)
        assert "/library/juhend/" in told
        assert "/library/avalik/" not in told
        make.restricted(make.made_live(make.draft(old.document, "2.0")))
        assert "/library/juhend/" not in page(as_("owner"), address)  # they read 1.0, which is not in force


class TestShared:
    def test_who_holds_the_link_reads_that_version_alone(self, client):
        version = make.published("juhend", annexes=("Lisa",))
        here = f"/library/shared/{token_for(make.shared(version).link)}/"
        answer = client.get(here)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "/library/juhend/" not in answer.content.decode()
        assert b"Seanss kestab 30 minutit" in client.get(f"{here}texts/et/").getvalue()
        page(client, f"{here}texts/ru/", 404)
        page(client, "/library/juhend/", 404)
        assert not Reading.objects.exists()

    @pytest.mark.parametrize("end", ["restrict", "withdraw", "archive", "expire", "revoke"])
    def test_all_its_doors_close(self, end, client, at):
        version = make.published("juhend", annexes=("Lisa",))
        share = make.shared(version, days=3)
        here = f"/library/shared/{token_for(share.link)}/"
        later = clock.now()
        if end == "restrict":
            make.restricted(version)
        elif end == "withdraw":
            services.withdraw(version=version, because="x", by=SYSTEM)
        elif end == "archive":
            services.archive_document(document=version.document, because="x", by=SYSTEM)
        elif end == "revoke":
            services.revoke(share=share, by=SYSTEM)
        else:
            later += timedelta(4)
        with clock.at(later):
            for path in ("", "texts/et/", f"annexes/{version.annexes.get().pk}/"):
                page(client, here + path, 404)


class TestLanguagesCompared:
    @pytest.fixture
    def document(self):
        first = make.published("juhend", audience="public", version={"texts": {"et": "Vana", "ru": "Старый"}})
        second = make.draft(first.document, "2.0", texts={"et": "Uus"})
        services.remove_text(version=second, language="ru", by=SYSTEM)
        make.made_live(second)
        return first.document

    def test_a_language_that_is_missing_is_said_and_both_sides_are_of_one(self, document, client):
        told = page(client, "/library/juhend/compare/", lang="ru", old="1", new="2")
        answer = client.get("/library/juhend/compare/", {"lang": "ru", "old": "1", "new": "2"})
        assert [version.label for version in answer.context["missing"]] == ["2.0"]
        assert (answer.context["old_language"], answer.context["new_language"]) == ("et", "et")
        assert "Старый" not in told

    def test_where_both_have_it_nothing_is_said(self, document, client):
        answer = client.get("/library/juhend/compare/", {"lang": "et"})
        assert answer.context["missing"] == []

    def test_a_language_that_is_none(self, document, client):
        assert client.get("/library/juhend/compare/", {"lang": "xx"}).context["missing"] == []
