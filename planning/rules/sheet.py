"""The agency's plan sheet, line by line. Pure.

Columns by their heads, Estonian or English, in any order. A line is known by its reference, else by its number. An
empty cell says nothing, so that a sheet with few columns changes nothing else; a hyphen alone empties a cell.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from core import tables
from core.privacy import contains_code, mask

MAX_LINES = 500
HEADS = {
    "line_no": ("nr", "number", "jrk", "jrk nr", "no"),
    "ref": ("viide", "ref", "reference"),
    "year": ("aasta", "year"),
    "quarter": ("kvartal", "quarter"),
    "title": ("tegevus", "pealkiri", "title"),
    "goal": ("eesmärk", "goal"),
    "owner": ("vastutaja", "owner"),
    "measure": ("mõõdik", "measure"),
    "due_on": ("tähtaeg", "due"),
    "hours": ("maht, tundi", "tunnid", "hours"),
    "state": ("seis", "state"),
    "result": ("tulemus", "result"),
    "waits_for": ("ootab", "waits for"),
    "late_reason": ("hilinemise põhjus", "why late"),
    "because": ("tähtaja muutmise põhjus", "why moved"),
    "mark": ("jälg", "mark"),
}
COLUMNS = tuple(HEADS)
ESCAPED = ("'=", "'+", "'-", "'@")
TEXTS = ("title", "measure", "result", "waits_for", "late_reason")
EMPTIED = "-"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line that can be read: what it says, by field; ``number`` as an editor counts."""

    number: int
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def get(self, name: str) -> object:
        return self.facts.get(name, "")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can not be read. ``why``: ``head``, ``key``, ``code``, ``year``, ``quarter``, ``due_on``, ``hours``,
    ``twice`` or ``long``."""

    number: int
    text: str
    why: str


def mark_of(values: Mapping[str, object]) -> str:
    """What a sheet keeps of a line as it stood when the sheet was made, so that later changes are noticed."""
    joined = "\x1f".join(f"{name}={values[name]}" for name in sorted(values))
    return hashlib.sha256(joined.encode()).hexdigest()[:10]


def parse(text: str) -> tuple[list[SheetLine], list[BadLine]]:
    """The lines of the sheet, and those that can not be read."""
    lines = tables.lines_of(text)
    if not lines:
        return [], []
    at = tables.columns(lines[0].cells, HEADS)
    if not {"line_no", "ref"} & set(at):
        return [], [BadLine(lines[0].number, mask(lines[0].text), "head")]
    good: list[SheetLine] = []
    bad = [BadLine(line.number, "", "long") for line in lines[MAX_LINES + 1 :][:1]]
    seen: set[str] = set()
    for line in lines[1 : MAX_LINES + 1]:
        read = _line(line, at)
        keys = _keys(read) if isinstance(read, SheetLine) else set()
        if keys & seen:
            read = "twice"
        seen |= keys
        if isinstance(read, SheetLine):
            good.append(read)
        else:
            bad.append(BadLine(line.number, mask(line.text), read))
    return good, sorted(bad, key=lambda one: one.number)


def _keys(line: SheetLine) -> set[str]:
    number = f"{line.get('year')}/{line.get('line_no')}" if line.get("line_no") else ""
    return {str(key) for key in (line.get("ref"), number) if key}


def _line(line: tables.Line, at: Mapping[str, int]) -> SheetLine | str:
    """The line, or why it can not be read."""
    if any(contains_code(cell) for cell in [line.text, *line.cells]):
        return "code"
    said = {name: cell_of(line.cells[place]) for name, place in at.items() if place < len(line.cells)}
    said = {name: value for name, value in said.items() if value}
    if not {"line_no", "ref"} & set(said):
        return "key"
    facts: dict[str, object] = dict(said)
    for name, read in (("year", _whole), ("quarter", quarter), ("due_on", day), ("hours", _amount)):
        if name in said and not (name == "hours" and said[name] == EMPTIED):
            facts[name] = read(said[name])
            if facts[name] is None:
                return name
    for name in facts.keys() & {*TEXTS, "hours", "goal"}:
        if facts[name] == EMPTIED:
            facts[name] = None if name in ("hours", "goal") else ""
    return SheetLine(line.number, line.text, facts)


def cell_of(text: str) -> str:
    """What a cell says: our exports quote what a spreadsheet would take for a formula."""
    text = " ".join(text.split())
    return text[1:].strip() if text.startswith(ESCAPED) else text


def _whole(text: str) -> int | None:
    text = re.sub(r"\.0+$", "", text)
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def quarter(text: str) -> int | None:
    """``2``, ``II``, ``II kv``; None where there is no such quarter."""
    word = text.upper().split()[0].rstrip(".").removeprefix("Q")
    word = re.sub(r"\.0+$", "", word)
    return {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}.get(word)


def day(text: str) -> date | None:
    """``31.12.2026`` or ``2026-12-31`` (a time after it says nothing)."""
    text = text.split(" ")[0].split("T")[0]
    found = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace("\xa0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < 10**7 else None
