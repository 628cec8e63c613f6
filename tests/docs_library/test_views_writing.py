"""A document from its first word to its end, on pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.actor import SYSTEM
from docs_library import services
from docs_library.models import Document, Restriction, StaleSignal, Version
from tests.factories import library as make
from tests.factories.files import PDF
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
HERE = "/library/juhend/"
ONE = f"{HERE}versions/1/"


def send(client, address: str, code: int = 302, **values):
    answer = client.post(address, values)
    assert answer.status_code == code, (address, answer.content.decode()[-2000:])
    return answer


def day(days: int) -> str:
    return f"{clock.today() + timedelta(days):%Y-%m-%d}"


def test_through_its_life(as_, cast, client):
    owner = as_("owner")
    new = {"slug": "juhend", "type": "guide", "title_et": "Juhend", "audience": "public", "submission": "s-1"}
    assert send(owner, "/library/new/", **new)["Location"] == f"{HERE}versions/new/"
    assert send(owner, "/library/new/", **new)["Location"] == f"{HERE}versions/new/"  # the same form sent again
    assert Document.objects.count() == 1
    assert send(owner, f"{HERE}versions/new/", label="1.0", is_material="on")["Location"] == ONE
    send(owner, f"{ONE}edit/", label="1.1", change_note="Esimene", is_material="on")
    send(owner, f"{ONE}texts/et/write/", body="# Pealkiri\n\nSisu", seen="")
    send(owner, f"{ONE}texts/et/write/", 409, body="Teise inimese tekst", seen="")
    send(owner, f"{ONE}texts/ru/put/", file=SimpleUploadedFile("Руководство.pdf", PDF))
    send(owner, f"{ONE}texts/ru/remove/")
    send(owner, f"{ONE}annexes/new/", file=SimpleUploadedFile("Lisa.pdf", PDF), title="Lisa 1")
    send(owner, f"{ONE}submit/")
    send(owner, f"{ONE}submit/", 409)
    version = Version.objects.get()
    send(owner, f"{ONE}approve/", 403, seen=version.sha256)  # material: other eyes
    manager = as_("manager")
    send(manager, f"{ONE}return/", because="Lisa näide")
    owner = as_("owner")
    send(owner, f"{ONE}submit/")
    version.refresh_from_db()
    manager = as_("manager")
    send(manager, f"{ONE}approve/", 409, seen="0" * 64)
    send(manager, f"{ONE}approve/", seen=version.sha256)
    owner = as_("owner")
    send(owner, f"{ONE}schedule/", 422, at="2020-01-01T10:00")
    send(owner, f"{ONE}schedule/", at=f"{clock.local(clock.now() + timedelta(1)):%Y-%m-%dT%H:%M}")
    send(owner, f"{ONE}in-force/")
    client.logout()
    assert "Sisu" in client.get(HERE).content.decode()
    owner = as_("owner")
    send(owner, f"{HERE}doubt/", kind="law", text="Seadus muutus")
    send(owner, f"{HERE}review/", because="Kehtib")
    send(owner, f"{ONE}share/", whom="Arendaja", until_on=day(3))
    send(owner, f"{ONE}restrict/", basis="p9", until_on=day(30))
    mark = Restriction.objects.get()
    send(owner, f"{ONE}restrictions/{mark.pk}/send/", organisation=organisation("kov-a").pk)
    send(owner, f"{ONE}restrictions/{mark.pk}/extend/", 403, until_on=day(60), because="x")
    send(as_("lead"), f"{ONE}restrictions/{mark.pk}/extend/", until_on=day(60), because="Alus püsib")
    owner = as_("owner")
    send(owner, f"{ONE}restrictions/{mark.pk}/lift/", because="Alus langes ära")
    send(owner, f"{ONE}withdraw/", because="Asendati teisega")
    send(owner, f"{HERE}archive/", because="Ei vaja")
    assert owner.get(HERE).status_code == 200


@pytest.mark.parametrize("state", ["draft", "review", "approved", "scheduled", "in_force", "superseded", "withdrawn"])
def test_every_state_has_its_page_for_who_keeps_it(state, as_, cast):
    row = make.draft(make.guide())
    make.annex(row)
    acts = {
        "review": lambda: services.submit(version=row, by=SYSTEM),
        "approved": lambda: make.approved(row),
        "scheduled": lambda: make.scheduled(row),
        "in_force": lambda: make.made_live(row),
        "superseded": lambda: (make.made_live(row), make.made_live(make.draft(row.document))),
        "withdrawn": lambda: services.withdraw(version=row, because="x", by=SYSTEM),
    }
    acts.get(state, lambda: None)()
    for who in ("owner", "lead", "manager", "auditor"):
        told = as_(who).get(ONE).content.decode()
        assert ("texts/et/write/" in told) is (state == "draft" and who in ("owner", "lead"))
        assert ("/in-force/" in told) is (state in ("approved", "scheduled") and who in ("owner", "lead"))
        assert ("/approve/" in told) is (state == "review" and who != "auditor")


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "values"),
        [
            ("restrict/", {"basis": "p9", "until_on": "2027-02-31"}),
            ("restrict/", {"basis": "p9", "until_on": "9999-01-01"}),
            ("restrict/", {"basis": "p9\0", "until_on": day(1)}),
            ("restrict/", {"basis": "p9", "until_on": day(1), "annex": "999999"}),
            ("share/", {"whom": "x" * 201, "until_on": day(1)}),
            ("share/", {"whom": "x\0", "until_on": day(1)}),
            ("withdraw/", {"because": "x\0"}),
            ("withdraw/", {"because": ""}),
        ],
    )
    def test_what_can_not_be_comes_back_with_the_form(self, path, values, as_):
        make.published()
        assert send(as_("owner"), f"{ONE}{path}", 422, **values)
        assert Version.objects.get().state == "in_force"
        assert not Restriction.objects.exists()

    @pytest.mark.parametrize("label", ["x" * 41, "1\r\nX-Evil: 1", "1\0", ""])
    def test_names_of_versions(self, label, as_):
        make.guide()
        send(as_("owner"), f"{HERE}versions/new/", 422, label=label)
        assert not Version.objects.exists()

    def test_a_doubt_where_nothing_is_in_force_says_so(self, as_):
        make.draft(make.guide())
        send(as_("owner"), f"{HERE}doubt/", 409, kind="law", text="x")
        assert not StaleSignal.objects.exists()

    def test_a_restriction_of_another_version_is_not_reached(self, as_):
        mark = make.restricted(make.published("teine"))
        make.published()
        send(as_("owner"), f"{ONE}restrictions/{mark.pk}/lift/", 404, because="x")
        mark.refresh_from_db()
        assert mark.is_active

    def test_a_link_of_another_version_is_not_closed(self, as_):
        share = make.shared(make.published("teine"))
        make.published()
        send(as_("owner"), f"{ONE}shares/{share.pk}/revoke/", 404)


class TestToday:
    def panel(self, client) -> str:
        told = client.get("/").content.decode()
        return told if "/library/juhend/" in told else ""

    def test_what_waits_for_this_person(self, as_, cast, at):
        with at("2026-03-02T10:00"):
            for who in ("owner", "owner_b", "lead", "auditor", "staff"):
                cast.user(who)
            document = make.published("juhend").document
            services.doubt(document=document, kind="law", about="x", text="x", by=SYSTEM)
            assert self.panel(as_("owner"))  # nobody is named: every owner answers
            services.change_document(document=document, responsible=cast.user("owner_b"), by=SYSTEM)
            assert not self.panel(as_("owner"))
            assert self.panel(as_("owner_b"))
            services.submit(version=make.draft(document), by=SYSTEM)
            assert self.panel(as_("lead"))
            for who in ("auditor", "staff"):
                assert not self.panel(as_(who))
