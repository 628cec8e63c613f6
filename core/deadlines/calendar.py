"""Which days are worked in Estonia. Holidays come from the ``holidays`` library (EE).

The working day immediately before 1 January, 24 February, 23 June and 24 December is three hours shorter
(Töölepingu seadus § 53); where that calendar day is a day off, nothing is shortened.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)
SHORTER_MINUTES = 180
_BEFORE = {(1, 1), (2, 24), (6, 23), (12, 24)}


class Unreadable(ValueError):
    """A text that does not fit. ``msgid`` is the English sentence to translate, ``params`` fill it."""

    def __init__(self, msgid: str, **params: object) -> None:
        super().__init__(msgid % params)
        self.msgid, self.params = msgid, params


def N_(msgid: str) -> str:
    """Marks a sentence for translation; whoever shows it translates it."""
    return msgid


@lru_cache(maxsize=256)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("EE", years=year))


def is_holiday(day: date) -> bool:
    """Whether the day is a public holiday of Estonia."""
    return day in _holidays(day.year)


def is_workday(day: date) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and not is_holiday(day)


def is_shortened(day: date) -> bool:
    """A working day whose next calendar day is one of the four holidays that shorten it by three hours."""
    following = day + DAY
    return (following.month, following.day) in _BEFORE and is_workday(day)


def add_workdays(day: date, n: int) -> date:
    """The n-th working day after ``day`` (before it where n is negative); ``day`` itself where n is 0."""
    step = DAY if n > 0 else -DAY
    for _each in range(abs(n)):
        day += step
        while not is_workday(day):
            day += step
    return day


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th (1 to 5; -1 is the last, -2 the one before it) given weekday (0 is Monday) of the month.

    Raises Unreadable where the month has no such day.
    """
    first = date(year, month, 1)
    days = [first + DAY * i for i in range(31)]
    fitting = [day for day in days if day.month == month and day.weekday() == weekday]
    if n == 0 or not -len(fitting) <= n <= len(fitting):
        raise Unreadable(N_("%(month)s has no such weekday."), month=f"{year}-{month:02}")
    return fitting[n - 1 if n > 0 else n]
