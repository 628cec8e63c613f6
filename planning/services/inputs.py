"""Inputs that a development waits for: asked, given, accepted or returned by the side that receives, called off.

Each turn is said by the side whose turn it is. Whoever coordinates may write down what the other side said, naming who
said it; who gave an input never accepts it.
"""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from components.services import changes
from core import clock
from core.actor import Actor
from core.deadlines import add_workdays, is_workday
from core.errors import Conflict, Invalid, NotAllowed
from core.events import publish
from core.lifecycle import IllegalAction
from core.privacy import mask
from core.templatetags.ui_time import written
from planning.access import PLANNING
from planning.events import InputGiven, InputReturned
from planning.lifecycle import INPUT
from planning.models import Development, Input, InputTurn
from planning.rules.waiting import around
from planning.services.developments import check_day
from planning.services.refs import ref_for
from planning.services.trail import tell

PREFIX = "SI"
MOST_DAYS = 500  # working days ahead; two years


class InputFacts(TypedDict, total=False):
    what: str
    giver_organisation: Organisation
    giver: User | None
    giver_unit: str
    receiver_organisation: Organisation
    receiver: User | None
    receiver_unit: str
    due_on: date
    in_days: int | None


class TurnFacts(TypedDict, total=False):
    text: str
    url: str
    said_by: str
    on: date | None
    seen: int | None


@transaction.atomic
def ask_input(*, development: Development, by: Actor, ref: str = "", **facts: Unpack[InputFacts]) -> Input:
    """Ask for an input by a working day: ``due_on``, or ``in_days`` working days from today. Raises NotAllowed,
    Conflict or Invalid naming the field."""
    PLANNING.require(by, "coordinate")
    facts = _with_day(dict(facts))
    if not facts.get("due_on"):
        raise Invalid(_("Give the day by which it is needed, or in how many working days."), field="due_on")
    row = Input(development=development, ref=ref_for(Input, PREFIX, clock.today().year, ref))
    _check(row, facts)
    tell("ask_input", row, by, changes=changes.apply(row, facts))
    return row


@transaction.atomic
def change_input(*, input: Input, by: Actor, reason: str = "", **facts: Unpack[InputFacts]) -> Input:
    """Change what is asked for, of whom, or the day (with its reason). Once it is given, only a return opens it again.
    Raises NotAllowed, Conflict or Invalid naming the field."""
    PLANNING.require(by, "coordinate")
    row = _locked(input)
    if row.state not in (Input.State.ASKED, Input.State.RETURNED):
        raise Conflict(_("It was given or called off already."))
    facts = {name: value for name, value in _with_day(dict(facts)).items() if name != "due_on" or value}
    _check(row, facts)
    if facts.get("due_on", row.due_on) != row.due_on and not reason.strip():
        raise Invalid(_("Say why the day changes."), field="reason")
    changed = changes.apply(row, facts)
    if changed:
        tell("change_input", row, by, changes=changed, reason=reason)
    return row


@transaction.atomic
def give_input(*, input: Input, by: Actor, **facts: Unpack[TurnFacts]) -> Input:
    """It is given (with a note or an address), for the first time or again. Somebody of the giving side says so; who
    coordinates may write it down for them (``said_by``, and ``on`` a day up to today). Raises NotAllowed, Conflict or
    Invalid naming the field."""
    PLANNING.require(by, "give_inputs")
    row = _locked(input)
    if not facts.get("text", "").strip() and not facts.get("url", ""):
        raise Invalid(_("Say in a note or by an address what was given."), field="text")
    turn = _turn(row, "give", by, _is_giver(row, by), facts)
    last = row.turns.order_by("-on", "-pk").first()
    if last and turn.on < last.on:
        raise Invalid(_("It can not be before what was said last."), field="on")
    row = _keep(row, turn, by, given_on=row.given_on or turn.on, final_on=turn.on)
    publish(InputGiven(input_id=row.pk, turn_id=turn.pk))
    return row


@transaction.atomic
def accept_input(*, input: Input, by: Actor, **facts: Unpack[TurnFacts]) -> Input:
    """The receiving side takes it as it is. Never who gave it. ``seen`` is the turn that was looked at. Raises
    NotAllowed, Conflict (answered meanwhile) or Invalid naming the field."""
    PLANNING.require(by, "answer_inputs")
    row = _locked(input)
    _fresh(row, "accept", facts.pop("seen", None))
    if _gave(row, by):
        raise NotAllowed(_("Whoever gave an input does not accept it: its receiver does."))
    turn = _turn(row, "accept", by, _is_receiver(row, by), facts)
    return _keep(row, turn, by)


@transaction.atomic
def return_input(*, input: Input, by: Actor, **facts: Unpack[TurnFacts]) -> Input:
    """The receiving side returns it with the reason; it must be given again. Raises NotAllowed, Conflict or Invalid."""
    PLANNING.require(by, "answer_inputs")
    row = _locked(input)
    _fresh(row, "send_back", facts.pop("seen", None))
    if not facts.get("text", "").strip():
        raise Invalid(_("Give the reason."), field="text")
    turn = _turn(row, "send_back", by, _is_receiver(row, by), facts)
    row = _keep(row, turn, by, final_on=None, was_returned=True)
    publish(InputReturned(input_id=row.pk, turn_id=turn.pk))
    return row


@transaction.atomic
def cancel_input(*, input: Input, text: str, by: Actor) -> Input:
    """It is needed no more. Raises NotAllowed, Conflict or Invalid (no reason)."""
    PLANNING.require(by, "coordinate")
    row = _locked(input)
    if not text.strip():
        raise Invalid(_("Give the reason."), field="text")
    return _keep(row, _turn(row, "cancel", by, True, {"text": text}), by)


def may_give(row: Input, by: Actor) -> bool:
    """Whether the person may say that it is given: of the giving side, or who coordinates."""
    return PLANNING.may(by, "give_inputs") and (_is_giver(row, by) or PLANNING.may(by, "coordinate"))


def may_answer(row: Input, by: Actor) -> bool:
    """Whether the person may accept or return it, or write down what the receiving side said."""
    return PLANNING.may(by, "answer_inputs") and (_is_receiver(row, by) or PLANNING.may(by, "coordinate"))


def may_accept(row: Input, by: Actor) -> bool:
    return may_answer(row, by) and not _gave(row, by)


def speaks_for_giver(row: Input, by: Actor) -> bool:
    return _is_giver(row, by)


def speaks_for_receiver(row: Input, by: Actor) -> bool:
    return _is_receiver(row, by)


def _is_giver(row: Input, by: Actor) -> bool:
    return _is_side(by, row.giver_organisation_id, row.giver_id)


def _is_receiver(row: Input, by: Actor) -> bool:
    return _is_side(by, row.receiver_organisation_id, row.receiver_id)


def _is_side(by: Actor, organisation: int, person: int | None) -> bool:
    """Of ours the person named (or who stands in); where only a unit is named, nobody speaks for it of themself. Of
    others anybody of the organisation: who does what there is their own business."""
    if organisation not in by.organisation_ids:
        return False
    return by.responsible_id == person if by.is_agency else True


def _gave(row: Input, by: Actor) -> bool:
    """Whether this person is the one who gave what stands, in their own name or another's."""
    turn = row.turns.filter(action="give").order_by("-pk").first()
    me = {by.user_id, by.responsible_id} - {None}
    return row.giver_id in me or bool(turn and (turn.by_id in me or (turn.by_id and turn.by_name == by.name)))


def _turn(row: Input, action: str, by: Actor, is_side: bool, facts: TurnFacts) -> InputTurn:
    """The turn as it will be kept. Raises NotAllowed or Invalid."""
    said_by = mask(facts.get("said_by", "").strip())
    on = facts.get("on") or clock.today()
    if not is_side:
        PLANNING.require(by, "coordinate")
        if not said_by:
            raise Invalid(_("Name who of that side said so."), field="said_by")
        if on > clock.today():
            raise Invalid(_("What is noted has happened: give a day up to today."), field="on")
        check_day(on, "on")
    else:
        said_by, on = "", clock.today()
    person = by.responsible_id if is_side else None
    text = mask(facts.get("text", "").strip())
    url = facts.get("url", "")
    return InputTurn(
        input=row, action=action, on=on, text=text, url=url, by_id=person, by_name=by.name, said_by=said_by
    )


def _fresh(row: Input, action: str, seen: int | None) -> None:
    """Raises Conflict where another answer came first, or what was looked at is not what stands."""
    last = row.turns.order_by("-pk").first()
    if not INPUT.allows(action, row.state) or (seen and last and last.pk != seen):
        raise Conflict(_("Somebody has answered meanwhile. Look at the input again."))


def _keep(row: Input, turn: InputTurn, by: Actor, **facts) -> Input:
    try:
        row.state = INPUT.target(turn.action, row.state)
    except IllegalAction:
        raise Conflict(_("This can not be done now: somebody was faster.")) from None
    for name, value in facts.items():
        setattr(row, name, value)
    changes.check(turn)
    turn.save()
    row.save()
    told = {"state": ["", row.state]} | ({"said_by": ["", turn.said_by]} if turn.said_by else {})
    tell(f"{turn.action}_input", row, by, changes=told, reason=turn.text)
    return row


def _locked(row: Input) -> Input:
    return Input.objects.select_for_update().get(pk=row.pk)


def _with_day(facts: dict) -> dict:
    """``in_days`` working days from today as the due day."""
    days = facts.pop("in_days", None)
    if days is None:
        return facts
    if facts.get("due_on"):
        raise Invalid(_("Give either the day or the number of working days."), field="in_days")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(_("From 1 to %(most)s working days.") % {"most": MOST_DAYS}, field="in_days")
    return {**facts, "due_on": add_workdays(clock.today(), days)}


def _check(row: Input, facts: dict) -> None:
    """What no column says by itself. Raises Invalid naming the field."""
    check_day(facts.get("due_on"), "due_on")
    check_workday(facts.get("due_on"))
    for side in ("giver", "receiver"):
        organisation = facts.get(f"{side}_organisation") or getattr(row, f"{side}_organisation", None)
        person = facts.get(side, getattr(row, side, None))
        if person and not person.memberships.current().filter(organisation=organisation).exists():
            raise Invalid(_("This person does not belong to that organisation."), field=side)
    if _sides(row, facts, "giver") == _sides(row, facts, "receiver"):
        raise Invalid(_("Who gives and who receives are the same."), field="receiver_organisation")


def _sides(row: Input, facts: dict, side: str) -> tuple:
    names = (f"{side}_organisation", side, f"{side}_unit")
    return tuple(facts.get(name, getattr(row, name, None)) or "" for name in names)


def check_workday(day: date | None) -> None:
    """Raises Invalid naming the working days around a day off."""
    if day and not is_workday(day):
        before, after = around(day)
        told = {"day": written(day), "before": written(before), "after": written(after)}
        sentence = _("%(day)s is not a working day. The working day before it is %(before)s, after it %(after)s.")
        raise Invalid(sentence % told, field="due_on")
