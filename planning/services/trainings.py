"""Trainings: planned, changed, held or cancelled; never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from components.services import changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.lifecycle import IllegalAction
from docs_library.models import Document
from planning.access import PLANNING
from planning.events import TrainingCancelled, TrainingMoved
from planning.lifecycle import TRAINING
from planning.models import Registration, Training
from planning.services.refs import ref_for
from planning.services.seats import fill_seats
from planning.services.trail import tell

LAST_DAY = date(2199, 12, 31)
LONGEST_ABOUT = 4000
TOLD = ("held_on", "starts_at_time", "place")  # of these people who come must hear


class TrainingFacts(TypedDict, total=False):
    title: str
    about: str
    held_on: date
    starts_at_time: time | None
    days: Decimal
    place: str
    audience: str
    language: str
    seats: int
    is_planned: bool
    trainer: User | None
    materials: Iterable[Document]


@transaction.atomic
def add_training(*, ref: str = "", by: Actor, **facts: Unpack[TrainingFacts]) -> Training:
    """Plan a training. Raises NotAllowed, Conflict (the reference is taken) or Invalid naming the field."""
    PLANNING.require(by, "hold_trainings")
    _check(facts)
    training = Training(ref=ref_for(Training, "K", facts["held_on"].year, ref))
    return _store(training, dict(facts), "add_training", by)


@transaction.atomic
def change_training(*, training: Training, by: Actor, **facts: Unpack[TrainingFacts]) -> Training:
    """Change what is given. More seats go to those who wait, in turn; of another day, beginning or place people hear.
    Raises NotAllowed, Conflict (it was held or cancelled) or Invalid naming the field."""
    PLANNING.require(by, "hold_trainings")
    training = _taken(training, "register")
    was = {name: getattr(training, name) for name in TOLD}
    _check({name: value for name, value in facts.items() if name != "held_on" or value != was["held_on"]})
    taken = training.registrations.filter(state=Registration.State.REGISTERED).count()
    if facts.get("seats", taken) < taken:
        raise Invalid(_("%(n)s seats are taken already.") % {"n": taken}, field="seats")
    training = _store(training, dict(facts), "change_training", by)
    fill_seats(training, by)
    if any(getattr(training, name) != value for name, value in was.items()):
        publish(TrainingMoved(training_id=training.pk, was_on=was["held_on"]))
    return training


@transaction.atomic
def cancel_training(*, training: Training, reason: str, again_on: date | None = None, by: Actor) -> Training:
    """It will not be held; ``again_on`` is the new day, where there is one. Raises NotAllowed, Conflict (it was held or
    cancelled) or Invalid naming the field."""
    PLANNING.require(by, "hold_trainings")
    training = _taken(training, "cancel")
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(_("Give the reason."), field="reason")
    if again_on and not clock.today() < again_on <= LAST_DAY:
        raise Invalid(_("The new day must lie ahead."), field="again_on")
    facts = {"cancelled_because": reason, "again_on": again_on, "settled_at": clock.now()}
    tell("cancel_training", training, by, changes=changes.apply(training, facts), reason=reason)
    publish(TrainingCancelled(training_id=training.pk))
    return training


@transaction.atomic
def mark_attendance(*, training: Training, present: Iterable[int], by: Actor) -> Training:
    """It was held, and these registrations (ids) came; all other registered ones did not. May be put right later.
    Raises NotAllowed, Conflict (it is yet to come, or was cancelled) or Invalid at ``present``."""
    PLANNING.require(by, "hold_trainings")
    training = Training.objects.select_for_update().get(pk=training.pk)
    if training.held_on > clock.today():
        raise Conflict(_("Attendance is marked when the day has come."))
    present, rows = set(present), training.registrations.filter(state=Registration.State.REGISTERED)
    if present - set(rows.values_list("pk", flat=True)):
        raise Invalid(_("Only those who had a seat can be marked."), field="present")
    if rows.filter(rating__isnull=False).exclude(pk__in=present).exists():
        raise Invalid(_("Somebody who gave feedback can not be marked absent."), field="present")
    if training.state != Training.State.HELD:
        training = _taken(training, "hold")
        training.settled_at = clock.now()
        training.save()
    rows.filter(pk__in=present).update(attended=True)
    rows.exclude(pk__in=present).update(attended=False)
    tell("mark_attendance", training, by, changes={"attended": ["", str(len(present))]})
    return training


def _taken(training: Training, action: str) -> Training:
    """The locked row in the state after the action (not saved). Raises Conflict."""
    training = Training.objects.select_for_update().get(pk=training.pk)
    try:
        training.state = TRAINING.target(action, training.state)
    except IllegalAction:
        state = training.get_state_display()
        raise Conflict(_("The training is in the state “%(state)s”.") % {"state": state}) from None
    return training


def _check(facts: TrainingFacts) -> None:
    """What no column can say. Raises Invalid naming the field."""
    day = facts.get("held_on")
    if day and not clock.today() <= day <= LAST_DAY:
        raise Invalid(_("Give today or a day to come."), field="held_on")
    if len(facts.get("about", "")) > LONGEST_ABOUT:
        raise Invalid(_("The text is too long: %(n)s characters at most.") % {"n": LONGEST_ABOUT}, field="about")


def _store(training: Training, facts: dict[str, Any], action: str, by: Actor) -> Training:
    materials = facts.pop("materials", None)
    if "title" in facts:
        facts["title"] = " ".join(facts["title"].split())
    changed = changes.apply(training, facts)
    if materials is not None:
        before, after = set(training.materials.all()), set(materials)
        if before != after:
            changed["materials"] = [", ".join(sorted(one.slug for one in rows)) for rows in (before, after)]
            training.materials.set(after)
    if changed:
        tell(action, training, by, changes=changed)
    return training
