"""Working days awaited, days around a day off, which reminder holds, how an input stood on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.deadlines import is_workday
from planning.rules.waiting import Turn, around, awaited, reminder_due, standing, workdays_after

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("due", "final", "days"),
    [
        (date(2026, 1, 30), date(2026, 2, 3), 2),
        (date(2026, 5, 29), date(2026, 7, 3), 23),  # over Võidupüha and Jaanipäev
        (date(2026, 3, 13), date(2026, 3, 13), 0),
        (date(2026, 3, 13), date(2026, 3, 10), 0),
        (date(2026, 12, 23), date(2026, 12, 28), 1),  # 24, 25 and the weekend are off: only Monday counts
        (date(2026, 12, 22), date(2026, 12, 23), 1),  # a shortened day is a working day
        (date(2026, 3, 27), date(2026, 3, 30), 1),  # the clocks change on Sunday the 29th
        (date(2026, 10, 23), date(2026, 10, 26), 1),  # and back on Sunday the 25th
        (date(2026, 12, 31), date(2027, 1, 4), 1),
    ],
)
def test_awaited(due, final, days):
    assert awaited(due, final, date(2030, 1, 1)) == days


def test_open_ones_are_counted_to_today():
    assert awaited(date(2026, 9, 11), None, date(2026, 9, 15)) == 2


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_counts_add_up(start, first, second):
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    assert workdays_after(start, end) == workdays_after(start, middle) + workdays_after(middle, end)


@given(DAYS)
def test_around_gives_working_days(day):
    before, after = around(day)
    assert before < day < after
    assert is_workday(before)
    assert is_workday(after)
    assert workdays_after(before, after) == 1 + is_workday(day)


def test_around_christmas():
    assert around(date(2026, 12, 25)) == (date(2026, 12, 23), date(2026, 12, 28))


@pytest.mark.parametrize(
    ("today", "lead"),
    [
        (date(2026, 12, 18), None),
        (date(2026, 12, 21), 5),  # five working days before 30 December: 21, 22, 23, 28, 29
        (date(2026, 12, 28), 5),
        (date(2026, 12, 29), 1),
        (date(2026, 12, 30), 1),
        (date(2026, 12, 31), 0),
    ],
)
def test_reminders_over_christmas(today, lead):
    assert reminder_due(date(2026, 12, 30), today) == lead


def test_standing_is_of_its_day():
    turns = [
        Turn("give", date(2026, 3, 13)),
        Turn("send_back", date(2026, 3, 16)),
        Turn("give", date(2026, 3, 17)),
        Turn("cancel", date(2026, 4, 1)),
    ]
    first = standing(turns, date(2026, 3, 13))
    assert (first.given_on, first.final_on, first.was_returned) == (date(2026, 3, 13), date(2026, 3, 13), False)
    back = standing(turns, date(2026, 3, 16))
    assert (back.given_on, back.final_on, back.was_returned) == (date(2026, 3, 13), None, True)
    again = standing(turns, date(2026, 3, 31))
    assert (again.given_on, again.final_on, again.was_returned) == (date(2026, 3, 13), date(2026, 3, 17), True)
    assert not again.is_cancelled
    assert standing(turns, date(2026, 4, 1)).is_cancelled
