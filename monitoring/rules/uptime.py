"""Uptime from intervals of state: how long it worked, how long not, how long nobody watched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from monitoring.lifecycle import DEGRADED, DOWN, UNKNOWN, UP

SEVERITY = {UP: 0, UNKNOWN: 1, DEGRADED: 2, DOWN: 3}


@dataclass(frozen=True, slots=True)
class Span:
    """A state from when until when; still open where ``until_at`` is None."""

    state: str
    from_at: datetime
    until_at: datetime | None = None


class Uptime(NamedTuple):
    """Seconds. A warning counts as working; what no interval covers counts as not watched."""

    up_s: float
    down_s: float
    unknown_s: float

    @property
    def ratio(self) -> float | None:
        """The part of the watched time in which it worked, 0 to 1; None where nothing was watched."""
        watched = self.up_s + self.down_s
        return self.up_s / watched if watched else None


class Day(NamedTuple):
    date: date
    state: str
    ratio: float | None


def uptime(spans: Iterable[Span], from_at: datetime, until_at: datetime) -> Uptime:
    """Between two instants. Spans must not overlap; an open one lasts until ``until_at``."""
    up = down = unknown = 0.0
    for span in spans:
        seconds = (min(span.until_at or until_at, until_at) - max(span.from_at, from_at)).total_seconds()
        if seconds <= 0:
            continue
        if span.state in (UP, DEGRADED):
            up += seconds
        elif span.state == DOWN:
            down += seconds
        else:
            unknown += seconds
    whole = max((until_at - from_at).total_seconds(), 0.0)
    return Uptime(up, down, unknown + max(whole - up - down - unknown, 0.0))


def day_bounds(last: date, count: int, zone: tzinfo) -> list[tuple[date, datetime, datetime]]:
    """``count`` calendar days of the zone up to ``last``, oldest first, each with its beginning and end in UTC."""
    found = [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
    starts = [datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in [*found, last + timedelta(days=1)]]
    return list(zip(found, starts, starts[1:], strict=False))


def days(spans: Iterable[Span], bounds: Sequence[tuple[date, datetime, datetime]], now: datetime) -> list[Day]:
    """The worst state of each day and its uptime, oldest first. Spans come oldest first and do not overlap.

    A day without any interval is *unknown*; of a day that is not over, only the past part counts. Time that nobody
    watched makes a day *unknown* only where it is more than the rest: one restart is no grey day.
    """
    spans, first, found = list(spans), 0, []
    for day, start, end in bounds:
        while first < len(spans) and _is_over(spans[first], start):
            first += 1
        found.append(_day(day, spans, first, start, min(end, now)))
    return found


def _is_over(span: Span, at: datetime) -> bool:
    return span.until_at is not None and span.until_at <= at


def _day(day: date, spans: Sequence[Span], first: int, start: datetime, end: datetime) -> Day:
    last = first
    while last < len(spans) and spans[last].from_at < end:
        last += 1
    touching = spans[first:last]
    if not touching or end <= start:
        return Day(day, UNKNOWN, None)
    if (
        len(touching) == 1
        and touching[0].state == UP
        and touching[0].from_at <= start
        and not _is_over(touching[0], end)
    ):
        return Day(day, UP, 1.0)  # nearly every day: no arithmetic
    told = uptime(touching, start, end)
    bad = [span.state for span in touching if span.state in (DEGRADED, DOWN)]
    if bad:
        return Day(day, max(bad, key=SEVERITY.__getitem__), told.ratio)
    return Day(day, UNKNOWN if told.unknown_s > told.up_s else UP, told.ratio)


def worst(states: Iterable[str]) -> str:
    """The worst of several states; *unknown* where there is none."""
    return max(states, key=SEVERITY.__getitem__, default=UNKNOWN)
