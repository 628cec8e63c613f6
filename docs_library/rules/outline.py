"""What a schema says, whatever its format: operations, and types with their fields. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_FIELDS = 20_000
MOST_THINGS = 3_000  # operations and types together
MOST_INLINE = 4  # levels of objects that have no name of their own
LONGEST = 300  # characters of one value


class Unreadable(ValueError):
    """The schema can not be read; the text is for the log, people get a sentence of their own."""


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is its path in an object without a name of its own (``person.birthDate``); empty for "all fields of the
    type". ``limits`` are (what, value) pairs such as ("enum", "a, b") or ("pattern", "^\\d+$")."""

    name: str
    type: str
    type_anchor: str = ""
    anchor: str = ""
    is_required: bool = False
    is_repeated: bool = False
    is_deprecated: bool = False
    limits: tuple[tuple[str, str], ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """``kind`` is parameters, request, response, fault or header; ``label`` a media type, a status, an element."""

    kind: str
    label: str
    about: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """``name`` is what people call it, ``where`` method and path, or the SOAP action."""

    anchor: str
    name: str
    where: str = ""
    about: str = ""
    parts: tuple[Part, ...] = ()
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    anchor: str
    name: str
    kind: str = ""
    about: str = ""
    fields: tuple[Field, ...] = ()
    limits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """``format`` as people call it (``OpenAPI 3.1``); ``facts`` are (what, value): version, address, namespace, import.
    ``is_cut`` where there was more than is worth showing."""

    format: str
    title: str
    version: str = ""
    about: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    operations: tuple[Operation, ...] = ()
    types: tuple[Type, ...] = ()
    is_cut: bool = False


@dataclass(slots=True)
class Budget:
    """How many fields and things are read at most, so that no schema keeps a worker busy."""

    fields: int = MOST_FIELDS
    things: int = MOST_THINGS
    is_cut: bool = field(default=False)

    def takes_field(self) -> bool:
        self.fields -= 1
        self.is_cut = self.is_cut or self.fields < 0
        return self.fields >= 0

    def takes_thing(self) -> bool:
        self.things -= 1
        self.is_cut = self.is_cut or self.things < 0
        return self.things >= 0


def plain(value: object) -> str:
    """A scalar as it is shown; what has parts is not unfolded (it may unfold without end)."""
    if value is True or value is False:
        return str(value).lower()
    if value is None:
        return ""
    if isinstance(value, (dict, list, tuple, set)):
        return "…" if value else ""
    if isinstance(value, int) and value.bit_length() > 512:
        return "…"
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def several(values: object) -> str:
    """A list of scalars with commas between."""
    if not isinstance(values, (list, tuple)):
        return plain(values)
    shown = ", ".join(plain(each) for each in values[:50])
    return shown + (", …" if len(values) > 50 else "")


def words(value: object) -> str:
    """A text of any length; nothing where it is none."""
    return value.strip() if isinstance(value, str) else ""


def lines(outline: Outline) -> Iterator[str]:
    """Everything that it says in words, a thought a line."""
    for operation in outline.operations:
        yield from operation_lines(operation)
    for each in outline.types:
        yield from type_lines(each)


def operation_lines(operation: Operation) -> Iterator[str]:
    yield from filter(None, (operation.where, *operation.about.splitlines()))
    for part in operation.parts:
        yield " ".join(filter(None, (part.kind, part.label, part.about)))
        yield from map(field_line, part.fields)


def type_lines(each: Type) -> Iterator[str]:
    yield from filter(None, (each.kind, *each.about.splitlines()))
    yield from (f"{what}: {value}" for what, value in each.limits)
    yield from map(field_line, each.fields)


def field_line(one: Field) -> str:
    """``birthDate: string (date), required, pattern …; description``."""
    marks = [one.type + ("[]" if one.is_repeated else "")]
    marks += ["required"] if one.is_required else []
    marks += ["deprecated"] if one.is_deprecated else []
    marks += [f"{what} {value}" for what, value in one.limits]
    return f"{one.name or '…'}: {', '.join(marks)}" + (f"; {' '.join(one.about.split())}" if one.about else "")
