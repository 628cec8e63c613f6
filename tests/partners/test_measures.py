"""Contracts, contacts, promises and meetings, by hand-made rows."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Membership
from core import clock
from core.fields import Translated
from core.measures import Reading, measures
from notifications.types import Ahead
from partners.measures import change_limits
from partners.models import Contact
from partners.services import decide, expect, finish_follow_up, note_interaction, note_use, review
from partners.types import ComponentTeams, TeamSource, team_sources
from tests.factories import cases as make
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
NAME = Translated(et="x")


@pytest.fixture
def by(cast):
    return cast.actor("owner")


def read(slug: str, as_of: str = "2026-11-30T09:00"):
    return measures.get(slug).read(Reading.of(clock.parse_local(as_of)))


def counts(slug: str, as_of: str = "2026-11-30T09:00") -> tuple[int, int, int]:
    found = read(slug, as_of)
    return found.total("fulfilled"), found.total("missed"), found.total("left_out")


def test_yearly_reviews(at, by):
    with at("2026-01-05T10:00"):
        row = contract("l-1", review_on=date(2026, 6, 1))
        contract("l-2")
        contract("l-3", ends_on=date(2027, 1, 1), review_on=date(2026, 6, 1))
    assert counts("2.2.a-2", "2026-05-31T23:59") == (0, 0, 2), "not due; none agreed; one that ends is no matter of it"
    assert counts("2.2.a-2", "2026-06-01T00:00") == (0, 1, 1)
    with at("2026-07-01T10:00"):
        review(contract=row, by=by)
    assert counts("2.2.a-2", "2026-07-01T12:00") == (1, 0, 1)
    assert counts("2.2.a-2", "2026-06-30T12:00") == (0, 1, 1), "what came later is not known"
    assert read("2.2.a-2").per_cent is None, "one contract makes no percentage"


def test_contracts_that_wait_for_a_decision(at, by):
    with at("2026-01-05T10:00"):
        ending = contract("l-1", ends_on=date(2027, 1, 28))
        contract("l-2", ends_on=date(2027, 1, 29))
        used = contract("l-3", ends_on=date(2028, 1, 1), amount=1000)
        contract("l-4", ends_on=date(2025, 1, 1))
    with at("2026-11-01T10:00"):
        note_use(contract=used, used=950, by=by)
    found = read("2.2.a-3")
    assert {row.label.split()[0] for row in found.rows("missed")} == {"L-1", "L-3"}
    assert (found.figure, found.population) == ("2", 3), "one that is over is none of them"
    with at("2026-11-30T08:00"):
        decide(contract=ending, verdict="let_end", text="Ei vaja", by=by)
    assert read("2.2.a-3").figure == "1"
    assert read("2.2.a-3", "2026-10-30T09:00").figure == "0"


def test_the_longest_notice_of_the_touched_contracts(at):
    tara = make.component("aut-tara")
    with at("2026-01-05T10:00"):
        contract("l-1", components=[tara], change_notice="14d")
        contract("l-2", components=[tara], change_notice="2m")
        contract("l-3", components=[tara])
        contract("l-4", components=[tara], change_notice="300d", ends_on=date(2025, 1, 1))
    begins = clock.parse_local("2026-09-01T10:00")
    reading = Reading.of(clock.parse_local("2026-08-01T10:00"))
    things = [Ahead("change", ("component:aut-tara",), begins), Ahead("change", ("component:log",), begins)]
    limits = [clock.local(limit).strftime("%d.%m %H:%M") for limit, _rule in change_limits(reading, things)]
    assert limits == ["01.07 10:00", "03.06 10:00"], "two months; ninety days where no contract says otherwise"


def test_contacts_that_are_asked_for(at, by):
    assert read("2.6.a-1").is_empty
    assert read("2.6.a-1").counted.waits_for
    ria, tehik = organisation("ria"), organisation("tehik")
    expect(organisation=ria, roles=["Haldur", "haldur", " Juht "], is_key=False, by=by)
    values = {"organisation": ria, "name": "A", "valid_from": date(2020, 1, 1)}
    Contact.objects.create(role="haldur", verified_on=date(2025, 11, 30), **values)
    Contact.objects.create(role="Juht", verified_on=date(2025, 11, 29), **values)
    contract("l-1", parties=("tehik",))
    found = read("2.6.a-1")
    assert [row.part for row in found.rows("fulfilled")] == ["Haldur"], "365 days ago"
    assert [row.part for row in found.rows("missed")] == ["Juht"]
    assert [row.key for row in found.rows("left_out")] == [tehik.pk]
    expect(organisation=ria, roles=["Valve"], is_key=False, by=by)
    assert counts("2.6.a-1")[:2] == (0, 1), "nobody is named"


def test_components_whose_teams_can_be_reached(monkeypatch):
    named = make.group("named")
    nameless = make.group("nameless", email="", contact_role="Haldur", organisation=organisation("ria"))
    anywhere = make.group("anywhere", email="", contact_role="Administraator", organisation=None)
    through = make.group("through", email="", via=named)
    teams = {"a": {named.pk, through.pk}, "b": {named.pk, nameless.pk}, "c": {anywhere.pk}, "d": set()}
    rows = [ComponentTeams(n, slug, slug, frozenset(ids)) for n, (slug, ids) in enumerate(teams.items())]
    monkeypatch.setattr(team_sources, "_items", {"x": TeamSource("x", lambda day: rows)})
    assert [row.label for row in read("2.6.a-2").rows("fulfilled")] == ["a"]
    values = {"name": "A", "email": "a@x.example", "valid_from": date(2020, 1, 1)}
    Contact.objects.create(organisation=organisation("ria"), role="haldur", **values)
    Contact.objects.create(organisation=organisation("kov-a"), role="Administraator", **values)
    assert [row.label for row in read("2.6.a-2").rows("fulfilled")] == ["a", "b", "c"]
    Contact.objects.filter(role="haldur").update(said="Lahkus töölt")
    assert [row.label for row in read("2.6.a-2").rows("missed")] == ["b", "d"]


def test_promises(at, by, cast):
    Membership.objects.filter(user=cast.owner).update(valid_from=date(2020, 1, 1))
    with at("2026-03-02T10:00"):
        promise = {"text": "Saata", "due_on": date(2026, 3, 10), "responsible": cast.owner}
        ria = organisation("ria")
        note = note_interaction(organisation=ria, kind="call", agreed="Jah", follow_ups=[promise], by=by)
    assert counts("2.6.b-1", "2026-03-10T23:59") == (0, 0, 1), "the day itself is in time"
    assert counts("2.6.b-1", "2026-03-11T00:00") == (0, 1, 0)
    with at("2026-03-10T16:00"):
        finish_follow_up(follow_up=note.follow_ups.get(), by=by)
    assert counts("2.6.b-1", "2026-03-11T00:00") == (1, 0, 0)
    assert counts("2.6.b-1", "2026-03-01T00:00") == (0, 0, 0), "nothing was promised yet"


def test_key_partners_by_completed_quarters(at, by):
    assert read("2.6.b-2").counted.waits_for
    ria = organisation("ria")
    expect(organisation=ria, roles=[], is_key=True, by=by)
    with at("2026-03-31T10:00"):
        note_interaction(organisation=ria, kind="letter", held_on=date(2026, 3, 31), agreed="Jah", by=by)
    assert counts("2.6.b-2", "2026-03-31T23:59") == (0, 0, 4), "the quarter is not over"
    assert counts("2.6.b-2", "2026-04-01T00:00") == (1, 0, 3)
    assert counts("2.6.b-2", "2026-07-01T00:00") == (1, 1, 2)
