"""What upper floors tell partners: what is to be talked about when an organisation is met, which teams solve what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Organisation
from core.actor import Actor
from core.registry import Registry


@dataclass(frozen=True, slots=True)
class MeetingItem:
    """A line of a meeting's plan. ``about`` is ``kind:id``, as in letters; ``note`` a few words beside the label."""

    about: str
    label: str
    url: str = ""
    note: str = ""


Verdicts = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MeetingSource:
    """``slug`` is the kind of its lines' ``about``; ``items(actor, organisation)`` gives what of its kind is open with
    the organisation and the actor may see.

    Where its lines are decided on in the meeting itself, ``verdicts(actor)`` gives what this actor may choose from
    ((slug, label) pairs; none: the line is talked about only), and ``decide(slug, verdict=, text=, until_on=,
    interaction=, by=)`` stores it; it raises a DomainError naming one of these as its field.
    """

    slug: str
    label: str
    order: int
    items: Callable[[Actor, Organisation], Iterable[MeetingItem]]
    verdicts: Callable[[Actor], Verdicts] = lambda actor: ()
    decide: Callable[..., Any] | None = None


Plan = Sequence[tuple[MeetingSource, Sequence[MeetingItem]]]
meeting_sources: Registry[MeetingSource] = Registry()


def meeting_source_of(about: str) -> MeetingSource | None:
    """The source of a line's ``kind:id``."""
    kind = about.partition(":")[0]
    return meeting_sources.get(kind) if kind in meeting_sources else None


@dataclass(frozen=True, slots=True)
class ComponentTeams:
    """A component and the ids of the teams that answer for it by the division of competence."""

    pk: int
    slug: str
    name: str
    team_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class TeamSource:
    """``teams(day)`` gives the teams of every shared component by the rules in force that day."""

    slug: str
    teams: Callable[[date], Iterable[ComponentTeams]]


team_sources: Registry[TeamSource] = Registry()
