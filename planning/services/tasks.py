"""Tasks: ordered, done by the responsible or the delegate, accepted or returned by who ordered; never deleted."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from components.services import changes
from core import clock
from core.actor import AGENCY_ROLES, LEAD, MANAGER, OWNER, Actor
from core.deadlines import is_workday
from core.errors import Conflict, Invalid, NotFound
from core.events import publish
from core.lifecycle import IllegalAction
from core.privacy import mask
from planning.access import PLANNING
from planning.events import TaskTurned
from planning.lifecycle import TASK
from planning.models import Task, TaskTurn
from planning.selectors.abouts import shaped
from planning.selectors.tasks import require_doer, require_orderer
from planning.services.refs import ref_for
from planning.services.trail import tell

PREFIX = "UL"


class TaskFacts(TypedDict, total=False):
    title: str
    text: str
    origin: str
    about: str
    ordered_by: User
    responsible: User
    due_on: date


@transaction.atomic
def order_task(*, by: Actor, ref: str = "", **facts: Unpack[TaskFacts]) -> Task:
    """Write a task down: who is ``responsible`` does it, who is in ``ordered_by`` (the actor where none is given)
    accepts it. Raises NotAllowed, Invalid (a day that has passed or is no working day; one person for both; somebody
    who may not order) or Conflict (the reference is taken)."""
    PLANNING.require(by, "order_tasks")
    facts.setdefault("ordered_by", _self(by))
    facts.setdefault("responsible", _self(by))
    _check_people(facts["ordered_by"], facts["responsible"])
    _check_day(facts.get("due_on"))
    if facts.get("about") and not shaped(facts["about"]):
        raise Invalid(_("This is nothing that a task can be about."), field="about")
    row = Task(ref=ref_for(Task, PREFIX, clock.today().year, ref))
    told = changes.apply(row, facts)
    _turn(row, "order", by, changed=told)
    return row


@transaction.atomic
def change_task(*, task: Task, by: Actor, **facts: Unpack[TaskFacts]) -> Task:
    """Another wording, by who ordered it while it is not done. Raises NotAllowed, Conflict or Invalid."""
    row = _locked(task)
    require_orderer(by, row)
    if row.state not in ("open", "returned"):
        raise _not_now(row)
    changed = changes.apply(row, {name: facts[name] for name in ("title", "text") if name in facts})
    if changed:
        tell("change_task", row, by, changes=changed)
    return row


@transaction.atomic
def finish_task(*, task: Task, by: Actor, text: str = "") -> Task:
    """It is done: who ordered it hears and accepts. Raises NotAllowed or Conflict."""
    row = _locked(task)
    require_doer(by, row)
    return _move(row, "finish", by, text=text, done_on=row.done_on or clock.today())


@transaction.atomic
def accept_task(*, task: Task, by: Actor) -> Task:
    """Accepted by who ordered it or stands in for them, never by who did it. Raises NotAllowed or Conflict."""
    row = _locked(task)
    require_orderer(by, row)
    return _move(row, "accept", by, accepted_on=clock.today(), accepted_by_id=by.responsible_id)


@transaction.atomic
def return_task(*, task: Task, by: Actor, reason: str) -> Task:
    """Sent back with the reason. Raises NotAllowed, Conflict or Invalid (no reason)."""
    row = _locked(task)
    require_orderer(by, row)
    reason = _said(reason, _("Say why it is returned."))
    return _move(row, "send_back", by, text=reason, was_returned=True)


@transaction.atomic
def delegate_task(*, task: Task, by: Actor, delegate: User | None, text: str = "") -> Task:
    """Somebody else does it for the responsible, who answers for it still; None takes it back. Raises NotAllowed,
    Conflict or Invalid (somebody outside the agency, the responsible, or who accepts it)."""
    row = _locked(task)
    require_doer(by, row)
    if delegate is not None:
        _check_agency(delegate, "delegate")
        if delegate.pk == row.responsible_id:
            raise Invalid(_("It is theirs already."), field="delegate")
        if delegate.pk == row.ordered_by_id:
            raise Invalid(_("Who accepts it can not do it as well."), field="delegate")
    return _move(row, "delegate", by, text=text, to=str(delegate or ""), delegate=delegate)


@transaction.atomic
def move_task(*, task: Task, by: Actor, due_on: date, reason: str) -> Task:
    """Another due day, by who ordered it, with the reason. Raises NotAllowed, Conflict or Invalid."""
    row = _locked(task)
    require_orderer(by, row)
    _check_day(due_on)
    reason = _said(reason, _("Say why the day is moved."))
    if due_on == row.due_on:
        raise Invalid(_("It is due on that day already."), field="due_on")
    return _move(row, "move", by, text=reason, due_on=due_on)


@transaction.atomic
def cancel_task(*, task: Task, by: Actor, reason: str) -> Task:
    """It need not be done any more, with the reason. Raises NotAllowed, Conflict or Invalid."""
    row = _locked(task)
    require_orderer(by, row)
    return _move(row, "cancel", by, text=_said(reason, _("Say why it is cancelled.")))


def _locked(task: Task) -> Task:
    row = Task.objects.live().select_for_update().filter(pk=task.pk).first()
    if row is None:
        raise NotFound()
    return row


def _self(by: Actor) -> User | None:
    return User.objects.filter(pk=by.responsible_id or 0).first()


def _check_people(ordered_by: User | None, responsible: User | None) -> None:
    _check_agency(responsible, "responsible")
    if ordered_by is None or not User.objects.with_role(OWNER, LEAD, MANAGER).filter(pk=ordered_by.pk).exists():
        raise Invalid(_("A task is accepted by somebody who may order tasks."), field="ordered_by")
    if ordered_by.pk == responsible.pk:
        raise Invalid(_("Nobody accepts their own work: name somebody else."), field="ordered_by")


def _check_agency(person: User | None, field: str) -> None:
    if person is None or not User.objects.with_role(*AGENCY_ROLES).filter(pk=person.pk).exists():
        raise Invalid(_("Somebody of the agency is responsible."), field=field)


def _check_day(day: date | None) -> None:
    if day is None:
        return  # the model says that it is missing
    if day < clock.today():
        raise Invalid(_("The day has passed: give one from today on."), field="due_on")
    if not is_workday(day):
        raise Invalid(_("Nobody works on that day: give a working day."), field="due_on")


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise Invalid(otherwise, field="reason")
    return text.strip()


def _not_now(row: Task) -> Conflict:
    told = {"ref": row.ref, "state": row.get_state_display()}
    sentence = _("%(ref)s is now “%(state)s”, so this can no longer be done. Somebody may have been faster.")
    return Conflict(sentence % told, code="state")


def _move(row: Task, action: str, by: Actor, *, text: str = "", to: str = "", **values: Any) -> Task:
    """Set the next state and the values, save, tell. Raises Conflict naming the present state."""
    before = row.state
    try:
        row.state = TASK.target(action, row.state)
    except IllegalAction:
        raise _not_now(row) from None
    told = {"state": [before, row.state]} if before != row.state else {}
    for name, value in values.items():
        if getattr(row, name) != value:
            told[name] = [str(getattr(row, name) or ""), str(value or "")]
        setattr(row, name, value)
    changes.check(row)
    row.save()
    _turn(row, action, by, text=text, to=to, changed=told)
    return row


def _turn(row: Task, action: str, by: Actor, *, text: str = "", to: str = "", changed: dict) -> None:
    text = mask(text.strip())[:4000]
    turn = TaskTurn(task=row, action=action, text=text, due_on=row.due_on, to_name=to[:200], by_name=by.name[:200])
    turn.save()
    tell(f"{action}_task", row, by, changes=changed, reason=text)
    publish(TaskTurned(task_id=row.pk, turn_id=turn.pk, action=action, by_id=by.user_id))
