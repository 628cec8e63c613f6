from datetime import UTC, datetime, timedelta

from notifications.rules import bursts

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_two_things_go_by_themselves():
    assert [bursts.is_over(things) for things in (0, 1, 2, 300)] == [False, False, True, True]


def test_it_goes_when_it_is_quiet_and_at_the_latest_after_ten_minutes():
    assert bursts.due_at(NOON, NOON) == NOON + timedelta(minutes=2)
    assert bursts.due_at(NOON, NOON + timedelta(minutes=9)) == NOON + timedelta(minutes=10)
