"""Sheets: xlsx and ods. Each is a heading and a table of the values that its cells show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from lxml import etree

from docs_library.engine.limits import MOST_COLUMNS, MOST_ROWS
from docs_library.engine.office_parts import Block, Parts, attribute, local, nearest, said
from docs_library.engine.office_texts import odf_cell, odf_count

MOST_SHEETS = 100
UNSAID = frozenset({"rPr", "rPh"})
CELL = re.compile(r"([A-Z]{1,3})\d+")
DATES = frozenset({*range(14, 23), *range(45, 48)})  # built-in formats of days and times (ECMA-376, 18.8.30)
IN_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # what a format says word by word
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 (a sheet's days have no time zone)


def xlsx(parts: Parts) -> Iterator[Block]:
    """Sheets in their order. Raises ValueError where there are none."""
    book = parts.xml("xl/workbook.xml")
    if book is None:
        raise ValueError("no sheets")
    related = parts.related("xl/workbook.xml")
    shared = [said(one, {}, UNSAID) for one in nearest(parts.xml("xl/sharedStrings.xml"), "si")]
    dates = _date_styles(parts.xml("xl/styles.xml"))
    for sheet in list(nearest(book, "sheet"))[:MOST_SHEETS]:
        root = parts.xml(related.get(_relation(sheet), ""))
        yield Block(attribute(sheet, "name"), 1)
        rows = islice(nearest(root, "row"), MOST_ROWS + 1)
        yield Block(rows=_filled([_row(row, shared, dates) for row in rows]))


def _relation(sheet: etree._Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _filled(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if any(cell.strip() for cell in row)]


def _row(row: etree._Element, shared: list[str], dates: set[int]) -> list[str]:
    """Cells at their columns; empty ones are not written in the file."""
    values: list[str] = []
    for cell in nearest(row, "c"):
        at = _column(attribute(cell, "r"), len(values))
        if at > MOST_COLUMNS:
            return [*values, *[""] * (MOST_COLUMNS + 1 - len(values))]
        values += [""] * (at + 1 - len(values))
        values[at] = _value(cell, shared, dates)
    return values


def _column(name: str, otherwise: int) -> int:
    match = CELL.fullmatch(name)
    if match is None:
        return otherwise
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: etree._Element, shared: list[str], dates: set[int]) -> str:
    kind = attribute(cell, "t", "n")
    if kind == "inlineStr":
        return said(cell, {}, UNSAID)
    value = next((one.text or "" for one in cell if local(one) == "v"), "")
    if kind == "s":
        return shared[int(value)] if re.fullmatch(r"\d{1,9}", value) and int(value) < len(shared) else ""
    if kind == "b":
        return {"0": "FALSE", "1": "TRUE"}.get(value, value)
    style = attribute(cell, "s", "0")
    return _date(value) if kind == "n" and style.isdecimal() and int(style) in dates else value


def _date(value: str) -> str:
    """A day (and time) that a sheet counts from the end of 1899, as a reader in Estonia writes it."""
    try:
        moment = FIRST_DAY + timedelta(seconds=round(float(value) * 86_400))
    except (ValueError, OverflowError):
        return value
    is_day = moment.hour == moment.minute == moment.second == 0
    return f"{moment:%d.%m.%Y}" if is_day else f"{moment:%d.%m.%Y %H:%M}"


def _date_styles(styles: etree._Element | None) -> set[int]:
    """Numbers of the cell styles that show days."""
    own = {attribute(one, "numFmtId"): attribute(one, "formatCode") for one in nearest(styles, "numFmt")}
    dates = {str(number) for number in DATES} | {key for key, code in own.items() if _is_date(code)}
    cells = next(nearest(styles, "cellXfs"), None)
    return {n for n, one in enumerate(nearest(cells, "xf")) if attribute(one, "numFmtId") in dates}


def _is_date(code: str) -> bool:
    return bool(re.search(r"[ymdh]", IN_FORMAT.sub("", code), re.I))


def ods(parts: Parts) -> Iterator[Block]:
    """Sheets in their order. Raises ValueError where there are none."""
    book = next(nearest(parts.xml("content.xml"), "spreadsheet"), None)
    if book is None:
        raise ValueError("no sheets")
    for sheet in list(nearest(book, "table"))[:MOST_SHEETS]:
        yield Block(attribute(sheet, "name"), 1)
        yield Block(rows=list(islice(_ods_rows(sheet), MOST_ROWS + 1)))


def _ods_rows(sheet: etree._Element) -> Iterator[list[str]]:
    for row in nearest(sheet, "table-row"):
        values: list[str] = []
        for cell in nearest(row, "table-cell"):
            values += [odf_cell(cell)] * odf_count(cell, "number-columns-repeated")
        while values and not values[-1].strip():
            values.pop()
        if values:
            for _time in range(odf_count(row, "number-rows-repeated", MOST_ROWS + 1)):
                yield values
