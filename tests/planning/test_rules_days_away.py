"""Days that nobody covers."""

from __future__ import annotations

from datetime import date

from planning.rules.days_away import needs_substitute, overlap, uncovered, workdays

CHRISTMAS = (date(2026, 12, 21), date(2026, 12, 27))


def test_uncovered_days():
    assert uncovered(CHRISTMAS, [(date(2026, 12, 1), date(2026, 12, 22))])[0] == date(2026, 12, 23)
    assert workdays(uncovered(CHRISTMAS, [])) == 3
    assert needs_substitute(CHRISTMAS, [(date(2026, 12, 21), date(2026, 12, 22))])


def test_days_off_need_nobody():
    assert not needs_substitute(CHRISTMAS, [(date(2026, 12, 21), date(2026, 12, 23))])


def test_overlap():
    assert overlap(CHRISTMAS, (date(2026, 12, 27), date(2026, 12, 30)))
    assert not overlap(CHRISTMAS, (date(2026, 12, 28), date(2026, 12, 30)))
