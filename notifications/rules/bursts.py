"""When news become a digest: of the first two things a place hears at once, of the others in one letter. Pure.

At most three messages a person of a burst of ten minutes, however many components go down in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

ALONE = 2  # things of which one place hears by letters of their own
WITHIN = timedelta(minutes=15)  # of so long a time
QUIET = timedelta(minutes=2)  # a digest goes when nothing more came for so long,
LONGEST = timedelta(minutes=10)  # and at the latest so long after its first letter


def is_over(things: int) -> bool:
    """Is a letter one too many, where the place heard of so many other things within ``WITHIN``?"""
    return things >= ALONE


def due_at(began: datetime, last: datetime) -> datetime:
    """When a digest goes that took its first letter at ``began`` and its last at ``last``."""
    return min(last + QUIET, began + LONGEST)
