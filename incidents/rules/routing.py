"""By when a case must be solved or with the right party (duty ledger 2.1.a-1).

k1 runs on the calendar, k2 and k3 in working time, where one working day is 480 minutes (rule 7); k4 promises nothing.
Instants are aware, answers UTC.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.deadlines import ALWAYS, OFFICE, Duration, last_in_time

CLOCKS = {1: ALWAYS, 2: OFFICE, 3: OFFICE}
HANDED = {1: Duration(30, "m"), 2: Duration(2, "h"), 3: Duration(1, "tp")}
SOLVED = {1: Duration(4, "h"), 2: Duration(1, "tp"), 3: Duration(10, "tp")}


def handed_by(priority: int, opened_at: datetime) -> datetime | None:
    """The last instant at which the right party has it in time; None where none is promised."""
    return _by(HANDED, priority, opened_at)


def solved_by(priority: int, opened_at: datetime) -> datetime | None:
    """The last instant at which it is solved in time by ourselves; None where none is promised."""
    return _by(SOLVED, priority, opened_at)


def _by(allowed: dict[int, Duration], priority: int, start: datetime) -> datetime | None:
    if priority not in allowed:
        return None
    return last_in_time(start, timedelta(minutes=allowed[priority].minutes), CLOCKS[priority])
