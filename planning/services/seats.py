"""Seats of trainings: taken, given up, and given on to those who wait. Acts on one training come one by one: its row is
locked first, so that two who want the last seat at once do not both get it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.events import publish
from core.privacy import mask
from planning.access import PLANNING
from planning.events import SeatsGiven
from planning.lifecycle import TRAINING
from planning.models import Registration, Training
from planning.selectors.trainings import may_cancel
from planning.services.trail import tell

State = Registration.State
NAMES_AT_ONCE, LONGEST_NAME = 200, 150


@transaction.atomic
def register(
    *,
    training: Training,
    is_own_seat: bool = True,
    names: Iterable[str] = (),
    organisation: Organisation | None = None,
    by: Actor,
) -> list[Registration]:
    """A seat for oneself, and for ``names`` of one's ``organisation`` (the only one, where it is not said); whoever
    holds trainings may name people of any. Where seats run out, the rest wait, in this order.

    Raises NotAllowed, Conflict (the day has passed, it was cancelled, one is registered) or Invalid naming the field.
    """
    PLANNING.require(by, "join_trainings")
    training = _open(training)
    rows = [_own(training, organisation, by)] if is_own_seat else []
    rows += _named(training, list(names), organisation, by)
    if not rows:
        raise Invalid(_("Say who comes."), field="names")
    free = training.seats - training.registrations.filter(state=State.REGISTERED).count()
    for number, row in enumerate(rows):
        row.state = State.REGISTERED if number < free else State.WAITING
        row.registered_by_id = by.responsible_id
    Registration.objects.bulk_create(rows)
    waiting = sum(row.state == State.WAITING for row in rows)
    tell("register", training, by, changes={"seats": ["", str(len(rows) - waiting)], "waiting": ["", str(waiting)]})
    return rows


@transaction.atomic
def cancel_registration(*, registration: Registration, by: Actor) -> Registration:
    """Give a seat up; the first who waits moves up. One's own, or that of somebody whom one registered; whoever holds
    trainings may any. Raises NotAllowed or Conflict (given up already, the day has passed, it was cancelled)."""
    PLANNING.require(by, "join_trainings")
    training = _open(registration.training)
    registration = (
        Registration.objects.select_for_update(of=("self",)).select_related("training").get(pk=registration.pk)
    )
    if not may_cancel(by, registration):
        raise NotAllowed()
    if registration.state == State.CANCELLED:
        raise Conflict(_("This seat was given up already."))
    before, registration.state = registration.state, State.CANCELLED
    registration.save(update_fields=["state"])
    tell("cancel_registration", training, by, changes={"state": [before, State.CANCELLED]})
    fill_seats(training, by)
    return registration


def fill_seats(training: Training, by: Actor) -> int:
    """Those who wait move up while seats are free; gives how many. Needs the training's row locked."""
    rows = training.registrations.all()
    free = training.seats - rows.filter(state=State.REGISTERED).count()
    ids = list(rows.filter(state=State.WAITING).values_list("pk", flat=True)[: max(free, 0)])
    if ids:
        rows.filter(pk__in=ids).update(state=State.REGISTERED)
        tell("move_up", training, by, changes={"seats": ["", str(len(ids))]})
        publish(SeatsGiven(registration_ids=tuple(ids)))
    return len(ids)


def _open(training: Training) -> Training:
    """The locked row of a training that people may still join or leave. Raises Conflict."""
    training = Training.objects.select_for_update().get(pk=training.pk)
    if not TRAINING.allows("register", training.state):
        state = training.get_state_display()
        raise Conflict(_("The training is in the state “%(state)s”.") % {"state": state})
    if training.held_on < clock.today():
        raise Conflict(_("The day of this training has passed."))
    return training


def _own(training: Training, organisation: Organisation | None, by: Actor) -> Registration:
    person = User.objects.filter(pk=by.responsible_id).first()
    if person is None:
        raise Invalid(_("Say who comes."), field="names")
    if training.registrations.filter(person=person).exclude(state=State.CANCELLED).exists():
        raise Conflict(_("You are registered already."))
    own = {organisation.pk} & by.organisation_ids if organisation else by.organisation_ids
    return Registration(
        training=training,
        person=person,
        name=str(person),
        organisation_id=min(own or by.organisation_ids, default=None),
    )


def _named(training: Training, names: list[str], organisation: Organisation | None, by: Actor) -> list[Registration]:
    names = [mask(" ".join(name.split())) for name in names]
    names = [name for name in names if name]
    if not names:
        return []
    if len(names) > NAMES_AT_ONCE or any(len(name) > LONGEST_NAME for name in names):
        told = {"names": NAMES_AT_ONCE, "letters": LONGEST_NAME}
        raise Invalid(_("At most %(names)s names at once, each of %(letters)s letters at most.") % told, field="names")
    home = _home(organisation, by)
    known = training.registrations.filter(organisation=home).exclude(state=State.CANCELLED)
    seen = {name.casefold() for name in known.values_list("name", flat=True)}
    for name in names:
        if name.casefold() in seen:
            raise Invalid(_("%(name)s is registered already.") % {"name": name}, field="names")
        seen.add(name.casefold())
    return [Registration(training=training, name=name, organisation=home) for name in names]


def _home(organisation: Organisation | None, by: Actor) -> Organisation:
    """Whose people they are. Raises Invalid at ``organisation``."""
    if organisation is None and len(by.organisation_ids) == 1:
        organisation = Organisation.objects.get(pk=min(by.organisation_ids))
    if organisation is None:
        raise Invalid(_("Say whose people they are."), field="organisation")
    if organisation.pk not in by.organisation_ids and not PLANNING.may(by, "hold_trainings"):
        raise Invalid(_("You may register people of your own organisation only."), field="organisation")
    return organisation
