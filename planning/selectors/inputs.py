"""Inputs as lists and bars need them: whose turn it is, how long each party let others wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from core import clock
from core.actor import Actor
from planning.access import PLANNING
from planning.models import Input
from planning.rules.waiting import awaited

SIDES = ("giver_organisation", "giver", "receiver_organisation", "receiver", "development")


def with_sides(rows: QuerySet[Input]) -> QuerySet[Input]:
    return rows.select_related(*SIDES)


def blocked_days(row: Input, today: date | None = None) -> int:
    """Working days that the input was, or is, waited for beyond its day; one that was called off blocks nobody."""
    return 0 if row.state == Input.State.CANCELLED else awaited(row.due_on, row.final_on, today or clock.today())


@dataclass
class Waited:
    """What was waited for from one party."""

    party: str
    inputs: list[Input] = field(default_factory=list)
    days: int = 0

    @property
    def late(self) -> int:
        return sum(1 for row in self.inputs if row.blocked)


def by_party(rows: Iterable[Input]) -> list[Waited]:
    """Parties by the working days for which others waited for them, the longest first; each row gets ``blocked``."""
    found: dict[str, Waited] = {}
    today = clock.today()
    for row in rows:
        row.blocked = blocked_days(row, today)
        party = found.setdefault(row.giver_name, Waited(row.giver_name))
        party.inputs.append(row)
        party.days += row.blocked
    return sorted(found.values(), key=lambda each: (-each.days, each.party))


def owed_by(actor: Actor) -> QuerySet[Input]:
    """Open inputs that this person, or their organisation, is to give."""
    rows = with_sides(Input.objects.visible_to(actor).live().filter(state__in=("asked", "returned")))
    return rows.filter(_mine(actor, "giver")).order_by("due_on", "ref")


def to_be_answered_by(actor: Actor) -> QuerySet[Input]:
    """Given inputs that wait for this person's, or their organisation's, answer."""
    rows = with_sides(Input.objects.visible_to(actor).live().filter(state="given"))
    return rows.filter(_mine(actor, "receiver")).order_by("due_on", "ref")


def of_others_unanswered(actor: Actor) -> QuerySet[Input]:
    """Given by us more than two weeks ago and not answered: for whoever coordinates, to ask after."""
    if not PLANNING.may(actor, "coordinate"):
        return Input.objects.none()
    rows = with_sides(Input.objects.visible_to(actor).live().filter(state="given"))
    return rows.filter(final_on__lt=clock.today() - timedelta(days=14)).order_by("final_on", "ref")


def _mine(actor: Actor, side: str) -> Q:
    if actor.is_agency:
        return Q(**{side: actor.responsible_id or 0})
    return Q(**{f"{side}_organisation__in": actor.organisation_ids})


def people_of_side(organisation: Organisation, person: User | None) -> list[User]:
    """Who of a side hears of an input: the person named, else (of others) everybody of the organisation who signs in
    here; whoever coordinates where there is nobody."""
    if person:
        return [person]
    if organisation.kind != Organisation.Kind.OWN:
        people = User.objects.filter(is_active=True, memberships__in=organisation.memberships.current()).distinct()
        if found := list(people.order_by("pk")[:50]):
            return found
    return list(User.objects.with_role("owner"))
