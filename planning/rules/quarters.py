"""Quarters and working days of a plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from core.deadlines import add_workdays, is_workday
from partners.rules.telling import quarters

QUARTERS = (1, 2, 3, 4)


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def quarter_end(year: int, quarter: int) -> date:
    """The last day of a quarter (1 to 4). Raises ValueError for any other."""
    if quarter not in QUARTERS:
        raise ValueError(f"no quarter {quarter}")
    return quarters(year)[quarter - 1][2]


def quarter_before(day: date) -> date:
    """The same date a quarter earlier (91 days: whole weeks, so that weekdays stay)."""
    return day - timedelta(days=91)


def span_of(quarter: int, due: date) -> tuple[int, int]:
    """The quarters (0 to 3) that a line covers: from the one in which it is planned to the one of its day."""
    first = quarter - 1
    return first, max(first, quarter_of(due) - 1)


def next_workday(day: date) -> date:
    """The day itself where it is worked, else the next one that is."""
    return day if is_workday(day) else add_workdays(day, 1)


def makes_circle(needs: Mapping[int, Iterable[int]], start: int, wanted: Iterable[int]) -> bool:
    """Whether ``start`` would come to need itself if it needed the ``wanted`` ones beside what ``needs`` says."""
    seen, ahead = set(), list(wanted)
    while ahead:
        one = ahead.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            ahead.extend(needs.get(one, ()))
    return False
