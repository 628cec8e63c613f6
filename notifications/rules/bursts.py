"""When news become a digest: the first two to a place go by themselves, the others of a burst in one letter. Pure.

At most three messages a person of a burst of ten minutes, however many components are down in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

ALONE = 2  # letters to one place that go by themselves
WITHIN = timedelta(minutes=15)  # of so long a time
QUIET = timedelta(minutes=2)  # a digest goes when nothing more came for so long,
LONGEST = timedelta(minutes=10)  # and at the latest so long after its first letter


def is_over(sent: int) -> bool:
    """Is a further letter one too many, after so many within ``WITHIN``?"""
    return sent >= ALONE


def due_at(began: datetime, last: datetime) -> datetime:
    """When a digest goes that took its first letter at ``began`` and its last at ``last``."""
    return min(last + QUIET, began + LONGEST)
