"""By when people hear: k1 on the calendar, k2 in working time, both over holidays and changes of clocks."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.clock import TALLINN
from incidents.rules import telling


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


def said(moment: datetime) -> str:
    return moment.astimezone(TALLINN).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("priority", "opened", "limit"),
    [
        (1, "2026-03-06 23:50", "2026-03-07 00:20"),  # the calendar knows no night
        (1, "2026-03-29 02:45", "2026-03-29 04:15"),  # clocks go forward at three
        (2, "2026-03-04 10:00", "2026-03-04 11:00"),
        (2, "2026-03-04 08:50", "2026-03-04 10:00"),  # before opening
        (2, "2026-03-06 16:30", "2026-03-09 09:30"),  # over the weekend
        (2, "2026-03-04 16:00", "2026-03-05 09:00"),  # time is up as the office closes: it stands still till morning
        (2, "2026-02-23 13:30", "2026-02-25 09:30"),  # shortened day, then a holiday
        (2, "2026-02-24 11:00", "2026-02-25 10:00"),  # on a holiday
        (2, "2026-03-27 16:30", "2026-03-30 09:30"),  # clocks go forward over the weekend
        (2, "2026-10-23 16:30", "2026-10-26 09:30"),  # and back
    ],
)
def test_first_word(priority, opened, limit):
    assert said(telling.first_word_by(priority, at(opened))) == limit


def test_the_hour_that_comes_twice():
    first_three = datetime.fromisoformat("2026-10-25T03:45+03:00")
    assert telling.first_word_by(1, first_three) == datetime.fromisoformat("2026-10-25T03:15+02:00")


@pytest.mark.parametrize(
    ("priority", "word", "limit"),
    [
        (1, "2026-03-04 16:30", "2026-03-04 17:30"),
        (2, "2026-03-04 10:00", "2026-03-04 14:00"),
        (2, "2026-03-04 15:00", "2026-03-05 11:00"),
        (2, "2026-02-23 12:00", "2026-02-25 11:00"),
    ],
)
def test_next_word(priority, word, limit):
    assert said(telling.next_word_by(priority, at(word))) == limit


def test_nothing_is_promised_below():
    assert telling.first_word_by(3, at("2026-03-04 10:00")) is None
    assert telling.next_word_by(4, at("2026-03-04 10:00")) is None


def test_last_word():
    assert said(telling.last_word_by(at("2026-03-06 16:45"))) == "2026-03-06 17:15"
