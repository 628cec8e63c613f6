"""Planned runs and reviews by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitoring.rules.due import next_due
from monitoring.rules.planned import Kept, reviews, slots

DAY = datetime(2026, 3, 4, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def planned(
    interval_s: int, on_from=None, on_until=None, begins=DAY, ends=DAY + timedelta(days=1), slug="k-tara"
) -> int:
    return slots(slug, interval_s, on_from or DAY - WEEK, on_until or DAY + WEEK, begins, ends).count


@pytest.mark.parametrize(("interval_s", "count"), [(60, 1440), (86_400, 1), (3600, 24), (43_200, 2), (7, 12_343)])
def test_a_whole_day(interval_s, count):
    assert planned(interval_s) in (count, count - 1)
    days = [planned(interval_s, begins=DAY + timedelta(days=n), ends=DAY + timedelta(days=n + 1)) for n in range(-2, 5)]
    week = planned(interval_s, begins=DAY - timedelta(days=2), ends=DAY + timedelta(days=5))
    assert sum(days) == week, "days are parts of the week: nothing is counted twice or lost"


def test_they_are_the_instants_at_which_the_check_is_due():
    one = slots("k-tara", 3600, DAY, DAY + WEEK, DAY, DAY + timedelta(days=1))
    due = next_due(DAY, 3600, "k-tara")
    assert one.phase_s + one.first * one.interval_s == due.timestamp()
    assert one.count == 23, "the first run of the day is due after midnight, the last interval ends tomorrow"


@pytest.mark.parametrize(("hours", "count"), [(0, 0), (1, 0), (2, 1), (5, 4)])
def test_from_the_minute_of_pausing_nothing_is_planned(hours, count):
    assert planned(3600, on_from=DAY, on_until=DAY + hours * HOUR) == count
    assert planned(3600, on_from=DAY + timedelta(days=2)) == 0


@pytest.mark.parametrize(
    ("signed", "until", "kept"),
    [
        ([], 6, (0, 0)),
        ([], 7, (1, 0)),
        ([], 14, (2, 0)),
        ([7], 7, (1, 1)),
        ([3, 10], 14, (2, 2)),
        ([3, 11], 14, (2, 1)),  # the deadline of day 10 passed; signing a day late makes nothing good
        ([8], 14, (1, 0)),
        ([8], 15, (2, 0)),
        ([8, 15], 15, (2, 1)),
    ],
)
def test_reviews(signed, until, kept):
    at = [DAY + timedelta(days=n) for n in signed]
    assert reviews(at, DAY, WEEK, DAY - HOUR, DAY + timedelta(days=until)) == Kept(*kept)


def test_reviews_by_days_are_parts_of_the_whole():
    signed = [DAY + timedelta(days=n) for n in (3, 10, 19, 20)]
    whole = reviews(signed, DAY, WEEK, DAY, DAY + timedelta(days=40))
    parts = [reviews(signed, DAY, WEEK, DAY + timedelta(days=n), DAY + timedelta(days=n + 1)) for n in range(40)]
    assert (sum(one.planned for one in parts), sum(one.ran for one in parts)) == whole
