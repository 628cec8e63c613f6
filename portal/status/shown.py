"""The facts as the pages show them: by system, the reader's own first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from core import clock
from core.fields import Translated
from core.svg import DayState
from portal.status import strips
from portal.status.facts import Facts, PublicComponent, PublicNotice, Strip, Work
from portal.status.states import State, States

AHEAD = timedelta(days=60)
ENDED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """A component on the board."""

    slug: str
    name: Translated
    what: Translated
    state: State
    strip: Strip

    @property
    def days(self) -> list[DayState]:
        return strips.shown(self.strip)

    @property
    def uptime(self) -> float | None:
        return strips.uptime(self.strip)


@dataclass(frozen=True, slots=True)
class Group:
    """A box of components: a system's, the reader's own, or those of no system of ours."""

    slug: str
    name: object
    lines: list[Line]
    state: State | None = None


class Shown:
    """What the board shows; ``mine`` are slugs of the reader's own components."""

    def __init__(self, facts: Facts, mine: Collection[str] = (), only: str = "") -> None:
        self.facts, self.states, self.mine = facts, States(facts), mine
        self.notices = [one for one in facts.notices if not only or only in one.component_slugs]
        self.works = [one for one in facts.works if one.is_standing and (not only or only in one.component_slugs)]

    def only(self, slug: str) -> Shown:
        """The same for one component."""
        return Shown(self.facts, self.mine, slug)

    def line(self, slug: str) -> Line | None:
        return next((self._line(one) for one in self.facts.components if one.slug == slug), None)

    @cached_property
    def overall(self) -> State:
        return self.states.overall()

    @property
    def unknown_count(self) -> int:
        return self.states.unknown_count()

    @property
    def total(self) -> int:
        return len(self.facts.components)

    @property
    def groups(self) -> list[Group]:
        own = self._lines(one for one in self.facts.components if one.slug in self.mine)
        found = [Group("own", _("Your components"), own)] if own else []
        for system in self.facts.systems:
            lines = self._lines(one for one in self.facts.components if system.slug in one.systems)
            found.append(Group(system.slug, system.name, lines, self.states.of_system(system)))
        rest = self._lines(one for one in self.facts.components if not one.systems)
        return [*found, Group("other", _("Other components"), rest)] if rest else found

    @property
    def troubles(self) -> list[PublicNotice]:
        return [one for one in self.notices if one.is_trouble and one.is_open]

    @property
    def news(self) -> list[PublicNotice]:
        return [one for one in self.notices if not one.is_trouble and one.is_open]

    @property
    def ended(self) -> list[PublicNotice]:
        since = clock.now() - ENDED
        return [one for one in self.notices if one.ended_at and one.ended_at >= since]

    @property
    def planned(self) -> list[Work]:
        until = clock.now() + AHEAD
        return [work for work in self.works if work.is_going_on or (work.is_ahead and work.starts_at <= until)]

    def _lines(self, components: Iterable[PublicComponent]) -> list[Line]:
        return [self._line(one) for one in components]

    def _line(self, one: PublicComponent) -> Line:
        return Line(one.slug, one.name, one.what, self.states.components[one.slug], one.strip)
