"""Measures of the plan by hand-made rows: as they stood then, whatever came later."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.measures import Reading, measures
from planning.services import lines, proposals
from tests.factories import cases
from tests.factories import planning_plan as plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(at, cast):
    """They work here since long."""
    with at("2025-01-02T10:00"):
        return [cast.user(who) for who in ("owner", "lead", "manager")]


def counts(slug: str, as_of: str) -> tuple[int, int, int]:
    found = measures.get(slug).read(Reading.of(clock.parse_local(as_of)))
    return found.total("fulfilled"), found.total("missed"), found.total("left_out")


def test_the_round_that_ended_last_by_the_minute(at, cast):
    owner, lead = cast.actor("owner"), cast.actor("lead")
    with at("2026-09-01T10:00"):
        row = plan.planning_round(by=lead, deadline=clock.parse_local("2026-10-09T17:00"))
        first, second, third = (plan.proposal(by=owner) for _n in range(3))
    for moment, one in (("2026-10-09T17:00", first), ("2026-10-09T17:01", second), ("2026-10-08T09:00", third)):
        with at(moment):
            proposals.submit(proposal=one, round=row, by=owner)
    assert counts("2.4.a-1", "2026-10-09T16:59") == (0, 0, 0)
    assert counts("2.4.a-1", "2026-10-09T17:00") == (2, 0, 0)
    assert counts("2.4.a-1", "2026-11-30T09:00") == (2, 1, 0)


def test_decisions_and_reasons_as_they_stood(at, cast):
    owner, manager = cast.actor("owner"), cast.actor("manager")
    with at("2026-03-02T10:00"):
        good = plan.proposal(by=owner, goal=plan.goal(by=cast.actor("lead")), hours=8)
        case = cases.case()
        proposals.link_evidence(proposal=good, about=f"incident:{case.ref}", by=owner)
        proposals.submit(proposal=good, by=owner)
        plan.proposal(by=owner, is_submitted=True)
        plan.proposal(by=owner, kind="organisation", is_submitted=True)
    with at("2026-04-02T10:00"):
        proposals.decide(proposal=good, verdict="postpone", reason="Hiljem", by=manager)
    with at("2026-05-02T10:00"):
        proposals.decide(proposal=good, verdict="approve", reason="Jah", by=manager)
    assert counts("2.7.c-1", "2026-03-03T09:00") == (1, 1, 0)
    assert counts("2.7.b-1", "2026-03-03T09:00") == (1, 0, 0)
    assert counts("2.4.a-2", "2026-04-03T09:00") == (0, 1, 0), "postponed counts as decided"
    assert counts("2.4.a-2", "2026-05-03T09:00") == (1, 0, 0)
    assert counts("2.7.c-1", "2026-03-02T09:59") == (0, 0, 0)


def test_against_the_baseline_and_not_the_moved_day(at, cast):
    owner = cast.actor("owner")
    with at("2026-01-12T10:00"):
        kept, moved, late = (plan.line(by=owner, due_on=date(2026, 3, 31)) for _n in range(3))
        plan.line(by=owner, due_on=date(2026, 12, 18))
        lines.fix_baseline(year=2026, by=cast.actor("lead"))
        lines.reschedule(line=moved, due_on=date(2026, 6, 30), reason="Sisend hilineb", by=owner)
    with at("2026-03-31T16:00"):
        lines.finish(line=kept, result="3", by=owner)
    with at("2026-05-29T10:00"):
        lines.finish(line=moved, result="3", by=owner)
    with at("2026-06-29T10:00"):
        lines.finish(line=late, result="3", late_reason="Hilines", by=owner)
    assert counts("plaan-1", "2026-03-31T18:00") == (0, 0, 4), "its day is not over yet"
    assert counts("plaan-1", "2026-04-01T00:00") == (1, 2, 1)
    assert counts("plaan-1", "2026-11-30T09:00") == (1, 2, 1)
    found = measures.get("plaan-1").read(Reading.of(clock.parse_local("2026-11-30T09:00")))
    assert any("Sisend hilineb" in row.why for row in found.rows("missed"))
    assert counts("plaan-2", "2026-04-01T09:00") == (1, 0, 0)
    assert counts("plaan-2", "2026-11-30T09:00") == (3, 0, 0)
