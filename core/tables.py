"""Tables that people paste or send as CSV: their text, lines and cells. Pure.

Between the cells stands ``;``, ``,`` or a tab, whichever the first line has most of.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from typing import NamedTuple

MAX_BYTES = 1_000_000


class Line(NamedTuple):
    """``number`` as an editor counts."""

    number: int
    text: str
    cells: list[str]


def text_of(raw: bytes) -> str:
    """A file's text: UTF-8 with or without its mark, else Windows-1257. Raises ValueError where it is neither."""
    if b"\0" in raw:
        raise ValueError("not a text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1257")


def lines_of(text: str) -> list[Line]:
    """The lines that hold anything."""
    rows = [(number, line) for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1) if line.strip()]
    mark = max(";\t,", key=rows[0][1].count) if rows else ";"
    return [Line(number, line, _cells(line, mark)) for number, line in rows]


def heads(cells: list[str]) -> list[str]:
    """The words of a heading, as they are compared."""
    return [cell.strip("\"' ").casefold() for cell in cells]


def columns(cells: list[str], known: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Where each column stands by the words of the heading; ``known`` is its name → the words that mean it (in small
    letters). Of two that mean the same, the first."""
    found: dict[str, int] = {}
    for place, word in enumerate(heads(cells)):
        for name, words in known.items():
            if word in words:
                found.setdefault(name, place)
    return found


def _cells(line: str, mark: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=mark))]
    except csv.Error:  # a cell of more than 128 kB
        return [line]
