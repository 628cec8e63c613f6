"""What a schema says, in one shape for all formats: its operations, types and fields, with anchors that stay. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

MOST_ENTRIES = 3_000  # operations and types together
# Fields, shapes, and hundreds of characters of words: bounds what references repeat. The administration interface of
# X-Road's security server (120 operations, 85 types) costs 3,361; a full book is written out in some 2 seconds.
MOST_COST = 30_000
MOST_NESTED = 8  # levels of objects written inside each other
MOST_LISTED = 50  # alternatives of a union, servers
MOST_VALUES = 300  # of an enumeration; a list of countries has 249
NAME, VALUE, PROSE = 200, 200, 4_000  # characters shown
# Controls, lone surrogates and marks that turn the direction of writing: a page and a database cannot hold the first
# two, and the last make a name read otherwise than it is.
UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Ref:
    """A type by name; ``anchor`` is empty where it is built in or lies in another file. No name: any value."""

    name: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value must keep to: ``name`` is the key of the format (``enum``, ``maxLength``); a flag has no values."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be. ``union`` says how several types go together (oneOf, anyOf, allOf), or ``map``: an object
    whose values are of these types."""

    refs: tuple[Ref, ...] = ()
    union: str = ""
    is_repeated: bool = False
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field; nested ones are named by their way (``person.birthDate``). ``place`` is where it travels, when that
    is not the body: query, path, header, cookie, attribute."""

    anchor: str
    name: str
    shape: Shape = Shape()
    is_required: bool = False
    description: str = ""
    is_deprecated: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark by kind (``extends``, ``import``, ``security`` …) on types or in words; ``href`` is its web page."""

    kind: str
    refs: tuple[Ref, ...] = ()
    text: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A request, an answer (named by its status) or a fault, in one media type."""

    name: str = ""
    media: str = ""
    description: str = ""
    shape: Shape | None = None
    fields: tuple[Field, ...] = ()
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """``path`` is the path of a REST operation or the action of a SOAP one."""

    anchor: str
    name: str
    method: str = ""
    path: str = ""
    summary: str = ""
    description: str = ""
    version: str = ""
    parameters: tuple[Field, ...] = ()
    requests: tuple[Message, ...] = ()
    responses: tuple[Message, ...] = ()
    is_deprecated: bool = False
    security: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.method} {self.path}" if self.method else self.name


@dataclass(frozen=True, slots=True)
class Type:
    """``kind`` is the word of the format where it has several (element, complexType, group)."""

    anchor: str
    name: str
    kind: str = ""
    description: str = ""
    shape: Shape = Shape()
    fields: tuple[Field, ...] = ()
    notes: tuple[Note, ...] = ()
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A schema as it is read. ``hidden`` counts operations and types left out; ``is_cut`` says that some fields were;
    ``links`` are web addresses of further reading; ``standard`` is the format with its version."""

    title: str
    standard: str
    version: str = ""
    description: str = ""
    servers: tuple[Server, ...] = ()
    operations: tuple[Operation, ...] = ()
    types: tuple[Type, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[str, ...] = ()
    hidden: int = 0
    is_cut: bool = False


@dataclass(slots=True)
class Book:
    """What an outline has used up while it is written: anchors given, and how much more it may hold."""

    anchors: dict[str, int] = field(default_factory=dict)  # given ones, and the number that their namesake tried last
    cost: int = 0
    is_cut: bool = False

    def anchor(self, head: str, *parts: str) -> str:
        """``head`` and the slugs of ``parts`` after a dot; a number follows where that is taken already."""
        wanted = ".".join([head, *(slug(part) for part in parts)])
        found, n = wanted, self.anchors.get(wanted, 1)
        while found in self.anchors:
            n += 1
            found = f"{wanted}-{n}"
        self.anchors[wanted] = n
        self.anchors.setdefault(found, 1)
        return found

    def prose(self, text: str) -> str:
        """The text, or nothing when there is no room for it."""
        return text if self.take(text) else ""

    def take(self, *texts: str) -> bool:
        """Whether there is room for one more thing with these words; if not, the outline is cut."""
        self.cost += 1 + sum(len(text) + 10 for text in texts) // 100
        self.is_cut = self.is_cut or self.cost > MOST_COST
        return self.cost <= MOST_COST


def shares(operations: int, types: int) -> tuple[int, int]:
    """How many operations and types are shown of so many: each has at least half of the room when it needs it."""
    first = min(operations, MOST_ENTRIES - min(types, MOST_ENTRIES // 2))
    return first, min(types, MOST_ENTRIES - first)


def slug(name: str) -> str:
    """``birthDate`` → ``birth-date``; ASCII only. A name that has no such letters, or a long one, gets its checksum,
    so that it stays the same whatever stands around it."""
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name[:1_000])
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if words and len(words) <= 80:
        return words
    return f"{words[:60]}-{zlib.crc32(name.encode('utf-8', 'replace')):08x}".strip("-")


def words(value: Any, most: int = PROSE) -> str:
    """A text as it may be shown: cleaned, cut to ``most`` characters; empty when it is no text."""
    if not isinstance(value, str):
        return ""
    clean = UNSHOWN.sub("", value[: most + 1]).strip()
    return clean[: most - 1] + "…" if len(value) > most else clean


def plain(value: Any) -> str:
    """A value in a line: texts and numbers as they are, the rest as JSON, cut. Only what is shown is written out."""
    if isinstance(value, str):
        return words(value, VALUE)
    pieces = islice(json.JSONEncoder(ensure_ascii=False).iterencode(value), VALUE)
    return words("".join(words(piece, VALUE) if len(piece) > VALUE else piece for piece in pieces), VALUE)


def listed(values: Any) -> tuple[str, ...]:
    """Up to ``MOST_VALUES`` values of a list, then an ellipsis."""
    found = values if isinstance(values, list | tuple) else [values]
    return tuple(plain(one) for one in found[:MOST_VALUES]) + (("…",) if len(found) > MOST_VALUES else ())


def is_web(address: Any) -> bool:
    """Whether it may become a link: http or https, with a host and nothing that breaks out of an attribute."""
    if not isinstance(address, str) or UNSHOWN.search(address[:2_010]):
        return False
    return re.fullmatch(r"https?://[^\s<>\"'`{}\\]{1,2000}", address, re.I) is not None
