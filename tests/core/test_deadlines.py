"""The working calendar: the law's figures, both changes of clocks, Christmas."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import TALLINN
from core.deadlines import (
    ALWAYS,
    OFFICE,
    Duration,
    ServiceHours,
    Unreadable,
    add_workdays,
    due_at,
    is_holiday,
    is_shortened,
    is_workday,
    last_in_time,
    nth_weekday,
    parse_duration,
    parse_hours,
    workday_minutes,
    working_minutes,
)

TEHIK = parse_hours("E–R 8–17")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


def due(start: str, duration: str, hours: ServiceHours = OFFICE) -> str:
    found = due_at(at(start), parse_duration(duration), hours)
    assert found.utcoffset() == timedelta()
    return found.astimezone(TALLINN).strftime("%Y-%m-%d %H:%M")


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(i) for i in range(366) if (date(year, 1, 1) + timedelta(i)).year == year]


class TestCalendar:
    @pytest.mark.parametrize(("year", "workdays"), [(2026, 252), (2027, 254), (2028, 254)])
    def test_workdays_of_a_year(self, year, workdays):
        assert sum(map(is_workday, days_of(year))) == workdays

    @pytest.mark.parametrize(
        ("year", "shortened"),
        [
            (2026, ["02-23", "06-22", "12-23", "12-31"]),
            (2027, ["02-23", "06-22", "12-23", "12-31"]),
            (2028, ["02-23", "06-22"]),
        ],
    )
    def test_shortened_days_of_a_year(self, year, shortened):
        assert [day.strftime("%m-%d") for day in days_of(year) if is_shortened(day)] == shortened

    def test_the_twelve_holidays(self):
        fixed = ["01-01", "02-24", "05-01", "06-23", "06-24", "08-20", "12-24", "12-25", "12-26"]
        moving = ["04-03", "04-05", "05-24"]  # Good Friday, Easter Sunday, Pentecost
        assert sorted(fixed + moving) == [day.strftime("%m-%d") for day in days_of(2026) if is_holiday(day)]

    def test_nothing_is_shortened_by_a_holiday_on_monday(self):
        assert date(2025, 2, 24).weekday() == 0
        assert not is_shortened(date(2025, 2, 21))
        assert not is_shortened(date(2025, 2, 23))

    def test_midsummer_eve_is_itself_a_holiday_and_not_shortened(self):
        assert not is_shortened(date(2026, 6, 23))

    @pytest.mark.parametrize(
        ("day", "n", "result"),
        [
            ("2026-12-23", 1, "2026-12-28"),
            ("2026-12-28", -1, "2026-12-23"),
            ("2026-04-02", 1, "2026-04-06"),
            ("2026-03-07", 1, "2026-03-09"),
            ("2026-03-07", 0, "2026-03-07"),
            ("2026-03-02", 5, "2026-03-09"),
        ],
    )
    def test_add_workdays(self, day, n, result):
        assert add_workdays(date.fromisoformat(day), n) == date.fromisoformat(result)

    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
    def test_workdays_there_and_back(self, day, n):
        there = add_workdays(day, n)
        assert is_workday(there)
        assert sum(is_workday(day + timedelta(i + 1)) for i in range((there - day).days)) == n
        assert add_workdays(add_workdays(day, n), -n) <= day

    @pytest.mark.parametrize(
        ("args", "result"),
        [
            ((2026, 3, 3, 3), "2026-03-19"),  # RIA's maintenance: third Thursday
            ((2026, 3, 4, -1), "2026-03-27"),  # the help line's short Friday
            ((2026, 3, 6, 1), "2026-03-01"),
            ((2026, 3, 0, 5), "2026-03-30"),
            ((2026, 12, 3, -1), "2026-12-31"),
        ],
    )
    def test_nth_weekday(self, args, result):
        assert nth_weekday(*args) == date.fromisoformat(result)

    @pytest.mark.parametrize("args", [(2026, 2, 0, 5), (2026, 2, 0, 0), (2026, 2, 0, -5), (2026, 2, 7, 1)])
    def test_no_such_weekday(self, args):
        with pytest.raises(Unreadable, match="2026-02 has no such weekday"):
            nth_weekday(*args)


class TestHours:
    @pytest.mark.parametrize(
        ("text", "friday", "sunday"),
        [
            ("E–R 8–17", (480, 1020), None),
            ("E-R 8.00-17.00", (480, 1020), None),
            ("E — R  8:00 — 17:00", (480, 1020), None),
            ("E–R 7–19 (demo)", (420, 1140), None),
            ("E–N 8.30–17.00, R 8.30–15.45", (510, 945), None),
            ("E–N 8.30–17.00, R 8.30–15.45; rikketeated ööpäev läbi", (510, 945), None),
            ("E–P 0–24", (0, 1440), (0, 1440)),
            ("E, K, R 9–12", (540, 720), None),
            ("E–K, R 9–12, P 10–11", (540, 720), (600, 660)),
            ("ööpäev läbi", (0, 1440), (0, 1440)),
            ("Ööpäev läbi (valve)", (0, 1440), (0, 1440)),
            ("ööpäev läbi, tugi E–R 9–17", (0, 1440), (0, 1440)),
            ("ööpäev läbi kriitilisele", (0, 1440), (0, 1440)),
        ],
    )
    def test_texts_of_the_catalogue(self, text, friday, sunday):
        hours = ServiceHours.parse(text)
        assert (hours.days[4], hours.days[6]) == (friday, sunday)
        assert hours.round_the_clock is text.lower().startswith("öö")

    def test_the_same_text_gives_the_same_hours(self):
        assert parse_hours("E–R 9–17") == OFFICE
        assert parse_hours("ööpäev läbi") is ALWAYS

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "not understood"),
            ("   ", "not understood"),
            ("(demo)", "not understood"),
            ("tööajal", "not understood"),
            ("E–R", "not understood"),
            ("8–17", "not understood"),
            ("E–R 8–17 ja vahel", "not understood"),
            ("Mon-Fri 8-17", "not understood"),
            ("ööpäev läbi v.a pühad", "not understood"),
            ("E–R 8.7–17", "not understood"),
            ("E–R 8–25", "no clock shows"),
            ("E–R 8.75–17", "no clock shows"),
            ("E–R 17–8", "end later than they begin"),
            ("E–R 8–8", "end later than they begin"),
            ("R–E 8–17", "wrong order"),
            ("E–R 8–12, R 13–17", "same weekday twice"),
        ],
    )
    def test_unreadable_hours_say_so(self, text, sentence):
        with pytest.raises(ValueError, match=sentence) as caught:
            parse_hours(text)
        assert caught.value.msgid % caught.value.params == str(caught.value)

    def test_hours_that_never_open_are_refused(self):
        with pytest.raises(ValueError, match="at least one open weekday"):
            ServiceHours((None,) * 7)

    def test_open_and_closed(self):
        assert OFFICE.is_open(at("2026-03-02T09:00"))
        assert not OFFICE.is_open(at("2026-03-02T17:00"))
        assert not OFFICE.is_open(at("2026-02-24T12:00"))
        assert OFFICE.is_open(at("2026-12-23T13:59"))
        assert not OFFICE.is_open(at("2026-12-23T14:00"))
        assert ALWAYS.is_open(at("2026-12-25T03:00"))

    @pytest.mark.parametrize(
        ("day", "hours", "minutes"),
        [
            ("2026-03-02", OFFICE, 480),
            ("2026-12-23", OFFICE, 300),
            ("2026-12-23", TEHIK, 360),
            ("2026-12-24", OFFICE, 0),
            ("2026-03-28", OFFICE, 0),
            ("2026-12-24", ALWAYS, 1440),
            ("2026-12-23", ALWAYS, 1440),
            ("2026-03-29", ALWAYS, 1380),
            ("2026-10-25", ALWAYS, 1500),
            ("2026-12-23", parse_hours("E–R 8–10"), 0),
        ],
    )
    def test_minutes_of_a_day(self, day, hours, minutes):
        assert workday_minutes(date.fromisoformat(day), hours) == minutes


class TestDurations:
    @pytest.mark.parametrize(
        ("text", "minutes"), [("30m", 30), ("4h", 240), ("1tp", 480), ("10tp", 4800), ("6h", 360), ("30d", 43200)]
    )
    def test_written_and_read(self, text, minutes):
        duration = parse_duration(text)
        assert (str(duration), duration.minutes) == (text, minutes)

    def test_no_duration_no_deadline(self):
        assert parse_duration(None) is None
        assert due_at(at("2026-03-02T09:00"), None, OFFICE) is None

    @pytest.mark.parametrize("text", ["", "4", "h", "0m", "-1h", "1,5h", "1.5h", "4 tundi", "99999m", "1tp 2h", "٣h"])
    def test_unreadable_durations_say_so(self, text):
        with pytest.raises(ValueError, match="not understood"):
            parse_duration(text)


class TestDue:
    @pytest.mark.parametrize(
        ("start", "duration", "result"),
        [
            ("2026-03-02T09:00", "30m", "2026-03-02 09:30"),
            ("2026-03-02T16:45", "30m", "2026-03-03 09:15"),
            ("2026-03-06T16:45", "30m", "2026-03-09 09:15"),  # over a weekend
            ("2026-03-02T13:00", "4h", "2026-03-02 17:00"),  # exactly at closing
            ("2026-03-02T06:00", "1h", "2026-03-02 10:00"),
            ("2026-03-02T22:00", "1h", "2026-03-03 10:00"),
            ("2026-03-07T12:00", "4h", "2026-03-09 13:00"),
            ("2026-12-23T13:00", "2h", "2026-12-28 10:00"),  # Christmas: an hour on the short day, then four days off
            ("2026-12-31T13:30", "1h", "2027-01-04 09:30"),
            ("2026-03-27T16:00", "2h", "2026-03-30 10:00"),  # clocks go forward between
            ("2026-10-23T16:00", "2h", "2026-10-26 10:00"),  # clocks go back between
        ],
    )
    def test_minutes_run_in_office_hours(self, start, duration, result):
        assert due(start, duration) == result

    @pytest.mark.parametrize(
        ("start", "duration", "result"),
        [
            ("2026-03-02T10:30", "1tp", "2026-03-03 10:30"),
            ("2026-03-06T10:30", "1tp", "2026-03-09 10:30"),
            ("2026-03-02T10:30", "10tp", "2026-03-16 10:30"),
            ("2026-03-02T20:00", "1tp", "2026-03-03 17:00"),  # moved into the hours
            ("2026-03-02T06:00", "1tp", "2026-03-03 09:00"),
            ("2026-03-07T12:00", "1tp", "2026-03-09 12:00"),
            ("2026-12-22T16:00", "1tp", "2026-12-23 14:00"),  # the short day closes at 14
            ("2026-12-23T11:00", "2tp", "2026-12-29 11:00"),
            ("2026-03-27T11:00", "1tp", "2026-03-30 11:00"),  # the same time of day in summer time
            ("2026-10-23T11:00", "1tp", "2026-10-26 11:00"),
        ],
    )
    def test_working_days(self, start, duration, result):
        assert due(start, duration) == result

    def test_round_the_clock_minutes_are_minutes(self):
        assert due("2026-03-29T01:00", "6h", ALWAYS) == "2026-03-29 08:00"
        assert due("2026-10-25T01:00", "6h", ALWAYS) == "2026-10-25 06:00"
        assert due("2026-12-25T23:50", "30m", ALWAYS) == "2026-12-26 00:20"

    def test_round_the_clock_working_days_keep_the_time(self):
        assert due("2026-12-23T22:10", "1tp", ALWAYS) == "2026-12-28 22:10"

    def test_calendar_days_keep_the_time_over_the_change_of_clocks(self):
        assert due("2026-03-10T15:00", "30d") == "2026-04-09 15:00"
        assert due("2026-12-01T15:00", "30d") == "2026-12-31 15:00"

    def test_a_time_that_the_clock_skips_comes_an_hour_later(self):
        assert due("2026-03-28T03:30", "1d") == "2026-03-29 04:30"

    def test_both_hours_of_the_autumn_night_are_told_apart(self):
        first, second = (datetime(2026, 10, 25, 3, 30, tzinfo=TALLINN, fold=fold) for fold in (0, 1))
        assert due_at(second, Duration(1, "h"), ALWAYS) - due_at(first, Duration(1, "h"), ALWAYS) == timedelta(hours=1)
        assert working_minutes(first, second, ALWAYS) == 60

    def test_hours_that_open_while_the_clock_changes(self):
        night = parse_hours("E–P 0–6")
        assert workday_minutes(date(2026, 3, 29), night) == 300
        assert workday_minutes(date(2026, 10, 25), night) == 420
        assert due("2026-03-29T00:00", "5h", night) == "2026-03-29 06:00"
        assert due("2026-10-25T00:00", "7h", night) == "2026-10-25 06:00"

    def test_a_working_day_that_the_party_is_closed_moves_to_its_next_opening(self):
        assert due("2026-03-05T10:00", "1tp", parse_hours("E–N 9–17")) == "2026-03-09 09:00"
        assert due("2026-03-05T10:00", "1tp", parse_hours("L 10–12")) == "2026-03-07 10:00"

    def test_ria_closes_early_on_friday(self):
        ria = parse_hours("E–N 8.30–17.00, R 8.30–15.45")
        assert due("2026-03-06T15:30", "30m", ria) == "2026-03-09 08:45"

    def test_a_deadline_that_never_comes_is_refused(self):
        with pytest.raises(Unreadable, match="ten years"):
            due("2026-03-05T10:00", "9999h", parse_hours("E 9.00–9.01"))

    def test_an_instant_without_a_zone_is_refused(self):
        with pytest.raises(ValueError, match="aware"):
            due_at(datetime(2026, 3, 2, 9), Duration(1, "h"), OFFICE)
        with pytest.raises(ValueError, match="aware"):
            working_minutes(datetime(2026, 3, 2, 9), at("2026-03-02T10:00"), OFFICE)


class TestWorkingMinutes:
    @pytest.mark.parametrize(
        ("start", "end", "minutes"),
        [
            ("2026-03-02T09:00", "2026-03-02T09:30", 30),
            ("2026-03-02T08:00", "2026-03-02T18:00", 480),
            ("2026-03-06T16:00", "2026-03-09T10:00", 120),
            ("2026-12-23T12:00", "2026-12-28T10:00", 180),
            ("2026-03-07T00:00", "2026-03-08T23:59", 0),
            ("2026-03-02T10:00", "2026-03-02T09:00", 0),
            ("2026-01-01T00:00", "2027-01-01T00:00", 252 * 480 - 4 * 180),
        ],
    )
    def test_in_office_hours(self, start, end, minutes):
        assert working_minutes(at(start), at(end), OFFICE) == minutes

    def test_round_the_clock_counts_the_change_of_clocks(self):
        assert working_minutes(at("2026-03-29T00:00"), at("2026-03-30T00:00"), ALWAYS) == 1380
        assert working_minutes(at("2026-10-25T00:00"), at("2026-10-26T00:00"), ALWAYS) == 1500
        assert working_minutes(at("2026-10-26T00:00"), at("2026-10-25T00:00"), ALWAYS) == 0

    @given(
        st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
        st.integers(1, 6000),
        st.sampled_from([OFFICE, TEHIK, ALWAYS, parse_hours("E–N 8.30–17.00, R 8.30–15.45"), parse_hours("E–P 0–24")]),
    )
    def test_a_deadline_is_as_far_away_as_its_minutes(self, start, minutes, hours):
        start = start.replace(second=0, microsecond=0)
        end = due_at(start, Duration(minutes, "m"), hours)
        assert working_minutes(start, end, hours) == minutes
        assert working_minutes(start, end - timedelta(minutes=1), hours) == minutes - 1

    @given(
        st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(TALLINN)),
        st.integers(1, 30),
        st.sampled_from([OFFICE, TEHIK]),
    )
    def test_working_days_end_on_a_working_day_within_hours(self, start, n, hours):
        end = due_at(start, Duration(n, "tp"), hours).astimezone(TALLINN)
        assert is_workday(end.date())
        begin, close = hours.on(end.date())
        assert begin <= end.hour * 60 + end.minute <= close
        assert end.date() == add_workdays(start.date(), n)

    def test_the_local_time_survives_the_round_trip(self):
        assert due_at(at("2026-03-02T10:30"), Duration(1, "tp"), OFFICE).astimezone(TALLINN).time() == time(10, 30)


@pytest.mark.parametrize(
    ("start", "minutes", "last"),
    [
        ("2026-03-04T10:00", 60, "2026-03-04 11:00"),
        ("2026-03-04T16:00", 60, "2026-03-05 09:00"),  # up as the office closes: the clock stands still till morning
        ("2026-03-04T15:59", 60, "2026-03-04 16:59"),
        ("2026-02-23T13:00", 60, "2026-02-25 09:00"),  # shortened day, then a holiday
    ],
)
def test_the_last_instant_in_time(start, minutes, last):
    found = last_in_time(at(start), timedelta(minutes=minutes), OFFICE)
    assert found.astimezone(TALLINN).strftime("%Y-%m-%d %H:%M") == last
    assert working_minutes(at(start), found, OFFICE) == minutes
    assert working_minutes(at(start), found + timedelta(minutes=1), OFFICE) == minutes + 1
