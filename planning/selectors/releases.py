"""Planned releases with what speaks against their days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from components.models import ComponentUse, CriticalWindow
from components.rules import graph, payout
from components.selectors import dependency_pairs
from core.measures import midnight
from planning.models import PlannedRelease


def warn(rows: Iterable[PlannedRelease]) -> list[PlannedRelease]:
    """Each row with ``windows``: the payout windows of the systems that its component reaches, on its day."""
    rows = list(rows)
    reach = _reach({row.component_id for row in rows if not row.release_id})
    windows = list(CriticalWindow.objects.live().prefetch_related("systems")) if rows else []
    rules = {each.slug: _rule(each) for each in windows}
    touched = {each.slug: {system.pk for system in each.systems.all()} for each in windows}
    names = {each.slug: each for each in windows}
    for row in rows:
        systems = reach.get(row.component_id, set())
        own = [rules[slug] for slug, ids in touched.items() if ids & systems]
        row.windows = [names[found.rule.slug] for found in on_day(own, row.planned_on)]
    return rows


def _reach(component_ids: set[int]) -> dict[int, set[int]]:
    """For each component the systems that use it, or one that needs it."""
    if not component_ids:
        return {}
    pairs = dependency_pairs()
    reached = {pk: {pk} | graph.downstream(pairs, pk) for pk in component_ids}
    uses = ComponentUse.objects.filter(component_id__in=set().union(*reached.values()))
    systems: dict[int, set[int]] = defaultdict(set)
    for component, system in uses.values_list("component_id", "system_id"):
        systems[component].add(system)
    return {pk: set().union(*(systems[one] for one in ids)) for pk, ids in reached.items()}


def on_day(rules: Iterable[payout.PayoutRule], day: date) -> list[payout.Window]:
    """The payout windows that share time with the calendar day."""
    last = midnight(day + timedelta(days=1)) - timedelta(minutes=1)
    return payout.overlapping_windows(rules, midnight(day), last)


def _rule(window: CriticalWindow) -> payout.PayoutRule:
    return payout.parse(window.slug, window.rule, window.from_offset, window.until_offset)
