"""Meetings, letters and calls with organisations, and what follows from them; never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.services import record
from components.services import changes
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.errors import Conflict, DomainError, Invalid, NotFound
from partners.access import PARTNERS
from partners.models import FollowUp, Interaction
from partners.types import meeting_source_of


class InteractionFacts(TypedDict, total=False):
    kind: str
    held_on: date
    people: str
    agreed: str


class FollowUpFacts(TypedDict, total=False):
    text: str
    due_on: date
    responsible: User
    about: str


class DecisionFacts(TypedDict, total=False):
    about: str
    verdict: str
    text: str
    until_on: date | None


@transaction.atomic
def note_interaction(
    *,
    organisation: Organisation,
    by: Actor,
    follow_ups: Iterable[FollowUpFacts] = (),
    decisions: Iterable[DecisionFacts] = (),
    **facts: Unpack[InteractionFacts],
) -> Interaction:
    """A meeting, letter or call that was, with what is to be done after it and what was decided in it (``about`` is
    ``kind:id`` of a ``types.MeetingSource`` that decides). All of it is kept, or nothing.

    Raises NotAllowed, Invalid (a day to come; a follow-up due before the day or of somebody outside the agency), or
    the refusal of a decision or follow-up, its field as ``contract:l-1.until_on``."""
    PARTNERS.require(by, "note_interactions")
    row = _store(Interaction(organisation=organisation, by_name=by.name), facts, "note", by)
    for each in follow_ups:
        with _at_line(each.get("about", ""), "text"):
            add_follow_up(interaction=row, by=by, **each)
    for each in decisions:
        facts = dict(each)
        _decide(row, facts.pop("about"), facts, by)
    return row


def _decide(row: Interaction, about: str, facts: dict, by: Actor) -> None:
    source = meeting_source_of(about)
    with _at_line(about, "verdict"):
        if source is None or source.decide is None:
            raise Invalid(_("This is not decided on in a meeting."))
        try:
            source.decide(about.partition(":")[2], interaction=row, by=by, **facts)
        except NotFound:
            raise Conflict(_("It is not there any more, or not yours to see.")) from None


@contextmanager
def _at_line(about: str, field: str) -> Iterator[None]:
    """A refusal about a line says which line, at ``field`` where it names none."""
    try:
        yield
    except DomainError as error:
        error.field = f"{about}.{error.field or field}" if about else error.field
        raise


@transaction.atomic
def change_interaction(*, interaction: Interaction, by: Actor, **facts: Unpack[InteractionFacts]) -> Interaction:
    """Change what is given. Raises NotAllowed or Invalid."""
    PARTNERS.require(by, "note_interactions")
    return _store(Interaction.objects.select_for_update().get(pk=interaction.pk), facts, "change", by)


@transaction.atomic
def add_follow_up(*, interaction: Interaction, by: Actor, **facts: Unpack[FollowUpFacts]) -> FollowUp:
    """One more thing to be done. Raises NotAllowed or Invalid."""
    PARTNERS.require(by, "note_interactions")
    return _keep(FollowUp(interaction=interaction), facts, "add", by)


@transaction.atomic
def change_follow_up(*, follow_up: FollowUp, by: Actor, **facts: Unpack[FollowUpFacts]) -> FollowUp:
    """Another day, person or wording. Raises NotAllowed, Conflict (done already) or Invalid."""
    PARTNERS.require(by, "note_interactions")
    return _keep(_open(follow_up), facts, "change", by)


@transaction.atomic
def finish_follow_up(*, follow_up: FollowUp, by: Actor) -> FollowUp:
    """It was done today; said by its responsible person or by who notes interactions. Raises NotAllowed or Conflict."""
    row = _open(follow_up)
    if row.responsible_id != by.responsible_id or not by.is_agency:
        PARTNERS.require(by, "note_interactions")
    return _keep(row, {"done_on": clock.today()}, "finish", by)


def _open(follow_up: FollowUp) -> FollowUp:
    row = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if row.done_on:
        raise Conflict(_("It is done already."))
    return row


def _store(row: Interaction, facts: InteractionFacts, action: str, by: Actor) -> Interaction:
    if facts.get("held_on", row.held_on) > clock.today():
        raise Invalid(_("What is noted has happened: give a day up to today."), field="held_on")
    changed = changes.apply(row, facts)
    if changed:
        subject = f"partners.interaction:{row.pk}"
        record(f"partners.{action}_interaction", by=by, subject=subject, label=str(row), changes=changed)
    return row


def _keep(row: FollowUp, facts: dict, action: str, by: Actor) -> FollowUp:
    changed = changes.apply(row, facts)
    if "due_on" in changed and row.due_on < row.interaction.held_on:
        raise Invalid(_("It can not be due before it was agreed."), field="due_on")
    agency = User.objects.with_role(*AGENCY_ROLES)
    if "responsible" in changed and not agency.filter(pk=row.responsible_id).exists():
        raise Invalid(_("Somebody of the agency is responsible."), field="responsible")
    if changed:
        subject = f"partners.follow_up:{row.pk}"
        record(f"partners.{action}_follow_up", by=by, subject=subject, label=str(row), changes=changed)
    return row
