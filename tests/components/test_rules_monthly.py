"""Work that comes back each month."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from components.rules.monthly import Monthly, occurrences, parse_monthly
from core.deadlines import Unreadable


def test_the_catalogues_words_are_read():
    assert parse_monthly("kuu 3. neljapäev 18.00 – reede 01.00") == Monthly(3, 3, time(18), 7 * 60)
    assert parse_monthly("kuu 1. pühapäev 8:30-12:00") == Monthly(1, 6, time(8, 30), 210)


@pytest.mark.parametrize(
    "text", ["", "iga kuu", "kuu 6. neljapäev 18.00 – 19.00", "kuu 3. neljapäev 18.00 – 17.00", "kuu 1. reede 25.00"]
)
def test_other_words_are_refused(text):
    with pytest.raises(Unreadable):
        parse_monthly(text)


def test_occurrences_keep_tallinns_clock_over_its_change():
    rule = parse_monthly("kuu 3. neljapäev 18.00 – reede 01.00")
    starts = [start for start, _end in occurrences(rule, date(2026, 10, 1), date(2026, 11, 30))]
    assert starts == [datetime(2026, 10, 15, 15, tzinfo=UTC), datetime(2026, 11, 19, 16, tzinfo=UTC)]


def test_both_bounds_belong_and_a_month_without_the_day_has_none():
    fifth = Monthly(5, 3, time(18), 60)
    days = [start.date() for start, _end in occurrences(fifth, date(2026, 1, 29), date(2026, 4, 30))]
    assert days == [date(2026, 1, 29), date(2026, 4, 30)]
