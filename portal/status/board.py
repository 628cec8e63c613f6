"""What the public sees: states from published notices and from planned work going on, never from cases or checks
(decisions.md, "The public sees notices, never incidents"). Every state says who asserted it and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from components.models import Component, Maintenance, System
from core import clock
from core.actor import ANONYMOUS, SYSTEM
from core.models import Environment
from notifications.models import Notice, NoticeKind

HISTORY = timedelta(days=30)
AHEAD = timedelta(days=60)
WORDS = {
    "up": _("no known trouble"),
    "maintenance": _("maintenance work is going on"),
    "degraded": _("disturbed"),
    "partly": _("partly out of order"),
    "down": _("out of order"),
}
LOOKS = {"partly": "degraded"}  # drawn as
ORDER = list(WORDS)
BY_IMPACT = {"none": "up", "minor": "degraded", "major": "partly", "critical": "down"}


@dataclass(frozen=True, slots=True)
class State:
    """A state word; who said so and when; the notice that says more."""

    slug: str
    who: str = ""
    at: datetime | None = None
    notice: Notice | None = None

    @property
    def word(self) -> str:
        return WORDS[self.slug]

    @property
    def look(self) -> str:
        return LOOKS.get(self.slug, self.slug)


@dataclass(frozen=True, slots=True)
class Line:
    """A component or system on the board."""

    slug: str
    name: object
    state: State


@dataclass(frozen=True, slots=True)
class Group:
    system: Line
    components: list[Line]


@dataclass(frozen=True, slots=True)
class Board:
    overall: State
    groups: list[Group]
    troubles: list[Notice]
    planned: list[Maintenance]
    news: list[Notice]
    history: list[Notice]


def board() -> Board:
    """Everything that the status page shows, in a fixed number of queries."""
    now = clock.now()
    open_notices = list(_notices().open())
    work = list(_work(now))
    states = _states(open_notices, [one for one in work if one.starts_at <= now])
    groups = [_group(system, states) for system in _systems()]
    everywhere = [state for group in groups for state in (group.system.state, *(c.state for c in group.components))]
    return Board(
        overall=worst([*everywhere, *states["all"]]),
        groups=groups,
        troubles=[one for one in open_notices if one.kind == NoticeKind.PROBLEM],
        planned=work,
        news=[one for one in open_notices if one.kind != NoticeKind.PROBLEM],
        history=list(_notices().filter(state="ended", ended_at__gte=now - HISTORY).order_by("-published_at")),
    )


def notice(public_id: str) -> Notice | None:
    """One notice that was published to everybody."""
    return _notices().filter(public_id=public_id).first()


def worst(states: Iterable[State]) -> State:
    """The worst of the states; of equal ones the first. None at all is no known trouble."""
    return max(states, key=lambda state: ORDER.index(state.slug), default=State("up"))


def _notices():
    return Notice.objects.visible_to(ANONYMOUS).live().prefetch_related("updates").order_by("-published_at")


def _work(now: datetime):
    """Planned work on production that goes on or comes: its times are public, like its notices."""
    rows = Maintenance.objects.visible_to(SYSTEM).standing().filter(environment=Environment.PRODUCTION)
    rows = rows.filter(state="planned", ends_at__gt=now, starts_at__lte=now + AHEAD)
    return rows.prefetch_related("components").order_by("starts_at")


def _systems():
    shared = Component.objects.visible_to(SYSTEM).shared().order_by("kind", "slug")
    own = System.objects.visible_to(SYSTEM).live().filter(kind=System.Kind.OWN)
    return own.prefetch_related(Prefetch("components", queryset=shared))


def _states(notices: list[Notice], work: list[Maintenance]) -> dict[str, list[State]]:
    """Topic → what is asserted of it."""
    found: dict[str, list[State]] = defaultdict(list)
    for one in notices:
        if one.kind == NoticeKind.PROBLEM:
            last = max(one.updates.all(), key=lambda update: (update.at, update.pk), default=None)
            who, at = (last.author_name, last.at) if last else ("", one.published_at)
            for topic in one.topics:
                found[topic].append(State(BY_IMPACT[one.impact], who, at, one))
    for one in work:
        for component in one.components.all():
            found[f"component:{component.slug}"].append(State("maintenance", str(one.title), one.starts_at))
    return found


def _group(system: System, states: dict[str, list[State]]) -> Group:
    components = [Line(one.slug, one.name, worst(states[f"component:{one.slug}"])) for one in system.components.all()]
    own = worst([*states[f"system:{system.slug}"], *(line.state for line in components)])
    return Group(Line(system.slug, system.name, own), components)
