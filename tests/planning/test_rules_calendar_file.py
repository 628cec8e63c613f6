"""Calendars as people export them, and as nobody should: days come out, reasons never do."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.calendar_file import MAX_EVENTS, Away, NotACalendar, is_calendar, read


def calendar(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"


def days(event: str) -> tuple[date, date]:
    good, bad = read(calendar(event))
    assert not bad
    return good[0].from_on, good[0].until_on


@pytest.mark.parametrize(
    ("event", "first", "last"),
    [
        ("DTSTART;VALUE=DATE:20260706\r\nDTEND;VALUE=DATE:20260801", date(2026, 7, 6), date(2026, 7, 31)),
        ("DTSTART;VALUE=DATE:20260706", date(2026, 7, 6), date(2026, 7, 6)),
        ("DTSTART;VALUE=DATE:20260706\r\nDURATION:P2W", date(2026, 7, 6), date(2026, 7, 19)),
        ("DTSTART:20260914T060000Z\r\nDTEND:20260916T140000Z", date(2026, 9, 14), date(2026, 9, 16)),
        # midnight in Tallinn ends the day before, in summer and in winter
        ("DTSTART:20260713T210000Z\r\nDTEND:20260714T210000Z", date(2026, 7, 14), date(2026, 7, 14)),
        ("DTSTART:20261220T220000Z\r\nDTEND:20261223T220000Z", date(2026, 12, 21), date(2026, 12, 23)),
        # over the change of clocks: 28 March 00:00 to 30 March 00:00 of Tallinn is 47 hours
        ("DTSTART:20260327T220000Z\r\nDTEND:20260329T210000Z", date(2026, 3, 28), date(2026, 3, 29)),
        (
            "DTSTART;TZID=Europe/Tallinn:20261024T000000\r\nDTEND;TZID=Europe/Tallinn:20261026T000000",
            date(2026, 10, 24),
            date(2026, 10, 25),
        ),
        ('DTSTART;TZID="FLE Standard Time":20260701T090000\r\nDURATION:PT8H', date(2026, 7, 1), date(2026, 7, 1)),
        ("DTSTART;TZID=America/New_York:20260701T230000\r\nDURATION:PT1H", date(2026, 7, 2), date(2026, 7, 2)),
        ("DTSTART:20260701T090000\r\nDTEND:20260701T170000", date(2026, 7, 1), date(2026, 7, 1)),
        ("DTSTART;TZID=Europe/Tallinn:20261024T120000\r\nDURATION:P1D", date(2026, 10, 24), date(2026, 10, 25)),
        # folded in the middle of a value
        ("DTSTART;VALUE=DATE:2026\r\n 0706\r\nDTEND;VALUE=DA\r\n\tTE:20260708", date(2026, 7, 6), date(2026, 7, 7)),
        ("dtstart;value=date:20260706\r\nDTEND;VALUE=DATE:20260706", date(2026, 7, 6), date(2026, 7, 6)),
    ],
)
def test_days(event, first, last):
    assert days(event) == (first, last)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("SUMMARY:x", "start"),
        ("DTSTART:homme", "start"),
        ("DTSTART;VALUE=DATE:20260230", "start"),
        ("DTSTART;VALUE=DATE:99990101", "start"),
        ("DTSTART;VALUE=DATE:20260706\r\nDTEND;VALUE=DATE:20260701", "end"),
        ("DTSTART;VALUE=DATE:20260706\r\nDTEND:20260708T090000Z", "end"),
        ("DTSTART;VALUE=DATE:20260706\r\nDURATION:-P2D", "end"),
        ("DTSTART;VALUE=DATE:20260706\r\nDURATION:P", "end"),
        ("DTSTART:20260706T090000Z\r\nDTEND:20260706T080000Z", "end"),
        ("DTSTART;TZID=Kusagil/Mujal:20260706T090000", "zone"),
        ("DTSTART;TZID=../../etc/passwd:20260706T090000", "zone"),
        ("DTSTART;VALUE=DATE:20260706\r\nRRULE:FREQ=DAILY", "repeats"),
        ("DTSTART;VALUE=DATE:20260706\r\nSTATUS:CANCELLED", "cancelled"),
        ("DTSTART;TZID=Europe/Tallinn:20260706T997799", "start"),
    ],
)
def test_refused(event, why):
    good, bad = read(calendar(event))
    assert (good, [one.why for one in bad]) == ([], [why])


def test_reasons_are_not_read():
    good, _bad = read(calendar("UID:a-1\r\nSUMMARY:Haigus\r\nDESCRIPTION:arst\r\nDTSTART;VALUE=DATE:20260706"))
    assert {one.name for one in fields(Away)} == {"number", "from_on", "until_on", "uid"}
    assert "a-1" not in good[0].uid
    assert len(good[0].uid) == 40


def test_parts_inside_an_event_are_passed_over():
    event = "DTSTART;VALUE=DATE:20260706\r\nBEGIN:VALARM\r\nDTSTART;VALUE=DATE:20250101\r\nEND:VALARM"
    assert days(event) == (date(2026, 7, 6), date(2026, 7, 6))
    zone = "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700329T030000\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    good, bad = read(calendar("DTSTART;VALUE=DATE:20260706").replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT"))
    assert len(good) == 1
    assert not bad


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tere",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260706\r\n",
        "BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT",
        "BEGIN:VCALENDAR\r\n" + "BEGIN:X\r\n" * 5000,
    ],
)
def test_what_is_no_calendar(text):
    with pytest.raises(NotACalendar):
        read(text)


def test_too_many_events_end_somewhere():
    good, bad = read(calendar(*["DTSTART;VALUE=DATE:20260706"] * (MAX_EVENTS + 20)))
    assert (len(good), [one.why for one in bad]) == (MAX_EVENTS, ["many"])


@given(st.text(max_size=300))
def test_anything_inside_an_event_is_read_or_refused(text):
    try:
        good, _bad = read(calendar(text))
    except NotACalendar:
        return
    assert all(one.from_on <= one.until_on for one in good)


@given(st.text(alphabet='BEGINDTSAR;:="\r\n 0126TZ,/P', max_size=200))
def test_nearly_right_text_too(text):
    try:
        read(calendar("DTSTART" + text))
    except NotACalendar:
        return


def test_calendars_are_known():
    assert is_calendar("\ufeffbegin:vcalendar\r\n")
    assert not is_calendar("e-post;alates;kuni")
