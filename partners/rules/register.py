"""The document register's list of contracts against ours, by the last day; the register is the master. Pure.

The list is what the register exports: columns for the reference (*viit*) and the last day (*lõpp*), with ``;``, ``,``
or a tab between; dates as ``31.12.2026`` or ``2026-12-31``; an empty last day is an open-ended contract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core import tables

MAX_LINES = 5_000
REFERENCE_HEADS = ("viit", "viide", "reference", "number", "dokumendi viit", "lepingu viit", "registreerimisnumber")
END_HEADS = (
    "lõpp",
    "lopp",
    "lõppeb",
    "lõppkuupäev",
    "lõpukuupäev",
    "kehtiv kuni",
    "kehtib kuni",
    "end",
    "ends",
    "last day",
)
DATE_FORMS = ("%d.%m.%Y", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register; ``ends_on`` None is open-ended."""

    number: int
    reference: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can not be read. ``why``: ``head``, ``columns``, ``reference``, ``date``, ``twice`` or ``long``."""

    number: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Ours:
    """A contract of ours: the last days that count as the same (as written, and of the term that runs), and whether it
    is over by now (then nobody misses it in the register)."""

    reference: str
    ends: tuple[date | None, ...]
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """``outcome``: ``same``, ``differs``, ``not_here`` or ``not_there``; ``reference`` as we write it
    where we have it."""

    outcome: str
    reference: str
    there: date | None = None
    here: date | None = None


def key(reference: str) -> str:
    """References are the same whatever their case and spaces."""
    return re.sub(r"\s+", "", reference).casefold()


def parse(text: str) -> tuple[list[Line], list[BadLine]]:
    """The lines of the register, and those that can not be read, each with its number as an editor counts."""
    rows = tables.lines_of(text)
    if not rows:
        return [], []
    at, rest = _columns(rows)
    if at is None:
        return [], [BadLine(rows[0].number, rows[0].text, "head")]
    good: list[Line] = []
    bad: list[BadLine] = [BadLine(line.number, line.text, "long") for line in rest[MAX_LINES:][:1]]
    seen: set[str] = set()
    for line in rest[:MAX_LINES]:
        read = _line(line.number, line.cells, at)
        if isinstance(read, Line) and key(read.reference) in seen:
            read = "twice"
        if isinstance(read, Line):
            seen.add(key(read.reference))
            good.append(read)
        else:
            bad.append(BadLine(line.number, line.text, read))
    return good, sorted(bad, key=lambda one: one.number)


def compare(lines: Iterable[Line], ours: Iterable[Ours]) -> list[Found]:
    """Every contract of either side once: what differs first, then what one side lacks, then what is the same."""
    there = {key(line.reference): line for line in lines}
    here = {key(one.reference): one for one in ours}
    found = [_pair(line, here.get(name)) for name, line in there.items()]
    found += [
        Found("not_there", one.reference, here=one.ends[0]) for name, one in here.items() if _lacks(name, one, there)
    ]
    order = ("differs", "not_here", "not_there", "same")
    return sorted(found, key=lambda one: (order.index(one.outcome), one.reference))


def _lacks(name: str, one: Ours, there: dict[str, Line]) -> bool:
    return name not in there and not one.is_over


def _pair(line: Line, one: Ours | None) -> Found:
    if one is None:
        return Found("not_here", line.reference, there=line.ends_on)
    outcome = "same" if line.ends_on in one.ends else "differs"
    return Found(outcome, one.reference, line.ends_on, line.ends_on if outcome == "same" else one.ends[0])


def _columns(rows: list[tables.Line]) -> tuple[tuple[int, int] | None, list[tables.Line]]:
    """Where reference and last day stand, and the lines after the head; without one the first two columns."""
    head = rows[0].cells
    words = tables.heads(head)
    places = [
        next((at for at, word in enumerate(words) if word in names), None) for names in (REFERENCE_HEADS, END_HEADS)
    ]
    if None not in places:
        return (places[0], places[1]), rows[1:]
    has_no_head = len(head) > 1 and isinstance(_day(head[1]), date)
    return ((0, 1), rows) if has_no_head else (None, rows)


def _line(number: int, cells: list[str], at: tuple[int, int]) -> Line | str:
    """The line, or why it can not be read."""
    if len(cells) <= max(at):
        return "columns"
    reference, day = cells[at[0]], _day(cells[at[1]])
    if not reference:
        return "reference"
    return "date" if day == "" else Line(number, reference, day)


def _day(text: str) -> date | str | None:
    """The day, None where nothing is written, an empty text where it is no day."""
    if not text.strip():
        return None
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  (a calendar day has no zone)
        except ValueError:
            continue
    return ""
