"""Two texts side by side: nothing of either is lost, and what is marked differs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs_library.rules import comparing
from docs_library.rules.comparing import AROUND, CHANGED, MOST_LINES, NEW, OLD, SAME, SKIPPED, compare

WORDS = ["rida", "sõna", "X-tee", "päring,", "vastus.", " ", "  ", "№ 5", "\u00a0", ""]
LINES = st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map("".join) | st.text(max_size=12), max_size=14)


def side(rows, old: list[str], name: str) -> list[str]:
    """One side of the rows put together again; what is skipped is taken from ``old`` at its place."""
    lines = []
    for row in rows:
        if row.kind == SKIPPED:
            lines += old[len(lines) : len(lines) + row.count]
        elif getattr(row, f"{name}_number") is not None:
            assert getattr(row, f"{name}_number") == len(lines) + 1
            lines.append("".join(piece.text for piece in getattr(row, name)))
    return lines


@given(LINES, LINES)
@settings(deadline=None)
def test_both_texts_come_back(old, new):
    rows = compare(old, new)
    assert side(rows, old, "old") == old
    assert side(rows, new, "new") == new


@given(LINES, LINES)
@settings(deadline=None)
def test_what_is_not_marked_is_on_both_sides(old, new):
    for row in compare(old, new):
        plain = [["".join(one.text for one in each if not one.is_marked)] for each in (row.old, row.new)]
        if row.kind in (SAME, CHANGED):
            assert plain[0] == plain[1]
        if row.kind == SAME:
            assert not any(piece.is_marked for piece in row.old + row.new)
        if row.kind in (OLD, NEW):
            assert all(piece.is_marked for piece in row.old + row.new)


@given(LINES)
def test_a_text_and_itself_differ_in_nothing(lines):
    assert all(row.kind == SKIPPED for row in compare(lines, lines))
    assert sum(row.count for row in compare(lines, lines)) == len(lines)


def test_equal_lines_far_from_a_change_are_one_row():
    old = [f"rida {n}" for n in range(40)]
    new = [*old[:20], "teine", *old[21:]]
    rows = compare(old, new)
    assert [row.kind for row in rows] == [SKIPPED, *[SAME] * AROUND, CHANGED, *[SAME] * AROUND, SKIPPED]
    assert (rows[0].count, rows[-1].count) == (17, 16)
    assert rows[AROUND + 1].old_number == rows[AROUND + 1].new_number == 21


def test_words_are_marked_within_a_changed_line():
    (row,) = compare(["Tähtaeg on 10 päeva."], ["Tähtaeg on 15 päeva."])
    assert [piece.text for piece in row.old if piece.is_marked] == ["10"]
    assert [piece.text for piece in row.new if piece.is_marked] == ["15"]


def test_a_very_long_line_is_marked_whole():
    (row,) = compare(["a " * comparing.LONGEST_MARKED], ["b " * 3])
    assert len(row.old) == len(row.new) == 1


def test_too_long_a_text_is_refused():
    with pytest.raises(ValueError, match="too long"):
        compare(["x"] * (MOST_LINES + 1), [])
