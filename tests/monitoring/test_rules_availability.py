"""Availability by hand-made states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from monitoring.rules.availability import Availability, availability
from monitoring.rules.uptime import Span

NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def span(state: str, begins: int, ends: int | None) -> Span:
    return Span(state, at(begins), None if ends is None else at(ends))


def minutes(checks, openings=((0, 480),), works=()) -> tuple[float, float, float]:
    found = availability(
        [[span(*one) for one in spans] for spans in checks],
        [(at(opens), at(closes)) for opens, closes in openings],
        [(at(begins), at(ends)) for begins, ends in works],
    )
    return found.service_s / 60, found.down_s / 60, found.unknown_s / 60


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], (480, 0, 480)),
        ([[("up", -60, None)]], (480, 0, 0)),
        ([[("up", -60, 100), ("down", 100, 195), ("up", 195, None)]], (480, 95, 0)),
        ([[("up", -60, 400)]], (480, 0, 80)),
        ([[("degraded", -60, None)]], (480, 0, 0)),
        ([[("up", -60, None)], [("down", 10, 30)]], (480, 20, 0)),
        ([[("unknown", -60, None)], [("down", 10, 30)]], (480, 20, 460)),
        ([[("up", -60, None)], [("unknown", 10, 30)]], (480, 0, 20)),
        ([[("down", 450, 600), ("up", -60, 450)]], (480, 30, 0)),
    ],
)
def test_the_worst_state_of_the_checks_in_service_hours(checks, expected):
    assert minutes(checks) == expected


def test_outside_service_hours_nothing_counts():
    night = [[("up", -60, 480), ("down", 480, 1440), ("up", 1440, None)]]
    assert minutes(night, [(0, 480), (1440, 1920)]) == (960, 0, 0)
    assert minutes(night, [(0, 481), (1439, 1920)]) == (962, 2, 0)
    assert minutes(night, []) == (0, 0, 0)


def test_work_that_was_told_takes_its_outage_out():
    broken = [[("up", -60, 60), ("down", 60, 180), ("up", 180, None)]]
    assert minutes(broken, works=[(60, 120)]) == (420, 60, 0)
    assert minutes(broken, works=[(0, 480)]) == (360, 0, 0)
    assert minutes([[("up", -60, None)]], works=[(60, 120)]) == (480, 0, 0), "it worked all the while"


@pytest.mark.parametrize(
    ("figures", "ratio", "is_known"),
    [
        ((100, 0, 0), Fraction(1), True),
        ((100, 5, 5), Fraction(90, 95), True),
        ((100, 0, 6), Fraction(1), False),
        ((100, 0, 100), None, False),
        ((0, 0, 0), None, False),
    ],
)
def test_unknown_is_neither_up_nor_down_and_above_5_per_cent_nothing_is_said(figures, ratio, is_known):
    found = Availability(*figures)
    assert (found.ratio, found.is_known) == (ratio, is_known)
