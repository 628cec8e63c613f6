"""Payout windows over weekends, Easter, the turn of the year and the change of clocks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.rules.payout import (
    Offset,
    active_windows,
    overlapping_windows,
    parse,
    parse_offset,
    parse_rule,
    pay_days,
    window,
)
from core.clock import TALLINN
from core.deadlines import is_workday

PENSION = parse("pension", "kuu 5.; kui puhkepäev, siis järgmised 2 tööpäeva", "-3tp 00:00", "+0tp 23:59")
FAMILY = parse("pere", "kuu 8.", "-2tp 00:00", "+0tp 23:59")
OTHER = parse("muud", "kuu 12.", "-2tp 00:00", "+0tp 23:59")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


def shown(year: int, month: int, rule) -> tuple[str, str]:
    bounds = window(year, month, rule)
    assert all(bound.utcoffset() == timedelta() for bound in bounds)
    return tuple(bound.astimezone(TALLINN).strftime("%Y-%m-%d %H:%M") for bound in bounds)


def slugs(when: str) -> list[str]:
    return [found.rule.slug for found in active_windows([PENSION, FAMILY, OTHER], at(when))]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("kuu 5.; kui puhkepäev, siis järgmised 2 tööpäeva", (5, 2)),
        ("Kuu 5; kui puhkepäev siis järgmised 3 tööpäeva", (5, 3)),
        ("kuu 5., kui puhkepäev, siis järgmine tööpäev", (5, 1)),
        ("kuu 5.; kui puhkepäev, siis järgmisel tööpäeval", (5, 1)),
        ("kuu 8.", (8, 0)),
        (" kuu 12. ", (12, 0)),
    ],
)
def test_rules_are_read(text, result):
    assert parse_rule(text) == result


@pytest.mark.parametrize("text", ["", "8.", "kuu", "kuu viies", "kuu 5.; kui puhkepäev", "iga kuu 5.", "kuu 8. ja 12."])
def test_an_unreadable_rule_says_so(text):
    with pytest.raises(ValueError, match="not understood") as caught:
        parse_rule(text)
    assert caught.value.params == {"text": text}


@pytest.mark.parametrize("text", ["kuu 0.", "kuu 29.", "kuu 31."])
def test_a_day_that_some_month_lacks_is_refused(text):
    with pytest.raises(ValueError, match="from 1 to 28"):
        parse_rule(text)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("-3tp 00:00", Offset(-3, time(0))),
        ("−3tp 00:00", Offset(-3, time(0))),
        ("+0tp 23:59", Offset(0, time(23, 59))),
        ("+1 tp 9.30", Offset(1, time(9, 30))),
    ],
)
def test_offsets_are_read(text, result):
    assert parse_offset(text) == result


@pytest.mark.parametrize("text", ["", "3tp 00:00", "-3tp", "-3 00:00", "-3tp 24:00", "-3d 00:00", "-3tp 00:60"])
def test_an_unreadable_offset_says_so(text):
    with pytest.raises(ValueError, match="not understood"):
        parse_offset(text)


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        parse("x", "kuu 8.", "+0tp 12:00", "-1tp 12:00")


@pytest.mark.parametrize(
    ("month", "days"),
    [
        ((2026, 3), ["2026-03-05"]),
        ((2026, 9), ["2026-09-07", "2026-09-08"]),  # the 5th is a Saturday
        ((2026, 7), ["2026-07-06", "2026-07-07"]),  # a Sunday
        ((2026, 4), ["2026-04-06", "2026-04-07"]),  # Easter Sunday
    ],
)
def test_pay_days(month, days):
    assert pay_days(*month, PENSION) == [date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    ("month", "rule", "bounds"),
    [
        ((2026, 3), PENSION, ("2026-03-02 00:00", "2026-03-05 23:59")),
        ((2026, 9), PENSION, ("2026-09-02 00:00", "2026-09-08 23:59")),
        ((2026, 4), PENSION, ("2026-03-31 00:00", "2026-04-07 23:59")),  # Good Friday does not count
        ((2026, 1), PENSION, ("2025-12-30 00:00", "2026-01-05 23:59")),  # reaches into the old year
        ((2026, 3), FAMILY, ("2026-03-05 00:00", "2026-03-08 23:59")),  # a Sunday stays without a shift
        ((2026, 6), OTHER, ("2026-06-10 00:00", "2026-06-12 23:59")),
    ],
)
def test_windows(month, rule, bounds):
    assert shown(*month, rule) == bounds


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("2026-03-01T23:59:59", []),
        ("2026-03-02T00:00:00", ["pension"]),
        ("2026-03-05T12:00:00", ["pension", "pere"]),
        ("2026-03-05T23:59:59", ["pension", "pere"]),  # the last minute belongs to the window
        ("2026-03-06T00:00:00", ["pere"]),
        ("2026-03-20T12:00:00", []),
        ("2025-12-31T12:00:00", ["pension"]),  # next month's window has begun
    ],
)
def test_active_windows(when, found):
    assert slugs(when) == found


def test_planned_work_that_touches_a_window_finds_it():
    rules = [FAMILY, PENSION]
    found = overlapping_windows(rules, at("2026-02-27T20:00"), at("2026-03-06T02:00"))
    assert [w.rule.slug for w in found] == ["pension", "pere"]
    assert overlapping_windows(rules, at("2026-03-20T20:00"), at("2026-03-21T02:00")) == []
    year = overlapping_windows(rules, at("2026-01-15T00:00"), at("2026-12-15T00:00"))
    assert len(year) == 22


@given(st.integers(2024, 2040), st.integers(1, 12), st.sampled_from([PENSION, FAMILY, OTHER]))
def test_a_window_is_active_throughout(year, month, rule):
    start, end = window(year, month, rule)
    for moment in (start, end, start + (end - start) / 2):
        assert [w[1:] for w in active_windows([rule], moment.astimezone(UTC))] == [(start, end)]
    assert active_windows([rule], start - timedelta(seconds=1)) == []
    assert all(is_workday(day) for day in pay_days(year, month, PENSION))
