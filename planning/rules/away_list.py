"""Days away out of a list (CSV): whose (e-mail), from, until. Pure. Other columns are passed over, unread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core import tables

MAX_LINES = 1_000
HEADS = {
    "email": ("e-post", "epost", "e-posti aadress", "meil", "e-mail", "email", "isik", "person"),
    "from_on": ("alates", "algus", "alguskuupäev", "from", "start"),
    "until_on": ("kuni", "lõpp", "lõppkuupäev", "until", "to", "end"),
    "uid": ("tunnus", "uid"),
}
NEEDED = ("from_on", "until_on")
HEADING = ("e-post", "alates", "kuni", "tunnus")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class AwayLine:
    number: int
    email: str
    from_on: date
    until_on: date
    uid: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """``why``: head, columns, from, until, order, twice or many."""

    number: int
    why: str


def read(text: str) -> tuple[list[AwayLine], list[BadLine]]:
    """The lines that can be read, and those that cannot. An e-mail may be empty where the list has no such column."""
    lines = tables.lines_of(text)
    at = tables.columns(lines[0].cells, HEADS) if lines else {}
    if not set(NEEDED) <= set(at):
        return [], [BadLine(lines[0].number if lines else 1, "head")]
    good: list[AwayLine] = []
    bad = [BadLine(line.number, "many") for line in lines[1 + MAX_LINES :][:1]]
    seen: set[tuple] = set()
    for line in lines[1 : 1 + MAX_LINES]:
        made = _line(line, at)
        if isinstance(made, AwayLine):
            key = (made.email, made.from_on, made.until_on)
            if key in seen:
                made = "twice"
            seen.add(key)
        if isinstance(made, AwayLine):
            good.append(made)
        else:
            bad.append(BadLine(line.number, made))
    return good, bad


def _line(line: tables.Line, at: Mapping[str, int]) -> AwayLine | str:
    if len(line.cells) <= max(at[name] for name in NEEDED):
        return "columns"
    said = {name: line.cells[place].strip() for name, place in at.items() if place < len(line.cells)}
    days = {name: _day(said[name]) for name in NEEDED}
    missing = next((name for name in NEEDED if days[name] is None), None)
    if missing:
        return missing.removesuffix("_on")
    if days["until_on"] < days["from_on"]:
        return "order"
    return AwayLine(line.number, said.get("email", "").casefold()[:254], **days, uid=said.get("uid", "")[:40])


def _day(text: str) -> date | None:
    """``2026-12-31`` or ``31.12.2026``; None for anything else and for other centuries."""
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    if not iso and not dotted:
        return None
    year, month, day = map(int, iso.groups() if iso else reversed(dotted.groups()))
    try:
        return date(year, month, day) if 2000 <= year <= 2099 else None
    except ValueError:
        return None
