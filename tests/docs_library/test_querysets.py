"""Who reads which version: every sort of reader × state × audience × restriction × annex, at the one rule for all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import Membership
from accounts.selectors import actor_of
from accounts.services.substitutions import name_substitute
from components.models import Party
from core import clock
from core.actor import ANONYMOUS, SYSTEM, Actor
from docs_library import services
from docs_library.models import (
    Annex,
    Document,
    Reading,
    Restriction,
    RestrictionCopy,
    Review,
    ShareLink,
    StaleSignal,
    Version,
    VersionText,
)
from tests.factories import library as make
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation, person

pytestmark = pytest.mark.django_db
AUDIENCES = ("public", "partners", "staff", "named")
KEEPERS = ("owner", "lead", "manager", "auditor", "system")
AGENCY = ("staff", "admin")
TIED = ("contract", "user_party", "resolver")
LOOSE = ("ended", "other")
WHO = (*KEEPERS, *AGENCY, *TIED, *LOOSE, "named", "anonymous", "link")


@pytest.fixture
def reader(cast):
    """``reader(who)``: kov-a has a contract in force about the component, kov-b one that ended, ``kasutaja`` uses it,
    tehik runs it, ``nimega`` is named by the document, ``muu`` has nothing to do with it."""
    one, another = component("aut-tara"), component("muu-asi")
    contract("kehtib", parties=("kov-a",), components=[one])
    contract("lõppenud".replace("õ", "o"), parties=("kov-b",), components=[one], ends_on=date(2022, 1, 1))
    contract("muu", parties=("muu",), components=[another])
    Party.objects.create(component=one, organisation=organisation("tehik"), role=Party.Role.values[0])
    Party.objects.create(component=one, organisation=organisation("kasutaja"), role=Party.Role.USER)
    homes = {"contract": "kov-a", "ended": "kov-b", "user_party": "kasutaja", "other": "muu", "named": "nimega"}

    def actor(who: str) -> Actor:
        if who in ("anonymous", "link", "system"):
            return {"anonymous": ANONYMOUS, "link": Actor(kind="link", name="x"), "system": SYSTEM}[who]
        if who in homes:
            slug = homes[who]
            known = Membership.objects.filter(organisation__slug=slug, role="partner").first()
            user = (
                known.user
                if known
                else person(f"{who}-kasutaja".replace("_", "-"), role="partner", organisation_slug=slug)
            )
            return actor_of(user)
        return cast.actor(who)

    return actor


def facts(audience: str) -> dict:
    named = {"organisations": [organisation("nimega")]}
    return {"audience": audience, "components": [component("aut-tara")], **named}


READERS = {
    "public": set(WHO),
    "partners": {*KEEPERS, *AGENCY, *TIED},
    "staff": {*KEEPERS, *AGENCY},
    "named": {*KEEPERS, "named"},
}


def readers_of(rows, reader) -> set[str]:
    return {who for who in WHO if rows.visible_to(reader(who)).exists()}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_in_force_is_read_by_whom_it_is_for(audience, reader):
    version = make.published("juhend", annexes=("Lisa",), **facts(audience))
    for rows in (Document.objects.all(), Version.objects.all(), VersionText.objects.all(), Annex.objects.all()):
        assert readers_of(rows, reader) == READERS[audience], rows.model
    assert readers_of(version.texts.all(), reader) == READERS[audience]


@pytest.mark.parametrize("narrow", AUDIENCES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_version_narrows_the_circle_and_never_widens_it(audience, narrow, reader):
    make.published("juhend", version={"audience": narrow}, **facts(audience))
    expected = READERS[audience] & READERS[narrow]
    assert readers_of(Version.objects.all(), reader) == expected
    assert readers_of(Document.objects.all(), reader) == expected


@pytest.mark.parametrize("state", ["draft", "review", "approved", "scheduled", "withdrawn"])
def test_what_is_not_yet_or_no_more_in_force_is_known_to_those_who_keep_it(state, reader):
    row = make.draft(make.guide("juhend", **facts("public")))
    make.annex(row)
    if state == "review":
        services.submit(version=row, by=SYSTEM)
    elif state == "approved":
        make.approved(row)
    elif state == "scheduled":
        make.scheduled(row)
    elif state == "withdrawn":
        services.withdraw(version=make.made_live(row), because="Enam ei kehti", by=SYSTEM)
    row.refresh_from_db()
    assert row.state == state
    for rows in (Document.objects.all(), Version.objects.all(), VersionText.objects.all(), Annex.objects.all()):
        assert readers_of(rows, reader) == set(KEEPERS), rows.model


def test_a_superseded_version_is_read_until_it_is_hidden(reader):
    old = make.published("juhend", **facts("partners"))
    make.made_live(make.draft(old.document))
    assert readers_of(Version.objects.filter(pk=old.pk), reader) == READERS["partners"]
    services.hide(version=old, is_hidden=True, by=SYSTEM)
    assert readers_of(Version.objects.filter(pk=old.pk), reader) == set(KEEPERS)
    assert readers_of(VersionText.objects.filter(version=old), reader) == set(KEEPERS)
    assert readers_of(Document.objects.all(), reader) == READERS["partners"]


def test_an_archived_document_is_known_to_those_who_keep_it(reader):
    version = make.published("juhend", **facts("public"))
    mark = make.restricted(make.made_live(make.draft(version.document)))
    services.send_copy(restriction=mark, organisation=organisation("muu"), by=SYSTEM)
    services.archive_document(document=version.document, because="Ei vaja", by=SYSTEM)
    for rows in (Document.objects.all(), Version.objects.all(), VersionText.objects.all()):
        assert readers_of(rows, reader) == set(KEEPERS), rows.model


class TestRestricted:
    @pytest.mark.parametrize("audience", AUDIENCES)
    def test_it_is_closed_to_its_circle_and_open_to_whom_it_was_sent(self, audience, reader):
        version = make.published("juhend", annexes=("Lisa",), **facts(audience))
        mark = make.restricted(version)
        everything = (Document, Version, VersionText, Annex)
        for model in everything:
            assert readers_of(model.objects.all(), reader) == set(KEEPERS), model
        services.send_copy(restriction=mark, organisation=organisation("muu"), by=SYSTEM)
        for model in (*everything, Restriction):
            assert readers_of(model.objects.all(), reader) == {*KEEPERS, "other"}, model

    def test_a_draft_that_was_sent_stays_open_between_the_approval_and_the_day_of_force(self, reader):
        row = make.draft(make.guide("juhend", **facts("staff")))
        make.annex(row)
        mark = services.restrict(version=row, basis="2p2", by=SYSTEM)
        services.send_copy(restriction=mark, organisation=organisation("muu"), by=SYSTEM)
        row = services.submit(version=row, by=SYSTEM)
        assert readers_of(Version.objects.all(), reader) == {*KEEPERS, "other"}
        row = make.approved_after_review(row)
        everything = (Document, Version, VersionText, Annex)
        for model in everything:
            assert readers_of(model.objects.all(), reader) == {*KEEPERS, "other"}, model
        row = services.schedule(version=row, at=clock.now() + timedelta(days=1), by=SYSTEM)
        for model in everything:
            assert readers_of(model.objects.all(), reader) == {*KEEPERS, "other"}, model
        services.put_in_force(version=row, by=SYSTEM)
        assert readers_of(Version.objects.all(), reader) == READERS["staff"]

    def test_one_restricted_anew_after_the_approval_is_closed_to_those_it_was_not_sent_to(self, reader):
        row = make.draft(make.guide("juhend", **facts("staff")))
        mark = services.restrict(version=row, basis="2p2", by=SYSTEM)
        services.send_copy(restriction=mark, organisation=organisation("muu"), by=SYSTEM)
        row = make.approved(row)
        make.restricted(row)
        assert readers_of(Version.objects.all(), reader) == set(KEEPERS)

    def test_an_older_open_version_stays_readable(self, reader):
        old = make.published("juhend", **facts("public"))
        new = make.made_live(make.draft(old.document))
        make.restricted(new)
        assert readers_of(Version.objects.filter(pk=new.pk), reader) == set(KEEPERS)
        assert readers_of(Version.objects.filter(pk=old.pk), reader) == READERS["public"]

    def test_an_annex_alone(self, reader):
        version = make.published("juhend", annexes=("Avalik lisa", "Salajane lisa"), **facts("partners"))
        annex = version.annexes.get(title="Salajane lisa")
        mark = make.restricted(version, annex=annex)
        assert readers_of(Version.objects.all(), reader) == READERS["partners"]
        assert readers_of(Annex.objects.exclude(pk=annex.pk), reader) == READERS["partners"]
        assert readers_of(Annex.objects.filter(pk=annex.pk), reader) == set(KEEPERS)
        assert readers_of(Restriction.objects.all(), reader) == set(KEEPERS)
        services.send_copy(restriction=mark, organisation=organisation("kov-a"), by=SYSTEM)
        services.send_copy(restriction=mark, organisation=organisation("muu"), by=SYSTEM)  # who may not read the rest
        assert readers_of(Annex.objects.filter(pk=annex.pk), reader) == {*KEEPERS, "contract"}
        assert readers_of(Version.objects.all(), reader) == READERS["partners"]

    def test_an_annex_that_is_restricted_too_is_not_opened_by_the_copy_of_its_version(self, reader):
        version = make.published("juhend", annexes=("Lisa",), **facts("partners"))
        whole, of_annex = make.restricted(version), make.restricted(version, annex=version.annexes.get())
        services.send_copy(restriction=whole, organisation=organisation("kov-a"), by=SYSTEM)
        assert readers_of(VersionText.objects.all(), reader) == {*KEEPERS, "contract"}
        assert readers_of(Annex.objects.all(), reader) == set(KEEPERS)
        services.send_copy(restriction=of_annex, organisation=organisation("kov-a"), by=SYSTEM)
        assert readers_of(Annex.objects.all(), reader) == {*KEEPERS, "contract"}

    def test_it_holds_through_the_last_day_of_tallinn(self, reader, at):
        with at("2026-03-02T10:00"):
            version = make.published("juhend", **facts("public"))
            services.restrict(version=version, basis="p9", until_on=date(2026, 3, 28), by=SYSTEM)
        with at("2026-03-28T23:59"):
            assert readers_of(Version.objects.all(), reader) == set(KEEPERS)
            assert Version.objects.restricted().exists()
        with at("2026-03-29T00:00"):  # still the 28th in UTC; the night on which clocks are set forward
            assert readers_of(Version.objects.all(), reader) == READERS["public"]
            assert not Version.objects.restricted().exists()
            assert not Restriction.objects.active().exists()

    def test_what_was_sent_to_one_person_is_read_by_who_stands_in_for_them(self, cast):
        version = make.published("juhend", audience="named", organisations=[organisation("nimega")])
        staff, other = cast.user("staff"), cast.user("staff_b")
        services.send_copy(restriction=make.restricted(version), user=staff, by=SYSTEM)
        assert Version.objects.visible_to(actor_of(staff)).exists()
        assert not Version.objects.visible_to(actor_of(other)).exists()
        today = clock.today()
        named = {"from_on": today, "until_on": today + timedelta(3), "reason": "puhkus", "by": cast.actor("lead")}
        name_substitute(absent=staff, substitute=other, **named)
        assert not Version.objects.visible_to(actor_of(other)).exists()
        assert Version.objects.visible_to(actor_of(other, acting_for_id=staff.pk)).exists()

    def test_a_withdrawn_one_is_closed_to_whom_it_was_sent(self, reader):
        version = make.published("juhend", **facts("public"))
        services.send_copy(restriction=make.restricted(version), organisation=organisation("muu"), by=SYSTEM)
        services.withdraw(version=version, because="Viga", by=SYSTEM)
        assert readers_of(Version.objects.all(), reader) == set(KEEPERS)


class TestTokens:
    @pytest.mark.parametrize(
        ("scopes", "sees"),
        [
            ((), True),
            (("*.read",), True),
            (("docs_library.read",), True),
            (("docs_library.*",), True),
            (("docs_library.see_drafts",), False),
            (("docs_library.see_restricted",), False),
            (("docs_library.see_drafts", "docs_library.see_restricted"), True),
            (("components.read",), False),
            (("docs_library.edit",), False),
        ],
    )
    def test_a_narrowed_token_sees_drafts_only_in_its_scopes(self, scopes, sees, cast):
        make.draft(make.guide("juhend"))
        token = cast.actor("owner").narrowed(scopes)
        assert Version.objects.visible_to(token).exists() is sees
        assert Document.objects.visible_to(token).exists() is sees

    def test_reading_scopes_do_not_open_what_the_person_does_not_see(self, cast):
        make.restricted(make.published("juhend"))
        for who in ("staff", "admin", "partner_a", "resolver"):
            assert not Version.objects.visible_to(cast.actor(who).narrowed(["*.read"])).exists()


class TestNamed:
    def test_people_of_our_own_agency_are_named_like_others(self, cast):
        make.published("juhend", audience="named", organisations=[organisation("ska")])
        assert Version.objects.visible_to(cast.actor("staff")).exists()
        assert not Version.objects.visible_to(cast.actor("partner_a")).exists()

    def test_named_in_a_version_only(self, reader):
        make.published("juhend", version={"audience": "named"}, **facts("public"))
        assert readers_of(Version.objects.all(), reader) == {*KEEPERS, "named"}


class TestOwnKnowledge:
    def test_signals_reviews_copies_and_links(self, reader):
        version = make.published("juhend", **facts("public"))
        services.doubt(document=version.document, kind="law", about="rt", text="Seadus muutus", by=SYSTEM)
        assert readers_of(StaleSignal.objects.all(), reader) == {*KEEPERS, *AGENCY}
        services.review(document=version.document, because="Vaadatud", by=SYSTEM)
        assert readers_of(Review.objects.all(), reader) == {*KEEPERS, *AGENCY}
        make.shared(version)
        assert readers_of(ShareLink.objects.all(), reader) == set(KEEPERS)
        services.send_copy(restriction=make.restricted(version), organisation=organisation("muu"), by=SYSTEM)
        assert readers_of(RestrictionCopy.objects.all(), reader) == set(KEEPERS)
        assert readers_of(Review.objects.all(), reader) == set(KEEPERS)  # nobody else sees the document now

    def test_who_read_what_is_their_own(self, reader, cast):
        version = make.published("juhend", **facts("public"))
        services.note_reading(version=version, by=reader("contract"))
        assert readers_of(Reading.objects.all(), reader) == {*KEEPERS, "contract"}
