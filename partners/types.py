"""What upper floors tell partners: what is to be talked about when an organisation is met, which teams solve what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class MeetingSource:
    """``items(actor, organisation)`` gives what of its kind is open with the organisation and the actor may see."""

    slug: str
    label: str
    order: int
    items: Callable[[Actor, Organisation], Iterable[MeetingItem]]


meeting_sources: Registry[MeetingSource] = Registry()


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
