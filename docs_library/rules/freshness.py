"""When a document is to be looked at again, and whether it can be held true. Pure.

The measure is 2.2.a-1 of the duty ledger: reviewed in time, no open signal and no broken link older than 14 days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

GRACE_DAYS = 14
LEADS = (30, 7, 0)  # days before the review is due


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_fresh(review_on: date | None, doubts: Iterable[date], today: date) -> bool:
    """``doubts`` are the days on which open signals and broken links began."""
    old = today - timedelta(GRACE_DAYS)
    return review_on is not None and review_on >= today and all(day >= old for day in doubts)


def lead_due(review_on: date, today: date) -> int | None:
    """Of the days of ``LEADS`` the nearest whose reminder is due today or was due already; None where none is."""
    due = [lead for lead in LEADS if today >= review_on - timedelta(lead)]
    return min(due) if due else None
