"""Plain texts, tables of values (CSV), and whatever is shown exactly as it is written."""

from __future__ import annotations

import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from docs_library.engine import words
from docs_library.engine.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from docs_library.types import Reading, Section, Source

SEPARATORS = ";,\t|"


def read_text(source: Source) -> Reading:
    """Words in paragraphs, in one section."""
    text, cautions = beginning(source)
    return _one(text, words.paragraphs(text), cautions)


def read_verbatim(source: Source) -> Reading:
    """Exactly as it is written: code, and what no reader understands."""
    text, cautions = beginning(source)
    return _one(text, words.verbatim(text), cautions)


def read_csv(source: Source) -> Reading:
    """A table of values; where its lines make none, plain words."""
    text, cautions = beginning(source)
    try:
        rows = _rows(text)
    except csv.Error:
        return read_text(source)
    if not rows:
        return Reading(cautions=cautions)
    shown, more = cut(rows)
    text = "\n".join(map(words.row_words, shown))
    return _one(text, words.table(shown, source.name), (*cautions, *more))


def beginning(source: Source) -> tuple[str, tuple[str, ...]]:
    """The text as far as it is read on a page, and cautions about it."""
    data = source.data[:MOST_BYTES]
    if len(data) < len(source.data):
        data = data[: data.rfind(b"\n") + 1] or data.decode("utf-8", "ignore").encode()
    text, cautions = words.letters_of(data)
    return text, (*cautions, *([cut_short()] if len(data) < len(source.data) else []))


def cut_short() -> str:
    return _("The text is too long for a page: only its beginning is shown. Take the file to read all of it.")


def cut(rows: list[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows and columns of a table that a page shows, all of the same width, and what to say of the rest."""
    width = max(map(len, rows))
    if len(rows) <= MOST_ROWS and width <= MOST_COLUMNS:
        return [[*row, *[""] * (width - len(row))] for row in rows], ()
    width = min(width, MOST_COLUMNS)
    shown = [[*row[:width], *[""] * (width - len(row))] for row in rows[:MOST_ROWS]]
    caution = _("A table is too large for a page: %(rows)s rows and %(columns)s columns of it are shown at most.")
    return shown, (caution % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},)


def _rows(text: str) -> list[list[str]]:
    """Raises csv.Error."""
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    return [row for row in islice(lines, MOST_ROWS + 1) if any(cell.strip() for cell in row)]


def _one(text: str, html: str, cautions: tuple[str, ...]) -> Reading:
    lines = words.lines_of(text)
    sections = (Section(words.START, 2, "", html, lines),) if lines else ()
    return Reading(sections, words.addresses_in([text]), cautions)
