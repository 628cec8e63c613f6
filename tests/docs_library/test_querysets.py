"""Who reads which version, at the one place that every door asks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from components.models import Party
from core import clock
from core.actor import ANONYMOUS, SYSTEM
from docs_library import services
from docs_library.models import Annex, Document, Version, VersionText
from tests.factories.catalogue import component, system
from tests.factories.files import upload
from tests.factories.library import document, draft, in_force, made_live, restriction
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
WRITERS = {"owner", "lead", "manager", "auditor"}
AGENCY = WRITERS | {"staff", "admin"}
EVERYBODY = AGENCY | {"resolver", "partner_a", "partner_b", "anonymous"}


def readers(cast, version: Version) -> set[str]:
    """Who may read it; document, texts and version must say the same."""
    found = set()
    for who in EVERYBODY:
        actor = ANONYMOUS if who == "anonymous" else cast.actor(who)
        sees = Version.objects.visible_to(actor).filter(pk=version.pk).exists()
        assert VersionText.objects.visible_to(actor).filter(version=version).exists() == sees
        if sees:
            assert Document.objects.visible_to(actor).filter(pk=version.document_id).exists()
            found.add(who)
    return found


def test_public_is_for_everybody(cast):
    assert readers(cast, in_force(document())) == EVERYBODY


def test_staff_is_for_the_agency(cast):
    assert readers(cast, in_force(document(audience="staff"))) == AGENCY


def test_named_is_for_those_named_and_the_writers(cast):
    version = in_force(document(audience="named", organisations=[organisation("kov-a")]))
    assert readers(cast, version) == WRITERS | {"partner_a"}


def test_partners_are_those_with_a_contract_in_force(cast):
    covered = component()
    contract("l-1", parties=("kov-a",), components=[covered])
    contract("l-2", parties=("kov-b",), components=[covered], ends_on=date(2022, 1, 1))
    assert readers(cast, in_force(document(audience="partners", components=[covered]))) == AGENCY | {"partner_a"}


def test_partners_are_those_who_use_a_system_of_the_component(cast):
    star = system()
    used = component(used_by=[star])
    Party.objects.create(system=star, organisation=organisation("kov-b"), role="user")
    Party.objects.create(component=used, organisation=organisation("tehik"), role="provider")
    version = in_force(document(audience="partners", components=[used]))
    assert readers(cast, version) == AGENCY | {"partner_b", "resolver"}


def test_a_version_may_be_for_fewer_never_for_more(cast):
    assert readers(cast, in_force(document(), audience="staff")) == AGENCY
    assert readers(cast, in_force(document("teine", audience="staff"), audience="public")) == AGENCY


@pytest.mark.parametrize("state", ["draft", "review", "approved", "scheduled", "withdrawn"])
def test_what_is_not_in_force_is_for_the_writers(cast, state):
    of = document()
    version = draft(of)
    if state != "draft":
        version = services.submit(version=version, by=SYSTEM)
    if state in ("approved", "scheduled"):
        version = services.approve(version=version, seen=version.sha256, by=SYSTEM)
    if state == "scheduled":
        version = services.schedule(version=version, at=clock.now() + timedelta(1), by=SYSTEM)
    if state == "withdrawn":
        version = services.withdraw(version=version, because="Ei kehti.", by=SYSTEM)
    assert version.state == state
    assert readers(cast, version) == WRITERS


def test_a_superseded_one_is_read_until_it_is_hidden(cast):
    of = document()
    old = in_force(of)
    in_force(of)
    old.refresh_from_db()
    assert readers(cast, old) == EVERYBODY
    services.hide(version=old, is_hidden=True, by=SYSTEM)
    assert readers(cast, old) == WRITERS


def test_a_restricted_one_is_for_the_writers_and_those_it_was_sent_to(cast):
    version = in_force(document())
    row = restriction(version)
    assert readers(cast, version) == WRITERS
    services.send_copy(restriction=row, organisation=organisation("kov-a"), by=SYSTEM)
    services.send_copy(restriction=row, user=cast.staff, by=SYSTEM)
    assert readers(cast, version) == WRITERS | {"partner_a", "staff"}
    services.lift(restriction=row, because="Avalikustatud.", by=SYSTEM)
    assert readers(cast, version) == EVERYBODY


def test_a_restricted_draft_is_read_by_those_it_was_sent_to(cast):
    version = draft(document(audience="named", organisations=[organisation("kov-b")]))
    row = services.restrict(version=version, basis="2p2", by=SYSTEM)
    services.send_copy(restriction=row, organisation=organisation("kov-a"), by=SYSTEM)
    assert readers(cast, version) == WRITERS | {"partner_a"}


def test_a_restriction_ends_with_its_last_day_of_tallinn(cast, at):
    with at("2026-03-04T12:00"):
        version = in_force(document())
        restriction(version, until=date(2026, 3, 5))
        assert "anonymous" not in readers(cast, version)
    with at("2026-03-05T23:59"):
        assert "anonymous" not in readers(cast, version)
    with at("2026-03-06T00:00"):
        assert readers(cast, version) == EVERYBODY, "whether or not the tick has run"


def test_a_restricted_annex_goes_alone(cast):
    version = draft(document())
    open_one = services.add_annex(version=version, file=upload("a.pdf"), by=SYSTEM)
    secret = services.add_annex(version=version, file=upload("b.md", b"# salajane"), by=SYSTEM)
    row = restriction(version, annex=secret)
    made_live(version)
    assert readers(cast, version) == EVERYBODY
    assert set(Annex.objects.visible_to(ANONYMOUS)) == {open_one}
    services.send_copy(restriction=row, organisation=organisation("kov-a"), by=SYSTEM)
    assert set(Annex.objects.visible_to(cast.actor("partner_a"))) == {open_one, secret}
    assert set(Annex.objects.visible_to(cast.actor("staff"))) == {open_one}


def test_an_archived_document_is_for_the_writers(cast):
    version = in_force(document())
    services.archive_document(document=version.document, because="Vananenud.", by=SYSTEM)
    assert readers(cast, version) == WRITERS


def test_a_token_without_the_scope_is_an_ordinary_reader(cast):
    restricted = in_force(document(audience="staff"))
    restriction(restricted)
    narrowed = cast.actor("owner").narrowed(["notifications.publish"])
    assert not Version.objects.visible_to(narrowed).filter(pk=restricted.pk).exists()
    reading = cast.actor("owner").narrowed(["docs_library.read"])
    assert Version.objects.visible_to(reading).filter(pk=restricted.pk).exists()
