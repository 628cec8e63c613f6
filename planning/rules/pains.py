"""When something hurts often or long enough to be worth a proposal. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

TIMES, WITHIN = 3, timedelta(days=365)
STALE, SILENT = timedelta(days=60), timedelta(days=180)
EFFECT = timedelta(days=90)  # as long as the duty ledger watches for a recurrence


def latest_run(opened: Sequence[datetime]) -> int:
    """How many of the instants (in order) lie within ``WITHIN`` before the last one, itself included."""
    return sum(at >= opened[-1] - WITHIN for at in opened) if opened else 0


def hurts(opened: Sequence[datetime]) -> bool:
    """Whether the last one was the third within a year, or a later one."""
    return latest_run(opened) >= TIMES


def around(done: datetime, moments: Sequence[datetime], until: datetime) -> tuple[int, int]:
    """How many of the instants lie in ``EFFECT`` before ``done``, and as long after it (no later than ``until``)."""
    before = sum(done - EFFECT <= at < done for at in moments)
    after = sum(done <= at <= min(done + EFFECT, until) for at in moments)
    return before, after
