"""How early people must be told of planned work."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from components.rules.lead_time import tell_by

TALLINN = ZoneInfo("Europe/Tallinn")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("2026-11-26T18:00", "2026-11-24T18:00"),  # Thursday
        ("2026-11-27T22:00", "2026-11-25T22:00"),  # Friday night
        ("2026-11-28T09:00", "2026-11-26T09:00"),  # Saturday: 48 hours are earlier than Friday 10:00
        ("2026-11-28T18:00", "2026-11-26T18:00"),
        ("2026-11-29T18:00", "2026-11-27T10:00"),  # Sunday evening
        ("2026-11-30T08:00", "2026-11-27T10:00"),  # Monday
        ("2026-12-01T08:00", "2026-11-29T08:00"),  # Tuesday: 48 hours fall on Sunday
        ("2026-10-26T18:00", "2026-10-23T10:00"),  # Monday after the clocks went back
    ],
)
def test_told_by(starts, expected):
    assert tell_by(at(starts)) == at(expected)


def test_hours_are_real_ones_over_a_change_of_clocks():
    assert tell_by(at("2026-10-27T02:00")).isoformat() == "2026-10-25T03:00:00+03:00"
    assert tell_by(at("2026-03-30T12:00"), hours=24, friday_by=time(23)).isoformat() == "2026-03-27T23:00:00+02:00"


def test_as_the_agency_agreed():
    assert tell_by(at("2026-11-29T18:00"), hours=24, friday_by=time(15, 30)) == at("2026-11-27T15:30")
