"""When those who have not said that they read a notice are reminded (issue B, point 4)."""

from __future__ import annotations

from datetime import datetime, timedelta

BEFORE = timedelta(days=1)
AFTER = timedelta(days=3)


def remind_at(asked_at: datetime, due_at: datetime | None) -> datetime:
    """The instant of the one reminder: a day before it is due, but not in the first half of the time given; three
    days after asking where no time was given."""
    if due_at is None:
        return asked_at + AFTER
    return max(due_at - BEFORE, asked_at + (due_at - asked_at) / 2)
