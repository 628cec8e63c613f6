"""By when a change is told, yearly reviews, quarters."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core.clock import TALLINN
from partners.rules.renewal import Span
from partners.rules.telling import change_told_by, is_reviewed, quarters, review_in_year


@pytest.mark.parametrize(
    ("begins", "notice", "limit"),
    [
        ("2026-09-01T00:00", Span(90, "d"), "2026-06-03T00:00"),
        ("2026-04-01T10:00", Span(14, "d"), "2026-03-18T10:00"),  # the wall clock stays over the change of clocks
        ("2026-11-01T10:00", Span(14, "d"), "2026-10-18T10:00"),
        ("2026-05-31T09:00", Span(3, "m"), "2026-02-28T09:00"),
    ],
)
def test_change(begins, notice, limit):
    found = change_told_by(datetime.fromisoformat(begins).replace(tzinfo=TALLINN), notice)
    assert found.astimezone(TALLINN).strftime("%Y-%m-%dT%H:%M") == limit


def test_reviews():
    assert review_in_year(date(2024, 2, 29), 2026) == date(2026, 2, 28)
    assert review_in_year(date(2027, 1, 1), 2026) is None
    assert review_in_year(None, 2026) is None
    today, due = date(2026, 11, 30), date(2026, 10, 1)
    assert is_reviewed(date(2025, 11, 30), due, today), "365 days ago"
    assert not is_reviewed(date(2025, 11, 29), due, today)
    assert is_reviewed(date(2026, 8, 2), due, today)
    assert not is_reviewed(None, due, today)


def test_quarters():
    assert quarters(2026)[1] == (2, date(2026, 4, 1), date(2026, 6, 30))
    assert quarters(2026)[3][2] == date(2026, 12, 31)
