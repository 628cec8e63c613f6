"""When a check is due, and when it was not watched."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def next_due(at: datetime, interval_s: int, slug: str) -> datetime:
    """The next instant of the check's own phase within the interval, after ``at``.

    The phase comes from the slug, so that five hundred checks of a minute spread over the minute and stay there.
    """
    start = EPOCH + timedelta(seconds=zlib.crc32(slug.encode()) % interval_s)
    step = timedelta(seconds=interval_s)
    return start + ((at - start) // step + 1) * step


def allowance(interval_s: int, grace_s: int, timeout_s: int) -> timedelta:
    """How long after a run silence is still ordinary: two intervals, the grace and one time limit."""
    return timedelta(seconds=2 * interval_s + grace_s + timeout_s)


def missed_from(
    last_run_at: datetime | None, due_at: datetime, now: datetime, *, interval_s: int, grace_s: int, timeout_s: int
) -> datetime | None:
    """From when the check was not watched, or None where it was: the due time that nobody kept."""
    if last_run_at is None or now - last_run_at <= allowance(interval_s, grace_s, timeout_s):
        return None
    return max(last_run_at, min(due_at, now))
