"""Arithmetic of trainings: marks, and how long an answer may take. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from core.deadlines import OFFICE, Duration, due_at, working_minutes

RATINGS = (5, 4, 3, 2, 1)
ANSWER_MINUTES = 960  # of working time: 2 tp on a clock that counts working minutes (duty ledger, 2.2.b-4)
REMIND_DAYS = 3


def answer_by(asked_at: datetime) -> datetime:
    """When the time for an answer is up (UTC). Needs an aware instant."""
    return due_at(asked_at, Duration(ANSWER_MINUTES, "m"), OFFICE)


def answer_took(asked_at: datetime, until: datetime) -> int:
    """Minutes of working time between the two."""
    return working_minutes(asked_at, until, OFFICE)


def is_in_time(asked_at: datetime, until: datetime) -> bool:
    return answer_took(asked_at, until) <= ANSWER_MINUTES


def mean(ratings: Iterable[int]) -> Decimal | None:
    """One decimal, half up; None of none."""
    given = list(ratings)
    if not given:
        return None
    return (Decimal(sum(given)) / len(given)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def spread(counts: Mapping[int, int]) -> list[int]:
    """``{5: 2, 4: 1}`` → 5, 5, 4."""
    return [rating for rating in RATINGS for _one in range(counts.get(rating, 0))]


def is_soon(days_ahead: int) -> bool:
    """Whether people are to be reminded of a training so many days ahead."""
    return 0 < days_ahead <= REMIND_DAYS


def length(days: Decimal) -> timedelta:
    """Of a training within a day: a whole one has eight hours."""
    return timedelta(hours=8) * float(min(days, Decimal(1)))
