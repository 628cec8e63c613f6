"""When a year is over, and since which day a request waits too long."""

from __future__ import annotations

from datetime import date, timedelta

from core.deadlines import add_workdays

A_YEAR = 365  # days, as the ledger counts a year that goes back
WAITS_DAYS = 5


def is_within_a_year(held_on: date, day: date) -> bool:
    """Whether what was held on the one day still counts on the other: 365 days, the last one included."""
    return day - held_on <= timedelta(days=A_YEAR)


def waits_until(asked_on: date) -> date:
    """The last day on which a request has not waited too long: the fifth working day after the one it was asked on."""
    return add_workdays(asked_on, WAITS_DAYS)
