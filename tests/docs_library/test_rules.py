"""Arithmetic of the library: terms of restrictions, reviews, and two texts side by side."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs_library.rules.comparing import CHANGED, NEW, OLD, SAME, SKIPPED, compare
from docs_library.rules.freshness import is_fresh, lead_due, months_after
from docs_library.rules.restriction import BY_CODE, latest_extended, latest_until
from docs_library.rules.visitors import NAMED, NOBODY, STAFF, TIED, should_open


def test_five_years_and_five_more():
    assert latest_until(BY_CODE["p9"], date(2026, 1, 8)) == date(2031, 1, 8)
    assert latest_until(BY_CODE["p12"], date(2024, 2, 29)) == date(2099, 2, 28)
    assert latest_extended(date(2028, 2, 29)) == date(2033, 2, 28)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 15), 12, date(2027, 11, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months(day, months, after):
    assert months_after(day, months) == after


def test_fresh():
    today = date(2026, 11, 29)
    assert is_fresh(today, [], today)
    assert not is_fresh(date(2026, 11, 28), [], today)
    assert not is_fresh(None, [], today)
    assert is_fresh(today, [date(2026, 11, 15)], today)
    assert not is_fresh(today, [date(2026, 11, 14)], today)


def test_leads():
    due = date(2026, 11, 29)
    told = [lead_due(due, date(2026, 10, 29)), lead_due(due, date(2026, 10, 30)), lead_due(due, date(2026, 11, 22))]
    assert told == [None, 30, 7]
    assert lead_due(due, due) == lead_due(due, date(2027, 1, 1)) == 0


def test_whom_a_version_opens_for():
    assert should_open(NOBODY, "public", "", is_restricted=False)
    assert not should_open(NOBODY, "public", "staff", is_restricted=False)
    assert not should_open(STAFF, "public", "", is_restricted=True)
    assert should_open(TIED, "partners", "", is_restricted=False)
    assert not should_open(NAMED, "partners", "", is_restricted=False)


def test_words_are_marked():
    (row,) = compare(["Seanss kestab 30 minutit"], ["Seanss kestab 45 minutit"])
    assert row.kind == CHANGED
    assert [piece.text for piece in row.old if piece.is_marked] == ["30"]
    assert [piece.text for piece in row.new if piece.is_marked] == ["45"]


def test_equal_lines_far_away_are_one_row():
    same = [f"rida {n}" for n in range(40)]
    rows = compare([*same, "vana"], [*same, "uus"])
    assert (rows[0].kind, rows[0].count) == (SKIPPED, 37)
    assert [row.kind for row in compare(same, same)] == [SKIPPED]
    assert compare([], []) == []


lines = st.lists(st.text(alphabet="ab õ", max_size=8), max_size=12)


@given(lines, lines)
@settings(deadline=None)
def test_both_texts_can_be_read_out_of_the_rows(old, new):
    left, right = [], []
    a = c = 0
    for row in compare(old, new):
        if row.kind == SKIPPED:
            left += old[a : a + row.count]
            right += new[c : c + row.count]
            a, c = a + row.count, c + row.count
            continue
        if row.kind in (SAME, OLD, CHANGED):
            left.append("".join(piece.text for piece in row.old))
            a += 1
        if row.kind in (SAME, NEW, CHANGED):
            right.append("".join(piece.text for piece in row.new))
            c += 1
    assert (left, right) == (old, new)


def test_too_long():
    with pytest.raises(ValueError, match="too long"):
        compare(["x"] * 20_001, [])
