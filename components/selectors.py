"""Answers about components: payout windows, what depends on what, what is known of their state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from components.models import Component, ComponentUse, CriticalWindow, Dependency, Maintenance, System
from components.rules import graph, payout
from components.types import KnownState, state_sources
from core.models import Environment

UNKNOWN = KnownState("unknown", _("not known"))


class OpenWindow(NamedTuple):
    """A payout window in one month: what it is, from and until (UTC)."""

    window: CriticalWindow
    start: datetime
    end: datetime


def active_critical_windows(system_ids: Collection[int], at: datetime) -> list[CriticalWindow]:
    """The payout windows of the systems that hold the instant ``at`` (aware)."""
    return [found.window for found in windows_between(system_ids, at, at)]


def windows_between(system_ids: Collection[int], start: datetime, end: datetime) -> list[OpenWindow]:
    """The payout windows of the systems that share time with ``start`` to ``end``, earliest first."""
    windows = {each.slug: each for each in _windows_of(system_ids)}
    rules = [_rule(each) for each in windows.values()]
    return [OpenWindow(windows[w.rule.slug], w.start, w.end) for w in payout.overlapping_windows(rules, start, end)]


def next_windows(system_ids: Collection[int], at: datetime, *, days: int = 62) -> list[OpenWindow]:
    """Each window of the systems once: the one going on, else the next within so many days; earliest first."""
    found: dict[str, OpenWindow] = {}
    for each in windows_between(system_ids, at, at + timedelta(days=days)):
        found.setdefault(each.window.slug, each)
    return list(found.values())


def _windows_of(system_ids: Collection[int]) -> Iterable[CriticalWindow]:
    return CriticalWindow.objects.live().filter(systems__in=list(system_ids)).distinct()


def _rule(window: CriticalWindow) -> payout.PayoutRule:
    return payout.parse(window.slug, window.rule, window.from_offset, window.until_offset)


def dependency_pairs() -> list[tuple[int, int]]:
    """Every dependency as (component id, upstream id): the edges of ``components.rules.graph``."""
    return list(Dependency.objects.values_list("component_id", "upstream_id"))


def upstream_of(component_id: int) -> set[int]:
    """Ids of all that the component needs, directly or through others; without itself."""
    return graph.upstream(dependency_pairs(), component_id)


def downstream_of(component_id: int) -> set[int]:
    """Ids of all that need the component, directly or through others; without itself."""
    return graph.downstream(dependency_pairs(), component_id)


def affected_system_ids(component_ids: Collection[int]) -> set[int]:
    """Systems that use one of the components, or one that needs it."""
    pairs = dependency_pairs()
    reached = set(component_ids).union(*(graph.downstream(pairs, each) for each in component_ids))
    return set(ComponentUse.objects.filter(component_id__in=reached).values_list("system_id", flat=True))


def states_of(component_ids: Collection[int]) -> dict[int, KnownState]:
    """What is known of each component's state; ``unknown`` where nobody watches."""
    known: dict[int, KnownState] = {}
    for source in state_sources:
        known |= source.states(component_ids)
    return {each: known.get(each, UNKNOWN) for each in component_ids}


def with_systems(components):
    """The queryset with its systems, owners and providers at hand."""
    systems = Prefetch("uses", queryset=System.objects.live().order_by("slug"))
    return components.select_related("owner", "deputy", "provider").prefetch_related(systems)


def neighbourhood(component: Component) -> set[int]:
    """The component, all that it needs and all that need it."""
    pairs = dependency_pairs()
    return {component.pk} | graph.upstream(pairs, component.pk) | graph.downstream(pairs, component.pk)


def component_topics() -> list[tuple[str, str]]:
    """What people may follow: (``component:slug``, name)."""
    return [(f"component:{each.slug}", str(each)) for each in Component.objects.shared()]


def system_topics() -> list[tuple[str, str]]:
    """What people may follow: (``system:slug``, name)."""
    return [(f"system:{each.slug}", str(each)) for each in System.objects.live()]


def system_ids_of(topics: Iterable[str]) -> set[int]:
    """The systems that topics such as ``component:aut-tara`` or ``system:star`` touch, through what needs them too."""
    slugs: dict[str, set[str]] = {"component": set(), "system": set()}
    for topic in topics:
        sort, _colon, slug = topic.partition(":")
        slugs.get(sort, set()).add(slug)
    components = Component.objects.filter(slug__in=slugs["component"]).values_list("pk", flat=True)
    named = System.objects.filter(slug__in=slugs["system"]).values_list("pk", flat=True)
    return affected_system_ids(list(components)) | set(named)


def outside_production(abouts: Iterable[str]) -> set[str]:
    """Which of the notices' strings name planned work in another environment than production."""
    ids = {about.partition(":")[2]: about for about in abouts if about.startswith("maintenance:")}
    rows = Maintenance.objects.filter(public_id__in=ids).exclude(environment=Environment.PRODUCTION) if ids else ()
    return {ids[row.public_id] for row in rows}


def component_name(slug: str) -> str:
    """The name in the reader's language; "" where there is no such component."""
    return str(Component.objects.filter(slug=slug).first() or "")


def maintenance_name(public_id: str) -> str:
    """What is done, in the reader's language; "" where there is no such work."""
    return str(Maintenance.objects.filter(public_id=public_id).first() or "")
