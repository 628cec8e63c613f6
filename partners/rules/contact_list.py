"""A list of contacts as people send it, line by line. Pure.

Columns by their heads, Estonian or English, in any order: organisation (registry code or short name), name, role,
e-mail, phone, language. The first three must be there. An empty cell says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core import tables
from core.privacy import contains_code, mask

MAX_LINES = 1_000
HEADS = {
    "organisation": ("asutus", "organisatsioon", "registrikood", "lühinimi", "organisation", "registry code"),
    "name": ("nimi", "kontakt", "name"),
    "role": ("roll", "ülesanne", "ametikoht", "amet", "role"),
    "email": ("e-post", "epost", "e-posti aadress", "meil", "e-mail", "email"),
    "phone": ("telefon", "telefoninumber", "tel", "phone"),
    "language": ("keel", "kirjade keel", "language"),
}
NEEDED = ("organisation", "name", "role")
LANGUAGES = {
    "et": ("et", "eesti", "eesti keel", "estonian"),
    "en": ("en", "inglise", "inglise keel", "english"),
    "ru": ("ru", "vene", "vene keel", "russian"),
}
ESCAPED = ("'=", "'+", "'-", "'@")  # as our own exports write what a spreadsheet would take for a formula


@dataclass(frozen=True, slots=True)
class Row:
    """A line that can be read: what it says of a contact, without what it leaves empty."""

    number: int
    text: str
    organisation: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that can not be read. ``why``: ``head``, ``columns``, ``organisation``, ``name``, ``role``, ``language``,
    ``code`` (a personal code, masked in ``text``), ``twice`` or ``long``."""

    number: int
    text: str
    why: str


def same(text: str) -> str:
    """Names and roles are the same whatever their case and spaces."""
    return " ".join(text.split()).casefold()


def parse(text: str) -> tuple[list[Row], list[BadRow]]:
    """The lines of the list, and those that can not be read."""
    lines = tables.lines_of(text)
    if not lines:
        return [], []
    at = tables.columns(lines[0].cells, HEADS)
    if not set(NEEDED) <= set(at):
        return [], [BadRow(lines[0].number, mask(lines[0].text), "head")]
    rest = lines[1:]
    good: list[Row] = []
    bad = [BadRow(line.number, mask(line.text), "long") for line in rest[MAX_LINES:][:1]]
    seen = set()
    for line in rest[:MAX_LINES]:
        read = _row(line, at)
        if isinstance(read, Row):
            key = (same(read.organisation), same(read.facts["name"]), same(read.facts["role"]))
            read = "twice" if key in seen else read
            seen.add(key)
        if isinstance(read, Row):
            good.append(read)
        else:
            bad.append(BadRow(line.number, mask(line.text), read))
    return good, sorted(bad, key=lambda one: one.number)


def _row(line: tables.Line, at: Mapping[str, int]) -> Row | str:
    """The row, or why it can not be read."""
    if any(contains_code(cell) for cell in [line.text, *line.cells]):
        return "code"
    if len(line.cells) <= max(at[name] for name in NEEDED):
        return "columns"
    said = {name: _cell(line.cells[place]) for name, place in at.items() if place < len(line.cells)}
    missing = next((name for name in NEEDED if not said[name]), None)
    if missing:
        return missing
    if said.get("language"):
        said["language"] = _language(said["language"])
        if not said["language"]:
            return "language"
    facts = {name: " ".join(value.split()) for name, value in said.items() if value and name != "organisation"}
    return Row(line.number, line.text, said["organisation"], facts)


def _cell(text: str) -> str:
    return text[1:].strip() if text.startswith(ESCAPED) else text


def _language(word: str) -> str:
    return next((slug for slug, words in LANGUAGES.items() if word.casefold() in words), "")
