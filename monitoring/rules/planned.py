"""Which runs of a check were planned in a stretch of time, and how many of them happened.

A check runs at its own phase of its interval (``rules.due``). A planned run is one such instant with the interval that
follows it: it happened where the check was run before the next one was due. Runs belong to the stretch in which that
interval ends, so that a day can be counted once it is over; a run is planned only where the check was on all the while.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from monitoring.rules.due import EPOCH


class Slots(NamedTuple):
    """Planned runs by their numbers, the first and the last, from the phase (seconds since 1970) in steps."""

    phase_s: int
    interval_s: int
    first: int
    last: int

    @property
    def count(self) -> int:
        return max(self.last - self.first + 1, 0)


class Kept(NamedTuple):
    """How many were planned, and how many of them happened in time."""

    planned: int
    ran: int


def slots(slug: str, interval_s: int, on_from: datetime, on_until: datetime, begins: datetime, ends: datetime) -> Slots:
    """The planned runs of a check that was on from ``on_from`` to ``on_until`` whose interval ends after ``begins`` and
    no later than ``ends``."""
    phase = int(EPOCH.timestamp()) + zlib.crc32(slug.encode()) % interval_s
    first = max(
        -int(-(on_from.timestamp() - phase) // interval_s),  # rounded up: it began after the check was on
        int((begins.timestamp() - phase) // interval_s),
    )
    last = int((min(ends, on_until).timestamp() - phase) // interval_s) - 1
    return Slots(phase, interval_s, first, last)


def reviews(
    signed: Iterable[datetime], on_from: datetime, allowed: timedelta, begins: datetime, ends: datetime
) -> Kept:
    """Of a review that a person signs: each signature in time counts as planned and done; each time that the deadline
    passes without one, as planned and not done. A late signature begins the next term and makes nothing good.

    ``allowed`` is the interval with its grace, counted from the last signature or from when the check was on.
    """
    planned = done = 0
    deadline = on_from + allowed
    for at in [*sorted(one for one in signed if on_from <= one <= ends), None]:
        while deadline <= ends and (at is None or deadline < at):
            planned += begins < deadline
            deadline += allowed
        if at is not None:
            is_late = at > on_from + allowed
            planned, done = planned + (begins < at and not is_late), done + (begins < at and not is_late)
            on_from, deadline = at, at + allowed
    return Kept(planned, done)
