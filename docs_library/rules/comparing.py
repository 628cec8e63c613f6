"""Two texts side by side: which lines went, came or changed, and which words within them. Pure.

Lines are matched by Ratcliff and Obershelp's pattern matching (difflib); where a run of lines was replaced by another
of about the same length, line stands beside line and their words are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

SAME, OLD, NEW, CHANGED, SKIPPED = "same", "old", "new", "changed", "skipped"
AROUND = 3  # equal lines that are shown on both sides of a change
MOST_LINES = 20_000
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
LONGEST_MARKED = 2_000  # characters of a line whose words are compared


class Piece(NamedTuple):
    """Words, and whether they are on one side only."""

    text: str
    is_marked: bool


class Row(NamedTuple):
    """``kind`` is same, old (went), new (came), changed, or skipped (``count`` equal lines are not shown)."""

    kind: str
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    old_number: int | None = None
    new_number: int | None = None
    count: int = 0


def compare(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Rows in the order of the texts; equal ones far from any change are one row. Raises ValueError beyond
    ``MOST_LINES`` lines a side."""
    if max(len(old), len(new)) > MOST_LINES:
        raise ValueError("too long")
    return list(_folded(list(_rows(old, new))))


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for n in range(b - a):
                yield Row(SAME, _plain(old[a + n]), _plain(new[c + n]), a + n + 1, c + n + 1)
        else:
            yield from _changed(old[a:b], new[c:d], a, c)


def _changed(old: Sequence[str], new: Sequence[str], a: int, c: int) -> Iterator[Row]:
    for n, (before, after) in enumerate(zip_longest(old, new)):
        if before is None:
            yield Row(NEW, (), _plain(after, is_marked=True), None, c + n + 1)
        elif after is None:
            yield Row(OLD, _plain(before, is_marked=True), (), a + n + 1, None)
        else:
            yield Row(CHANGED, *_words(before, after), a + n + 1, c + n + 1)


def _plain(text: str, *, is_marked: bool = False) -> tuple[Piece, ...]:
    return (Piece(text, is_marked),)


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if max(len(old), len(new)) > LONGEST_MARKED:
        return _plain(old, is_marked=True), _plain(new, is_marked=True)
    before, after = WORDS.findall(old), WORDS.findall(new)
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left.append(Piece("".join(before[a:b]), tag != "equal"))
        right.append(Piece("".join(after[c:d]), tag != "equal"))
    return tuple(one for one in left if one.text), tuple(one for one in right if one.text)


def _folded(rows: list[Row]) -> Iterator[Row]:
    """Without the equal rows that stand further than ``AROUND`` from a change."""
    changed = [n for n, row in enumerate(rows) if row.kind != SAME]
    near = {m for n in changed for m in range(n - AROUND, n + AROUND + 1)}
    skipped = 0
    for n, row in enumerate(rows):
        if n in near:
            if skipped:
                yield Row(SKIPPED, count=skipped)
            skipped = 0
            yield row
        else:
            skipped += 1
    if skipped:
        yield Row(SKIPPED, count=skipped)
