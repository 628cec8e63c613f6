"""Plan lines: measured, moved with a reason, finished with a result, carried over; the baseline and the past."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.errors import Conflict, Invalid
from planning.models import PlanLine, PlanMove
from planning.selectors.lines import lines_at
from planning.services import lines, proposals
from tests.factories import planning_plan as plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(cast):
    return cast.actor("owner")


@pytest.fixture(autouse=True)
def march(at):
    with at("2026-03-02T10:00"):
        yield


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("measure", {"measure": "  "}),
        ("quarter", {"quarter": 5}),
        ("quarter", {"quarter": None}),
        ("title", {"title": ""}),
        ("due_on", {"due_on": date(2026, 3, 1)}),
        ("due_on", {"due_on": date(2027, 1, 5), "year": 2026}),
        ("due_on", {"due_on": date(1, 1, 1), "year": 2026}),
        ("year", {"year": 1}),
        ("hours", {"hours": -1}),
        ("hours", {"hours": 10**9}),
    ],
)
def test_lines_that_say_nothing_are_refused(by, field, values):
    with pytest.raises(Invalid) as refused:
        plan.line(by=by, **values)
    assert refused.value.field == field
    assert not PlanLine.objects.exists()


def test_numbers_are_stable_and_of_one_line(by):
    assert [plan.line(by=by).line_no for _n in range(2)] == ["1", "2"]
    assert plan.line(by=by, line_no="10").line_no == "10"
    assert plan.line(by=by).line_no == "11"
    with pytest.raises(Conflict) as refused:
        plan.line(by=by, line_no="10")
    assert refused.value.field == "line_no"


def test_the_day_moves_with_a_reason_and_the_baseline_stays(by, cast):
    row = plan.line(by=by, due_on=date(2026, 6, 30))
    lines.fix_baseline(year=2026, by=cast.actor("lead"))
    with pytest.raises(Conflict):
        lines.fix_baseline(year=2026, by=cast.actor("lead"))
    with pytest.raises(Invalid) as refused:
        lines.reschedule(line=row, due_on=date(2026, 9, 30), reason="", by=by)
    assert refused.value.field == "reason"
    with pytest.raises(Invalid):
        lines.reschedule(line=row, due_on=date(2026, 6, 30), reason="Sama", by=by)
    row = lines.reschedule(line=row, due_on=date(2026, 9, 30), reason="Ootab sisendit", by=by)
    assert (row.baseline_on, row.due_on) == (date(2026, 6, 30), date(2026, 9, 30))
    assert PlanMove.objects.get().reason == "Ootab sisendit"
    assert plan.line(by=by, due_on=date(2026, 8, 1)).baseline_on == date(2026, 8, 1), "added later: its own at once"


def test_done_needs_a_result_and_when_late_why(at, by):
    row = plan.line(by=by, due_on=date(2026, 3, 31))
    with pytest.raises(Invalid) as refused:
        lines.finish(line=row, result=" ", by=by)
    assert refused.value.field == "result"
    with at("2026-04-10T10:00"):
        with pytest.raises(Invalid) as refused:
            lines.finish(line=row, result="3", by=by)
        assert refused.value.field == "late_reason"
        row = lines.finish(line=row, result="3", late_reason="Sisend hilines", by=by)
    assert (row.state, row.done_on) == ("done", date(2026, 4, 10))
    with pytest.raises(Conflict):
        lines.change_line(line=row, title="Muu", by=by)
    assert lines.reopen(line=row, by=by).done_on is None


def test_over_to_the_next_year(by):
    row = plan.line(by=by, title="Jätkub")
    with pytest.raises(Invalid):
        lines.carry(line=row, due_on=date(2026, 12, 1), by=by)
    row.refresh_from_db()
    assert row.state == "planned", "nothing is half done"
    new = lines.carry(line=row, due_on=date(2027, 3, 31), by=by)
    row.refresh_from_db()
    assert (row.state, new.carried_from, new.year, new.quarter, new.title) == ("carried", row, 2027, 1, "Jätkub")
    with pytest.raises(Conflict):
        lines.drop(line=row, reason="Enam pole vaja", by=by)


def test_no_circles(by):
    one, two, three = (plan.line(by=by, title=name) for name in "abc")
    lines.change_line(line=one, needs=[two], by=by)
    lines.change_line(line=two, needs=[three], by=by)
    for wanted in ([one], [three]):
        with pytest.raises(Invalid) as refused:
            lines.change_line(line=three, needs=wanted, by=by)
        assert refused.value.field == "needs"
    assert list(three.needs.all()) == []


def test_only_an_approved_proposal_becomes_a_line(by, cast):
    row = plan.proposal(by=by, is_submitted=True)
    with pytest.raises(Conflict):
        plan.line(by=by, proposal=row)
    proposals.decide(proposal=row, verdict="approve", reason="Jah", by=cast.actor("manager"))
    assert plan.line(by=by, proposal=row).proposal == row


def test_the_plan_as_it_stood(at, by):
    row = plan.line(by=by, title="Enne", due_on=date(2026, 6, 30))
    with at("2026-04-01T10:00"):
        lines.change_line(line=row, title="Pärast", by=by)
        plan.line(by=by, title="Uus")
    with at("2026-07-05T10:00"):
        lines.finish(line=row, result="3", late_reason="Hilines", by=by)

    def titles(day: date) -> list[tuple[str, str, bool]]:
        return [(one.title, one.state, one.is_overdue) for one in lines_at(by, day).order_by("id")]

    assert titles(date(2026, 3, 1)) == []
    assert titles(date(2026, 3, 31)) == [("Enne", "planned", False)]
    assert titles(date(2026, 7, 4)) == [("Pärast", "planned", True), ("Uus", "planned", False)]
    assert titles(date(2026, 7, 5))[0] == ("Pärast", "done", False)
    assert clock.today() == date(2026, 3, 2)
