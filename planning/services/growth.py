"""Annual reviews and goals of self-development: the person's and the direct manager's alone, also in the trail.

Whoever is neither gets NotFound, whatever their role; nobody acts here in another's name. The trail holds that
something was done with a goal of such a number, and no word of it.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from components.services import changes
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.lifecycle import IllegalAction
from core.privacy import mask
from planning.access import PLANNING
from planning.lifecycle import GOAL
from planning.models import Appraisal, Goal


@transaction.atomic
def hold_appraisal(
    *, person: User, held_on: date, by: Actor, next_on: date | None = None, summary: str = ""
) -> Appraisal:
    """The annual review was held by the actor with the person. Raises NotAllowed (also to a substitute) or Invalid (a
    day to come, with oneself, somebody outside the agency, a second one on the day)."""
    PLANNING.require(by, "agree_goals")
    if by.acting_for_id or not by.user_id:
        raise NotAllowed(_("An annual review is held by oneself, not in another's name."))
    if held_on > clock.today():
        raise Invalid(_("What is noted has happened: give a day up to today."), field="held_on")
    if next_on is not None and next_on <= held_on:
        raise Invalid(_("The next one comes after this one."), field="next_on")
    if person.pk == by.user_id or not User.objects.with_role(*AGENCY_ROLES).filter(pk=person.pk).exists():
        raise Invalid(_("It is held with somebody else of the agency."), field="person")
    if Appraisal.objects.filter(person=person, held_on=held_on).exists():
        raise Invalid(_("A review of that day is noted already."), field="held_on")
    row = Appraisal(person=person, lead_id=by.user_id)
    changes.apply(row, {"held_on": held_on, "next_on": next_on, "summary": summary})
    _note("hold", row, by)
    return row


@transaction.atomic
def agree_goal(*, appraisal: Appraisal, text: str, due_on: date, by: Actor) -> Goal:
    """A goal agreed at the review, by who held it. Raises NotFound, NotAllowed or Invalid."""
    row = Appraisal.objects.visible_to(by).live().select_for_update().filter(pk=appraisal.pk).first()
    if row is None:
        raise NotFound()
    if row.lead_id != by.user_id:
        raise NotAllowed(_("Who held the review writes down what was agreed."))
    if due_on < row.held_on:
        raise Invalid(_("It can not be due before it was agreed."), field="due_on")
    goal = Goal(appraisal=row, person_id=row.person_id, lead_id=row.lead_id)
    changes.apply(goal, {"text": text, "due_on": due_on})
    _note("agree", goal, by)
    return goal


@transaction.atomic
def report_goal(*, goal: Goal, evidence: str, by: Actor) -> Goal:
    """The person says that it is met, and by what that is seen. Raises NotFound, NotAllowed, Conflict or Invalid."""
    row = _locked(goal, by)
    if row.person_id != by.user_id:
        raise NotAllowed(_("The person whose goal it is says that it is met."))
    evidence = _said(evidence, "evidence", _("Say by what it is seen that the goal is met."))
    return _move(row, "report", by, evidence=evidence, done_on=clock.today())


@transaction.atomic
def confirm_goal(*, goal: Goal, by: Actor, answer: str = "") -> Goal:
    """Confirmed by the lead who agreed it. Raises NotFound, NotAllowed or Conflict."""
    row = _of_lead(goal, by)
    return _move(row, "confirm", by, answer=mask(answer.strip())[:500], answered_at=clock.now())


@transaction.atomic
def return_goal(*, goal: Goal, reason: str, by: Actor) -> Goal:
    """Sent back with the reason, by the lead who agreed it. Raises NotFound, NotAllowed, Conflict or Invalid."""
    row = _of_lead(goal, by)
    reason = _said(reason, "reason", _("Say why it is returned."))
    return _move(row, "send_back", by, answer=reason, answered_at=clock.now(), done_on=None)


@transaction.atomic
def drop_goal(*, goal: Goal, reason: str, by: Actor) -> Goal:
    """It is no goal any more, by the lead who agreed it. Raises NotFound, NotAllowed, Conflict or Invalid."""
    row = _of_lead(goal, by)
    return _move(row, "drop", by, answer=_said(reason, "reason", _("Say why it is dropped.")), answered_at=clock.now())


def _locked(goal: Goal, by: Actor) -> Goal:
    row = Goal.objects.visible_to(by).live().select_for_update().filter(pk=goal.pk).first()
    if row is None:
        raise NotFound()
    return row


def _of_lead(goal: Goal, by: Actor) -> Goal:
    row = _locked(goal, by)
    if row.lead_id != by.user_id:
        raise NotAllowed(_("The manager who agreed the goal answers."))
    return row


def _said(text: str, field: str, otherwise: str) -> str:
    if not text.strip():
        raise Invalid(otherwise, field=field)
    return mask(text.strip())[:500]


def _move(row: Goal, action: str, by: Actor, **values: object) -> Goal:
    try:
        row.state = GOAL.target(action, row.state)
    except IllegalAction:
        state = row.get_state_display()
        sentence = _("The goal is now “%(state)s”, so this can no longer be done. Somebody may have been faster.")
        raise Conflict(sentence % {"state": state}, code="state") from None
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _note(action, row, by)
    return row


def _note(action: str, row: Appraisal | Goal, by: Actor) -> None:
    """No word of it: who reads the trail is neither of the two."""
    name = row._meta.model_name
    record(f"planning.{action}_{name}", by=by, subject=f"planning.{name}:{row.pk}", label=f"#{row.pk}")
