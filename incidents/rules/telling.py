"""By when people must hear of a trouble: the first word, each further one, the last (duty ledger 2.2.c).

k1 runs on the calendar, k2 in working time (rule 7); lower priorities promise nothing. Instants are aware, answers UTC.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.deadlines import ALWAYS, OFFICE, last_in_time

CLOCKS = {1: ALWAYS, 2: OFFICE}
FIRST_WORD = {1: timedelta(minutes=30), 2: timedelta(minutes=60)}
STEP = {1: timedelta(minutes=60), 2: timedelta(hours=4)}
LAST_WORD = timedelta(minutes=30)


def first_word_by(priority: int, opened_at: datetime) -> datetime | None:
    """The last instant at which the first word is in time; None where none is promised."""
    return _by(FIRST_WORD, priority, opened_at)


def next_word_by(priority: int, said_at: datetime) -> datetime | None:
    """The last instant for the word after one that was said then; None where none is promised."""
    return _by(STEP, priority, said_at)


def last_word_by(resolved_at: datetime) -> datetime:
    """On the calendar, whatever the priority."""
    return resolved_at + LAST_WORD


def _by(allowed: dict[int, timedelta], priority: int, start: datetime) -> datetime | None:
    return last_in_time(start, allowed[priority], CLOCKS[priority]) if priority in allowed else None
