"""Durations and the clocks that run them. Instants go in aware and come out in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.clock import TALLINN
from core.deadlines.calendar import DAY, N_, Unreadable, add_workdays
from core.deadlines.hours import ServiceHours, at_clock

TP_MINUTES = 480  # one tp on a clock that counts working minutes (duty ledger, rule 7)
_HORIZON_DAYS = 3660  # ten years: a deadline farther away is a mistake in the input
_UNITS = {"m": 1, "h": 60, "d": 24 * 60, "tp": TP_MINUTES}
_DURATION = re.compile(r"([1-9]\d{0,3})\s*(m|h|d|tp)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """So many ``m`` (minutes), ``h`` (hours), ``d`` (calendar days) or ``tp`` (working days)."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def minutes(self) -> int:
        """To compare with ``working_minutes``: 1 tp is 480 minutes of working time (duty ledger, rule 7)."""
        return self.amount * _UNITS[self.unit]


def parse_duration(text: str | None) -> Duration | None:
    """``30m``, ``4h``, ``30d``, ``10tp``; None stays None (no deadline). Raises Unreadable (a ValueError)."""
    if text is None:
        return None
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise Unreadable(
            N_('The duration "%(text)s" is not understood. Write it like "30m", "4h", "30d" or "2tp".'), text=text
        )
    return Duration(int(match[1]), match[2])


def workday_minutes(day: date, hours: ServiceHours) -> int:
    """How many minutes of the calendar day lie within the hours (round the clock: 1380 or 1500 when clocks change)."""
    opening = hours.between(day)
    return _whole_minutes(opening[1] - opening[0]) if opening else 0


def working_minutes(start: datetime, end: datetime, hours: ServiceHours) -> int:
    """Whole minutes between two aware instants that lie within the hours; 0 where the end comes first."""
    _need_aware(start, end)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if hours.round_the_clock:
        return max(0, _whole_minutes(end - start))
    return _whole_minutes(sum(_overlaps(start, end, hours), timedelta()))


def due_at(start: datetime, duration: Duration | None, hours: ServiceHours) -> datetime | None:
    """The instant (UTC) when ``duration`` from the aware ``start`` is over; None where there is no duration.

    Minutes and hours run only within the hours. Working days are whole ones after the day of start, at the same time of
    day moved into that day's hours. Calendar days keep the time of day and ask no hours.
    """
    _need_aware(start)
    if duration is None:
        return None
    if duration.unit == "tp":
        return _after_workdays(start.astimezone(TALLINN), duration.amount, hours)
    if duration.unit == "d":
        local = start.astimezone(TALLINN)
        return at_clock(local.date() + DAY * duration.amount, local.time())
    return _after_minutes(start.astimezone(UTC), timedelta(minutes=duration.minutes), hours)


def last_in_time(start: datetime, allowed: timedelta, hours: ServiceHours) -> datetime:
    """The last instant (UTC) at which no more than ``allowed`` of the hours' time has run since the aware ``start``.

    Where the time is up as the hours close, that is the next opening: until then the clock stands still.
    """
    _need_aware(start)
    minute = timedelta(minutes=1)
    return _after_minutes(start.astimezone(UTC), allowed + minute, hours) - minute


def _after_workdays(local: datetime, n: int, hours: ServiceHours) -> datetime:
    day = add_workdays(local.date(), n)
    if hours.round_the_clock:
        return at_clock(day, local.time())
    opening = hours.between(day)
    if opening is None:
        return next(_openings(day, hours))[0]
    return min(max(at_clock(day, local.time()), opening[0]), opening[1])


def _after_minutes(start: datetime, left: timedelta, hours: ServiceHours) -> datetime:
    if hours.round_the_clock:
        return start + left
    for opens, closes in _openings(start.astimezone(TALLINN).date(), hours):
        begin = max(opens, start)
        if begin < closes and left <= closes - begin:
            return begin + left
        left -= max(timedelta(), closes - begin)
    raise Unreadable(N_("The deadline lies more than ten years ahead."))


def _openings(day: date, hours: ServiceHours) -> Iterator[tuple[datetime, datetime]]:
    for i in range(_HORIZON_DAYS):
        opening = hours.between(day + DAY * i)
        if opening:
            yield opening


def _overlaps(start: datetime, end: datetime, hours: ServiceHours) -> Iterator[timedelta]:
    day, last = start.astimezone(TALLINN).date(), end.astimezone(TALLINN).date()
    while day <= last:
        opening = hours.between(day)
        if opening:
            yield max(timedelta(), min(end, opening[1]) - max(start, opening[0]))
        day += DAY


def _whole_minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def _need_aware(*moments: datetime) -> None:
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("core.deadlines needs aware datetimes")
