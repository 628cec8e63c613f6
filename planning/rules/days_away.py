"""Days on which people are away: what is left without a substitute, and days as sentences need them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core.deadlines import is_workday

Period = tuple[date, date]  # both days included
LONGEST = 366 * 2  # an absence longer than two years is a mistake in the list


def days_of(period: Period) -> Iterator[date]:
    first, last = period
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def within(day: date, periods: Iterable[Period]) -> bool:
    return any(first <= day <= last for first, last in periods)


def uncovered(period: Period, covered: Iterable[Period]) -> list[date]:
    """The days of the period that none of the others holds."""
    others = [each for each in covered if each[0] <= period[1] and each[1] >= period[0]]
    return [day for day in days_of(period) if not within(day, others)]


def needs_substitute(period: Period, covered: Iterable[Period]) -> bool:
    """Whether a working day of the period has nobody."""
    return any(is_workday(day) for day in uncovered(period, covered))


def overlap(one: Period, other: Period) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def workdays(days: Iterable[date]) -> int:
    return sum(is_workday(day) for day in days)
