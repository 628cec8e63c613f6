"""Answers about checks: what the door opens, how components do, days and uptime, whether the watcher lives."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext

from components.models import Maintenance
from components.types import KnownState
from core import clock
from core.models import Environment
from core.outbound import AllowRule
from core.svg import DayState
from monitoring.models import STATE_LABELS, AllowedTarget, Check, Ping, Result, StateInterval
from monitoring.rules import ports
from monitoring.rules.uptime import SEVERITY, Span, Uptime, day_bounds, days, uptime
from monitoring.types import check_types

HEART = "monitoring.heart"
STRIP_DAYS = 90
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


def allow_rules() -> list[AllowRule]:
    """What the allow-list opens today; in the demonstration also the practice services on this machine."""
    rules = [
        AllowRule(ipaddress.ip_network(row.network), ports.parse(row.ports), row.purpose)
        for row in AllowedTarget.objects.current()
    ]
    return [*rules, AllowRule(LOOPBACK, practice_ports(), "practice")] if settings.DEMO else rules


def practice_ports() -> range:
    """HTTP, then the TCP and the TLS stand-in."""
    first = urlsplit(settings.PRACTICE_URL).port or 80
    return range(first, first + 3)


def watcher_age() -> timedelta | None:
    """How long ago the worker last said that it lives; None where it never did."""
    told = cache.get(HEART)
    return clock.now() - datetime.fromisoformat(told) if told else None


def speaking_types() -> list[str]:
    """Types whose state says whether the component works."""
    return [slug for slug, kind in check_types.items() if kind.speaks]


def component_states(component_ids: Collection[int]) -> dict[int, KnownState]:
    """The worst state of each component's checks in production, and since when. A component without any is missing."""
    found: dict[int, tuple[str, datetime]] = {}
    for component_id, state, since in _states_of(component_ids):
        worst = found.get(component_id)
        if worst is None or SEVERITY[state] > SEVERITY[worst[0]]:
            found[component_id] = (state, since)
        elif state == worst[0]:
            found[component_id] = (state, min(since, worst[1]))
    return {pk: KnownState(state, gettext(STATE_LABELS[state]), since) for pk, (state, since) in found.items()}


def _states_of(component_ids: Collection[int]):
    checks = Check.objects.active().filter(
        component_id__in=component_ids, environment=Environment.PRODUCTION, type__in=speaking_types()
    )
    return checks.with_shown_state(clock.now()).values_list("component_id", "shown_state", "now__since")


def intervals_of(check_ids: Collection[int], since: datetime) -> dict[int, list[Span]]:
    """Intervals that reach beyond ``since``, by check, oldest first."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = StateInterval.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=since), check_definition_id__in=check_ids
    ).order_by("from_at")
    for pk, *span in rows.values_list("check_definition_id", "state", "from_at", "until_at"):
        found[pk].append(Span(*span))
    return found


def strips(check_ids: Collection[int], count: int = STRIP_DAYS) -> dict[int, list[DayState]]:
    """The last days of each check, oldest first, on Tallinn's calendar: one query."""
    now, bounds = clock.now(), day_bounds(clock.today(), count, clock.TALLINN)
    spans = intervals_of(check_ids, bounds[0][1])
    return {pk: shown_days(days(spans.get(pk, []), bounds, now)) for pk in check_ids}


def component_strip(component_id: int, count: int = STRIP_DAYS) -> list[DayState]:
    """The worst of each day over the component's checks in production; its uptime is that of the worst check."""
    ids = Check.objects.live().filter(
        component_id=component_id, environment=Environment.PRODUCTION, type__in=speaking_types()
    )
    by_check = strips(list(ids.values_list("pk", flat=True)), count)
    if not by_check:
        return []
    return [max(same_day, key=_badness) for same_day in zip(*by_check.values(), strict=True)]


def _badness(day: DayState) -> tuple[int, float]:
    return SEVERITY[day.state], 1 - (1 if day.ratio is None else day.ratio)


def shown_days(found: Iterable) -> list[DayState]:
    labels = {state: gettext(label) for state, label in STATE_LABELS.items()}
    return [DayState(day, state, ratio, labels[state]) for day, state, ratio in found]


def uptime_of(check: Check, from_at: datetime, until_at: datetime | None = None) -> Uptime:
    """Seconds up, down and not watched between two instants (until now)."""
    spans = intervals_of([check.pk], from_at).get(check.pk, [])
    return uptime(spans, from_at, until_at or clock.now())


def uptimes(check: Check, lengths: Mapping[str, timedelta]) -> dict[str, Uptime]:
    """Uptime over several lengths that end now: one query."""
    now = clock.now()
    spans = intervals_of([check.pk], now - max(lengths.values())).get(check.pk, [])
    return {name: uptime(spans, now - length, now) for name, length in lengths.items()}


def latest_results(check: Check, count: int = 50) -> list[Result]:
    """Newest first."""
    return list(Result.objects.filter(check_id=check.pk).order_by("-at", "-id")[:count])


def latest_pings(check: Check, count: int = 20) -> list[Ping]:
    """Newest first."""
    return list(Ping.objects.filter(check_definition=check).order_by("-at", "-id")[:count])


def latest_intervals(check: Check, count: int = 20) -> list[StateInterval]:
    """Newest first."""
    rows = list(StateInterval.objects.filter(check_definition=check).order_by("-from_at", "-pk")[:count])
    for row in rows:
        row.label = STATE_LABELS[row.state]
    return rows


def components_in_maintenance(component_ids: Collection[int]) -> set[tuple[int, str]]:
    """(component, environment) pairs on which planned work is going on now: one query."""
    going_on = Maintenance.objects.going_on(clock.now()).filter(components__in=component_ids)
    return set(going_on.values_list("components", "environment"))
