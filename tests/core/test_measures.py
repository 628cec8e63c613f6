"""What follows from counted rows: figures, percentages, holes, months, and who may read a row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import override

from core.actor import SYSTEM
from core.clock import TALLINN
from core.measures import (
    NONE,
    SO,
    WINDOWS,
    Counted,
    Measure,
    Reading,
    Row,
    RowKind,
    Split,
    Target,
    row_kinds,
    shown,
)

AS_OF = datetime(2026, 11, 30, 9, tzinfo=TALLINN)


def row(key: int = 1, month: int = 3, **values) -> Row:
    return Row("thing", key, f"asi {key}", f"/{key}/", date(2026, month, 5), **values)


def result(fulfilled: int, missed: int, left_out: int = 0, **values):
    values = {"window": "year", "target": Target("≥", 90), "role": "lead", **values}
    rows = [row(n) for n in range(fulfilled + missed + left_out)]
    counted = Counted(rows[:fulfilled], rows[fulfilled : fulfilled + missed], rows[fulfilled + missed :])
    return Measure("9.9.z-1", "Silt", "Reegel", count=lambda reading: counted, **values).read(Reading.of(AS_OF))


def test_an_empty_population_is_a_hole_and_neither_all_nor_nothing():
    found = result(0, 0, 3)
    assert (found.is_empty, found.state, found.figure) == (True, "empty", "0/0")
    assert (found.value, found.per_cent) == (None, None)


@pytest.mark.parametrize(
    ("fulfilled", "missed", "per_cent"), [(4, 0, None), (3, 1, None), (4, 1, "80.0"), (7, 2, "77.8")]
)
def test_fewer_than_five_rows_have_no_percentage(fulfilled, missed, per_cent):
    found = result(fulfilled, missed)
    assert found.figure == f"{fulfilled}/{fulfilled + missed}"
    assert found.per_cent == (Decimal(per_cent) if per_cent else None)


def test_one_decimal_half_up_and_compared_unrounded():
    assert result(33, 47).per_cent == Decimal("41.3"), "41.25 goes up"
    almost = result(8996, 1004)  # 89.96 %
    assert almost.per_cent == Decimal("90.0")
    assert not almost.measure.target.is_met_by(almost.value)
    assert Target("≤", 5).is_met_by(Fraction(5))
    assert not Target("≤", 5).is_met_by(Fraction(51, 10))
    with override("et"):
        assert result(7, 2).per_cent_text == "77,8 %"


def test_no_colour_until_somebody_agreed():
    assert {result(5, 0).state, result(0, 5).state} == {"unagreed"}


def test_counts_of_what_is_wrong():
    found = result(9, 3, direction="down", unit="count", target=Target("≤", 0, per_cent=False))
    assert (found.figure, found.value, found.per_cent, str(found.measure.target)) == ("3", 3, None, "≤ 0")


def test_a_row_may_stand_for_many():
    counted = Counted([row(1, count=188)], [row(2, count=2)])
    found = Measure("9.9.z-2", "S", "R", "info", "year", None, lambda _reading: counted).read(Reading.of(AS_OF))
    assert (found.figure, found.per_cent) == ("188/190", Decimal("98.9"))


def test_months_up_to_the_day_and_none_for_a_state():
    counted = Counted([row(1, 1), row(2, 3)], [row(3, 3)])
    found = Measure("9.9.z-3", "S", "R", "info", "year", None, lambda _reading: counted).read(Reading.of(AS_OF))
    assert [one for one in found.months if one[2]] == [(1, 1, 1), (3, 1, 2)]
    assert len(found.months) == 11
    assert result(1, 1, window="state").months == []


def test_the_year_begins_in_tallinn_and_a_question_is_asked_once():
    reading = Reading.of(datetime.fromisoformat("2025-12-31T22:30+00:00"))
    assert (reading.year, reading.today) == (2026, date(2026, 1, 1))
    assert reading.holds(reading.start)
    assert not reading.holds(datetime.fromisoformat("2025-12-31T21:59+00:00"))
    asked = []
    assert [reading.once(asked.append), reading.once(asked.append)] == [None, None]
    assert len(asked) == 1


def test_a_row_that_is_not_the_readers_is_counted_without_its_name():
    kind = row_kinds.register(RowKind("thing-1", "things", lambda actor, keys: [key for key in keys if key == 1]))
    seen, hidden = shown([Row(kind.slug, n, f"asi {n}", f"/{n}/", None, "sest") for n in (1, 2)], SYSTEM)
    assert (seen.label, seen.url, seen.why, seen.mark) == ("asi 1", "/1/", "sest", "thing-1:1")
    assert "asi" not in hidden.label
    assert (hidden.url, hidden.why, hidden.mark) == ("", "", "")


@pytest.mark.parametrize(
    ("scopes", "is_seen"),
    [
        ((), True),
        (("*.read",), True),
        (("things.read",), True),
        (("things.*",), True),
        (("notifications.see_measures",), False),
        (("notifications.read", "things.edit"), False),
    ],
)
def test_a_narrowed_token_reads_rows_of_the_apps_that_its_scopes_read(scopes, is_seen):
    slug = f"thing-{len(scopes)}-{'-'.join(scopes)}"
    row_kinds.register(RowKind(slug, "things", lambda actor, keys: keys))
    (row,) = shown([Row(slug, 1, "asi", "/1/", None)], SYSTEM.narrowed(scopes))
    assert (row.is_seen, row.url) == (is_seen, "/1/" if is_seen else "")


def test_times_in_the_middle_and_at_worst():
    assert (Split("a", 1, 3, (10, 20, 90)).middle, Split("a", 1, 3, (10, 20, 90)).worst) == (20, 90)
    assert (Split("a", 0, 0).middle, Split("a", 0, 0).worst) == (None, None)


def timed(*minutes: int, limit: int = 60):
    rows = [row(n, minutes=one) for n, one in enumerate(minutes)]
    counted = Counted([one for one in rows if one.minutes <= limit], [one for one in rows if one.minutes > limit])
    target = Target("≤", limit, per_cent=False, unit="minutes")
    return Measure("9.9.z-4", "S", "R", "support", "year", target, lambda _r: counted, unit="minutes").read(
        Reading.of(AS_OF)
    )


@pytest.mark.parametrize(
    ("minutes", "value", "is_met"),
    [((5,), 5, True), ((10, 200, 60), 60, True), ((60, 61), Fraction(121, 2), False), ((30, 90), 60, True)],
)
def test_minutes_are_the_median_of_all_rows_compared_unrounded(minutes, value, is_met):
    found = timed(*minutes)
    assert (found.value, found.per_cent) == (value, None)
    assert found.measure.target.is_met_by(found.value) is is_met


def test_minutes_are_said_in_words_and_a_dash_where_there_are_none():
    with override("en"):
        assert (timed(61, 200).figure, str(timed(1).measure.target)) == ("2 h 10 min", "≤ 60 min")
        assert (timed().figure, timed().state, timed().value) == ("–", "empty", None)


@pytest.mark.parametrize(
    ("fulfilled", "missed", "value", "figure"), [(1, 0, 1, "yes"), (0, 1, 0, "no"), (1, 1, 0, "no")]
)
def test_yes_is_yes_where_nothing_missed_it(fulfilled, missed, value, figure):
    found = result(fulfilled, missed, unit="yes", target=SO)
    with override("en"):
        assert (found.value, found.figure, found.per_cent, str(SO)) == (value, figure, None, "yes")
        assert SO.is_met_by(found.value) is bool(value)
        assert result(0, 0, unit="yes", target=SO).figure == "–"
    assert (str(NONE), NONE.is_met_by(Fraction(0)), NONE.is_met_by(Fraction(1))) == ("≤ 0", True, False)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


@pytest.mark.parametrize(
    ("window", "as_of", "inside", "outside"),
    [
        (
            "months",
            "2026-11-30T09:00",
            ["2026-01-01T00:00", "2026-10-31T23:59"],
            ["2025-12-31T23:59", "2026-11-01T00:01"],
        ),
        (
            "month",
            "2026-11-30T09:00",
            ["2026-11-01T00:00", "2026-11-29T23:59"],
            ["2026-10-31T23:59", "2026-11-30T00:01"],
        ),
        ("month", "2026-12-01T00:00", ["2026-11-01T00:00", "2026-11-30T23:59"], ["2026-10-31T23:59"]),
        (
            "month",
            "2026-01-01T08:00",
            ["2025-12-01T00:00", "2025-12-31T23:59"],
            ["2025-11-30T23:59", "2026-01-01T00:01"],
        ),
        ("twelve_months", "2026-11-30T09:00", ["2025-11-30T09:00", "2026-11-30T09:00"], ["2025-11-30T08:59"]),
        (
            "mature",
            "2026-11-30T09:00",
            ["2025-11-30T09:00", "2026-09-01T10:00"],
            ["2026-09-01T10:01", "2025-11-30T08:59"],
        ),
        ("three_months", "2026-11-30T09:00", ["2026-09-01T00:00", "2026-11-30T09:00"], ["2026-08-31T23:59"]),
        ("three_months", "2026-01-15T09:00", ["2025-11-01T00:00"], ["2025-10-31T23:59"]),
        ("year", "2026-11-30T09:00", ["2026-01-01T00:00"], ["2026-11-30T09:01"]),
        ("state", "2026-11-30T09:00", ["2001-01-01T00:00"], ["2026-11-30T09:01"]),
    ],
)  # 1 September 10:00 is summer time: 90 full days of 24 hours before
def test_windows(window, as_of, inside, outside):
    reading = Reading.of(local(as_of))
    assert all(reading.falls(local(one), window) for one in inside)
    assert not any(reading.falls(local(one), window) for one in outside)
    assert not reading.falls(None, window)
    assert WINDOWS[window]


@pytest.mark.parametrize(
    ("window", "as_of", "span"),
    [
        ("year", "2026-11-30T09:00", (date(2026, 1, 1), date(2026, 11, 30))),
        ("months", "2026-11-30T09:00", (date(2026, 1, 1), date(2026, 10, 31))),
        ("months", "2026-01-30T09:00", (None, date(2025, 12, 31))),
        ("month", "2026-11-30T09:00", (date(2026, 11, 1), date(2026, 11, 29))),
        ("state", "2026-11-30T09:00", (None, date(2026, 11, 30))),
    ],
)
def test_the_window_in_days(window, as_of, span):
    measure = Measure("9.9.z-5", "S", "R", "info", window, None, lambda _reading: Counted())
    assert measure.read(Reading.of(local(as_of))).span == span


def test_complete_months_leave_the_running_one_out():
    counted = Counted([row(1, 1, count=990)], [row(1, 1, count=10)])
    measure = Measure("9.9.z-6", "S", "R", "info", "months", None, lambda _reading: counted)
    months = measure.read(Reading.of(AS_OF)).months
    assert (months[0], len(months)) == ((1, 990, 1000), 10)
