from datetime import UTC, datetime, timedelta

import pytest

from notifications.rules.reminding import remind_at

ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_after", "reminded_after"),
    [
        (None, timedelta(days=3)),
        (timedelta(days=10), timedelta(days=9)),
        (timedelta(days=2), timedelta(days=1)),
        (timedelta(hours=12), timedelta(hours=6)),
    ],
)
def test_a_day_before_or_three_after_and_never_in_the_first_half(due_after, reminded_after):
    assert remind_at(ASKED, due_after and ASKED + due_after) == ASKED + reminded_after
