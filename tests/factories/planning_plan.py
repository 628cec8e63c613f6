"""Goals, rounds, proposals and plan lines through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from core import clock
from core.actor import Actor
from core.deadlines import add_workdays
from planning.models import AgencyGoal, PlanLine, PlanningRound, Proposal
from planning.services import goals, lines, proposals, rounds


def goal(code: str = "G1", *, by: Actor) -> AgencyGoal:
    found = AgencyGoal.objects.filter(code=code).first()
    return found or goals.add_goal(code=code, title={"et": f"Eesmärk {code}"}, by=by)


def planning_round(*, by: Actor, deadline: datetime | None = None, **values: Any) -> PlanningRound:
    day = add_workdays(clock.today(), 5)
    deadline = deadline or clock.parse_local(f"{day}T17:00")
    facts = {"year": clock.today().year, "title": "Aasta plaani voor", "opens_on": clock.today() - timedelta(days=30)}
    return rounds.open_round(
        **{**facts, "owner": User.objects.get(pk=by.user_id), **values}, deadline_at=deadline, by=by
    )


def proposal(*, by: Actor, is_submitted: bool = False, **values: Any) -> Proposal:
    into = values.pop("round", None)
    row = proposals.add_proposal(**{"title": "Ettepanek", "reason": "Sest", **values}, by=by)
    return proposals.submit(proposal=row, round=into, by=by) if is_submitted or into else row


def line(*, by: Actor, **values: Any) -> PlanLine:
    due = values.pop("due_on", date(clock.today().year, 12, 31))
    facts = {"title": "Rida", "measure": "vähemalt 3", "quarter": 4, "year": due.year, **values}
    facts.setdefault("owner", User.objects.get(pk=by.user_id))
    return lines.add_line(due_on=due, **facts, by=by)
