"""Availability of a component in its service hours, from the states of its checks."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from monitoring.lifecycle import DOWN, UNKNOWN
from monitoring.rules.uptime import SEVERITY, Span

MOST_UNKNOWN = Fraction(5, 100)  # duty ledger 2.1.c-1: above it nothing is said of the component
TOLD = "told"  # work of which people were told in time is going on
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Availability:
    """Seconds of the service hours: all of them, down, and not watched."""

    service_s: int
    down_s: int
    unknown_s: int

    @property
    def watched_s(self) -> int:
        return self.service_s - self.unknown_s

    @property
    def ratio(self) -> Fraction | None:
        """The part of the watched time in which it worked; None where nothing was watched."""
        return Fraction(self.watched_s - self.down_s, self.watched_s) if self.watched_s > 0 else None

    @property
    def is_known(self) -> bool:
        """Whether enough was watched to say anything."""
        return self.service_s > 0 and Fraction(self.unknown_s, self.service_s) <= MOST_UNKNOWN


def availability(
    checks: Iterable[Iterable[Span]], openings: Sequence[Stretch], told_works: Iterable[Stretch] = ()
) -> Availability:
    """The worst state of the checks at each instant of the openings (in order); what none of them covers was not
    watched.

    An outage (or silence) during work that was told in time leaves the service hours; during other work it counts.
    """
    seconds: Counter[str] = Counter()
    parts = _parts(checks, openings, told_works)
    for opens, closes in openings:
        first = max(bisect_right(parts, opens, key=lambda part: part[0]) - 1, 0)
        for begins, ends, state, is_told in parts[first:]:
            if begins >= closes:
                break
            if not (is_told and state in (DOWN, UNKNOWN)):
                seconds[state] += max((min(ends, closes) - max(begins, opens)).total_seconds(), 0)
    return Availability(round(sum(seconds.values())), round(seconds[DOWN]), round(seconds[UNKNOWN]))


def _parts(
    checks: Iterable[Iterable[Span]], openings: Sequence[Stretch], works: Iterable[Stretch]
) -> list[tuple[datetime, datetime, str, bool]]:
    """From the first opening to the last closing, the parts in which nothing changes: the worst state, and whether
    work that was told is going on."""
    if not openings:
        return []
    begins, ends = openings[0][0], openings[-1][1]
    turns = [
        turn for spans in checks for span in spans for turn in _turns(span.state, span.from_at, span.until_at or ends)
    ]
    turns += [turn for start, end in works for turn in _turns(TOLD, start, end)]
    going_on: Counter[str] = Counter()
    found, at = [], begins
    for instant, change, what in sorted([*turns, (ends, 0, TOLD)]):
        if at < instant and at < ends:
            found.append((at, min(instant, ends), _worst(going_on), going_on[TOLD] > 0))
            at = instant
        going_on[what] += change
    return found


def _turns(what: str, from_at: datetime, until_at: datetime) -> list[tuple[datetime, int, str]]:
    return [(from_at, 1, what), (until_at, -1, what)] if from_at < until_at else []


def _worst(going_on: Counter[str]) -> str:
    return max((state for state in SEVERITY if going_on[state] > 0), key=SEVERITY.__getitem__, default=UNKNOWN)
