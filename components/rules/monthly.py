"""Work that comes back each month: "kuu 3. neljapäev 18.00 – reede 01.00", on Tallinn's clock. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.clock import TALLINN
from core.deadlines import N_, Unreadable, nth_weekday

WEEKDAYS = ("esmaspäev", "teisipäev", "kolmapäev", "neljapäev", "reede", "laupäev", "pühapäev")
_DAYS = "|".join(WEEKDAYS)
_CLOCK = r"([01]?\d|2[0-3])[.:]([0-5]\d)"
_RULE = re.compile(rf"kuu\s+([1-5])\.\s+({_DAYS})\s+{_CLOCK}\s*[–-]\s*(?:({_DAYS})\s+)?{_CLOCK}", re.IGNORECASE)
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Monthly:
    """The ``nth`` (1 to 5) ``weekday`` (0 is Monday) of each month, from a time, for so many minutes of the clock."""

    nth: int
    weekday: int
    from_time: time
    minutes: int


def parse_monthly(text: str) -> Monthly:
    """The catalogue's words as a rule. Raises Unreadable (a ValueError)."""
    match = _RULE.fullmatch(text.strip())
    if match is None:
        raise Unreadable(
            N_('The rule "%(text)s" is not understood. Write it like "kuu 3. neljapäev 18.00 – reede 01.00".'),
            text=text,
        )
    nth, day, hour, minute, end_day, end_hour, end_minute = match.groups()
    weekday = WEEKDAYS.index(day.lower())
    days = (WEEKDAYS.index(end_day.lower()) - weekday) % 7 if end_day else 0
    minutes = days * _DAY + _minute_of_day(end_hour, end_minute) - _minute_of_day(hour, minute)
    if minutes <= 0:
        raise Unreadable(N_('By the rule "%(text)s" the work ends before it begins.'), text=text)
    return Monthly(int(nth), weekday, time(int(hour), int(minute)), minutes)


def occurrences(rule: Monthly, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """From and until (UTC) of the work that begins on the days ``first`` to ``last``, both included.

    A month without such a day (a fifth Thursday) has none.
    """
    month = first.replace(day=1)
    while month <= last:
        day = _day_of(rule, month)
        if day and first <= day <= last:
            start = datetime.combine(day, rule.from_time)
            yield _utc(start), _utc(start + timedelta(minutes=rule.minutes))
        month = (month + timedelta(days=32)).replace(day=1)


def _day_of(rule: Monthly, month: date) -> date | None:
    try:
        return nth_weekday(month.year, month.month, rule.weekday, rule.nth)
    except Unreadable:
        return None


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=TALLINN).astimezone(UTC)


def _minute_of_day(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)
