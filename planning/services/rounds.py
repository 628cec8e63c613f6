"""Planning rounds: from which day until which minute proposals for a year's plan are handed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from components.services import changes
from core import clock
from core.actor import Actor
from core.deadlines import is_workday
from core.errors import Invalid
from core.templatetags.ui_time import written
from planning.access import PLANNING
from planning.models import PlanningRound
from planning.rules.quarters import next_workday
from planning.services.refs import ref_for
from planning.services.trail import tell

FIRST_YEAR, LAST_YEAR = 2000, 2199


@transaction.atomic
def open_round(
    *, year: int, title: str, opens_on: date, deadline_at: datetime, owner: User, ref: str = "", by: Actor
) -> PlanningRound:
    """Open a round for the plan of the year. Raises NotAllowed, or Invalid naming the field: a deadline that is over,
    on a day off, or before the round opens."""
    PLANNING.require(by, "open_rounds")
    facts = {"year": year, "title": title, "opens_on": opens_on, "deadline_at": deadline_at, "owner": owner}
    _check(facts)
    row = PlanningRound(ref=ref_for(PlanningRound, "PV", year, ref))
    tell("open_round", row, by, changes=changes.apply(row, facts))
    return row


@transaction.atomic
def change_round(*, round: PlanningRound, by: Actor, **facts: Any) -> PlanningRound:
    """Change what is given of the title, days and who decides; the deadline as ``open_round`` says. Raises NotAllowed
    or Invalid naming the field."""
    PLANNING.require(by, "open_rounds")
    row = PlanningRound.objects.select_for_update().get(pk=round.pk)
    names = ("year", "title", "opens_on", "deadline_at", "owner")
    is_moved = facts.get("deadline_at", row.deadline_at) != row.deadline_at
    _check({name: facts.get(name, getattr(row, name)) for name in names}, is_ahead=is_moved)
    told = changes.apply(row, facts)
    if told:
        tell("change_round", row, by, changes=told)
    return row


def _check(facts: dict[str, Any], *, is_ahead: bool = True) -> None:
    year, opens_on, deadline = facts["year"], facts["opens_on"], facts["deadline_at"]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(_("Give a year from 2000 to 2199."), field="year")
    if not facts["title"].strip():
        raise Invalid(_("Give the round a title."), field="title")
    day = clock.local(deadline).date()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid(_("Give a year from 2000 to 2199."), field="deadline_at")
    if not is_workday(day):
        told = {"day": written(day), "next": written(next_workday(day))}
        sentence = _("%(day)s is a day off. The next working day is %(next)s.") % told
        raise Invalid(sentence, field="deadline_at", code="day-off")
    if is_ahead and deadline <= clock.now():
        raise Invalid(_("The deadline must lie ahead."), field="deadline_at")
    if opens_on > day:
        raise Invalid(_("A round opens before its deadline."), field="opens_on")
    if opens_on.year < FIRST_YEAR:
        raise Invalid(_("Give a year from 2000 to 2199."), field="opens_on")
