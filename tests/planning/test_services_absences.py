"""Days away: one's own and others', imported exactly as they were shown, with whom to name as substitute."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.services import name_substitute
from core.errors import Conflict, Invalid, NotAllowed
from planning.models import Absence
from planning.selectors.absences import gaps
from planning.selectors.away_preview import as_list, plan_of
from planning.services.absences import import_absences, note_absence, remove_absence
from tests.factories.catalogue import component
from tests.factories.planning_developments import long_standing

pytestmark = pytest.mark.django_db
JULY = {"from_on": date(2026, 7, 6), "until_on": date(2026, 7, 31)}
EVENT = (
    "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:Haigus\r\nDTSTART;VALUE=DATE:{a}\r\nDTEND;VALUE=DATE:{b}\r\nEND:VEVENT\r\n"
)


@pytest.fixture
def cast(db):
    return long_standing("owner", "lead", "manager", "staff", "staff_deputy", "resolver", "partner_a", "auditor")


def calendar(*events: tuple[str, str, str]) -> str:
    body = "".join(EVENT.format(uid=uid, a=a, b=b) for uid, a, b in events)
    return f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n"


def test_own_days_by_anybody_of_the_agency(cast):
    for who in ("owner", "staff", "auditor"):
        note_absence(person=cast.user(who), **JULY, by=cast.actor(who))
    with pytest.raises(NotAllowed):
        note_absence(person=cast.owner, **JULY, by=cast.actor("staff"))
    with pytest.raises(NotAllowed):
        note_absence(person=cast.resolver, **JULY, by=cast.actor("resolver"))


def test_others_days_by_lead_and_manager(cast):
    row = note_absence(person=cast.owner, **JULY, by=cast.actor("lead"))
    with pytest.raises(Conflict):
        note_absence(person=cast.owner, **JULY, by=cast.actor("manager"))
    with pytest.raises(NotAllowed):
        remove_absence(absence=row, by=cast.actor("staff"))
    remove_absence(absence=row, by=cast.actor("manager"))
    with pytest.raises(Conflict):
        remove_absence(absence=row, by=cast.actor("manager"))


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_on": date(2026, 7, 6), "until_on": date(2026, 7, 5)}, "until_on"),
        ({"from_on": date(2026, 7, 6), "until_on": date(2029, 7, 5)}, "until_on"),
        ({"from_on": date(1999, 7, 6), "until_on": date(1999, 7, 7)}, "from_on"),
    ],
)
def test_days_that_make_no_sense(cast, days, field):
    with pytest.raises(Invalid) as refused:
        note_absence(person=cast.owner, **days, by=cast.actor("owner"))
    assert refused.value.field == field


def take(cast, who: str, text: str, person: str):
    listed, refused = as_list(text, cast.user(person))
    return import_absences(text=listed, seen=plan_of(cast.actor(who), listed).mark, by=cast.actor(who)), refused


def test_import_of_a_calendar_twice_changes_nothing(cast):
    text = calendar(("a", "20260706", "20260801"), ("b", "20261221", "20261224"))
    plan, _refused = take(cast, "owner", text, "owner")
    assert plan.counts["new"] == 2
    assert set(Absence.objects.live().values_list("from_on", "until_on")) == {
        (date(2026, 7, 6), date(2026, 7, 31)),
        (date(2026, 12, 21), date(2026, 12, 23)),
    }
    plan, _refused = take(cast, "owner", text, "owner")
    assert (plan.counts["same"], plan.counts["new"]) == (2, 0)
    assert Absence.objects.count() == 2


def test_an_event_that_moved_moves_here(cast):
    take(cast, "owner", calendar(("a", "20260706", "20260801")), "owner")
    plan, _refused = take(cast, "owner", calendar(("a", "20260713", "20260801")), "owner")
    assert plan.counts["moved"] == 1
    assert Absence.objects.live().get().from_on == date(2026, 7, 13)


def test_the_reason_is_nowhere(cast):
    text = calendar(("haigus-123", "20260706", "20260801"))
    listed, _refused = as_list(text, cast.owner)
    assert "aigus" not in listed
    take(cast, "owner", text, "owner")
    row = Absence.objects.get()
    assert "aigus" not in "".join(str(getattr(row, field.name)) for field in Absence._meta.fields)


def test_what_changed_since_the_look_is_not_done(cast):
    listed, _refused = as_list(calendar(("a", "20260706", "20260801")), cast.owner)
    seen = plan_of(cast.actor("owner"), listed).mark
    note_absence(person=cast.owner, **JULY, by=cast.actor("owner"))
    with pytest.raises(Conflict):
        import_absences(text=listed, seen=seen, by=cast.actor("owner"))
    assert Absence.objects.count() == 1


def test_others_lines_are_refused_to_who_may_not(cast):
    owner, staff = cast.owner, cast.staff
    lines = [f"{email};2026-07-06;2026-07-31" for email in (owner.email, staff.email, "x@y.example")]
    text = "\n".join(["e-post;alates;kuni", *lines])
    listed, _refused = as_list(text, staff)
    plan = plan_of(cast.actor("staff"), listed)
    assert [each.outcome for each in plan.lines] == ["refused", "new", "refused"]
    plan = plan_of(cast.actor("lead"), listed)
    assert [each.outcome for each in plan.lines] == ["new", "new", "refused"]


def test_gaps_name_the_usual_substitute(cast, at):
    deputy = cast.user("staff_deputy")
    component(owner=cast.owner, deputy=deputy)
    with at("2026-11-30T09:00"):
        note_absence(person=cast.owner, from_on=date(2026, 12, 21), until_on=date(2026, 12, 27), by=cast.actor("owner"))
        gap = gaps()[0]
        assert (gap.usual, gap.proposed, gap.is_usual_away, gap.workdays) == (deputy, deputy, False, 3)
        assert f"absent={cast.owner.pk}" in gap.query
        assert f"substitute={deputy.pk}" in gap.query
        assert "from_on=2026-12-21" in gap.query


def test_both_away(cast, at):
    deputy, lead = cast.user("staff_deputy"), cast.lead
    component(owner=cast.owner, deputy=deputy)
    with at("2026-05-04T09:00"):
        name_substitute(
            absent=cast.owner,
            substitute=lead,
            from_on=date(2026, 5, 5),
            until_on=date(2026, 5, 5),
            reason="lähetus",
            by=cast.actor("manager"),
        )
    with at("2026-11-30T09:00"):
        days = {"from_on": date(2026, 12, 21), "until_on": date(2026, 12, 23)}
        note_absence(person=cast.owner, **days, by=cast.actor("owner"))
        note_absence(
            person=deputy, from_on=date(2026, 12, 23), until_on=date(2026, 12, 30), by=cast.actor("staff_deputy")
        )
        gap = gaps()[0]
    assert (gap.usual, gap.is_usual_away, gap.proposed) == (deputy, True, lead)


def test_a_named_substitute_closes_the_gap(cast, at):
    with at("2026-11-30T09:00"):
        days = {"from_on": date(2026, 12, 21), "until_on": date(2026, 12, 27)}
        note_absence(person=cast.lead, **days, by=cast.actor("lead"))
        assert len(gaps()) == 1
        # the weekend needs nobody
        name_substitute(
            absent=cast.lead,
            substitute=cast.owner,
            from_on=date(2026, 12, 21),
            until_on=date(2026, 12, 23),
            reason="puhkus",
            by=cast.actor("manager"),
        )
        assert gaps() == []


def test_those_without_the_field_are_nobodys_gap(cast, at):
    with at("2026-11-30T09:00"):
        note_absence(person=cast.staff, from_on=date(2026, 12, 21), until_on=date(2026, 12, 23), by=cast.actor("staff"))
        assert gaps() == []
