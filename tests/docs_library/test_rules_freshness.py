"""When a document is looked at again, and whether it can be held true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs_library.rules.freshness import GRACE_DAYS, LEADS, is_fresh, lead_due, months_after

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 12, date(2027, 11, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 120, date(2036, 8, 31)),
    ],
)
def test_months_after(day, months, expected):
    assert months_after(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_months_after_is_that_many_months_later(day, months):
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


@pytest.mark.parametrize(
    ("review_on", "doubts", "expected"),
    [
        (TODAY, [], True),
        (TODAY - timedelta(1), [], False),
        (None, [], False),
        (TODAY, [TODAY - timedelta(GRACE_DAYS)], True),
        (TODAY, [TODAY - timedelta(GRACE_DAYS + 1)], False),
        (TODAY, [TODAY, TODAY - timedelta(GRACE_DAYS + 1)], False),
    ],
)
def test_held_true(review_on, doubts, expected):
    assert is_fresh(review_on, doubts, TODAY) is expected


@pytest.mark.parametrize(
    ("days", "expected"), [(31, None), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-1, 0), (-400, 0)]
)
def test_the_nearest_reminder_that_is_due(days, expected):
    assert lead_due(TODAY + timedelta(days), TODAY) == expected
    assert expected is None or expected in LEADS
