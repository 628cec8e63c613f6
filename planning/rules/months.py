"""A month as a calendar shows it: whole weeks from Monday to Sunday."""

from __future__ import annotations

import re
from datetime import date, timedelta

FORM = re.compile(r"(\d{4})-(\d{2})")
FIRST_YEAR, LAST_YEAR = 2000, 2199


def parse_month(text: str) -> date:
    """The first day of ``2026-11``. Raises ValueError for another form or a month that does not exist."""
    found = FORM.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), 1)


def month_after(first: date, count: int) -> date:
    """The first day of the month that many months later (or before, where negative)."""
    years, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(years, month + 1, 1)


def weeks(first: date) -> list[list[date]]:
    """The weeks that hold a day of the month."""
    day, end = first - timedelta(days=first.weekday()), month_after(first, 1)
    found = []
    while day < end:
        found.append([day + timedelta(days=n) for n in range(7)])
        day += timedelta(days=7)
    return found
