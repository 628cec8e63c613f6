"""Reads OpenAPI, Swagger, JSON Schema, WSDL and XML Schema as sections: one page, each operation and type by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import logs
from docs_library.engine.schema_words import KINDS, LIMITS, NOTES, PLACES, WHY
from docs_library.rules import drift, json_schema, openapi, wsdl, xsd
from docs_library.rules.outline import Field, Limit, Message, Note, Operation, Outline, Shape, Type
from docs_library.rules.trees import Unreadable, read_data, read_xml
from docs_library.types import SCHEMAS, Reading, Section, Source

log = logs.get(__name__)
EXTENSIONS = SCHEMAS | {"txt"}
BEGINNING = 65_536  # bytes in which a text says that it is a schema
XML_NAMES = (b"http://www.w3.org/2001/XMLSchema", b"http://schemas.xmlsoap.org/wsdl/", b"http://www.w3.org/ns/wsdl")
SAYS_IT_IS = re.compile(rb"(?:^[ \t]*|[{,]\s*)[\"']?(?:openapi|swagger|\$schema)[\"']?\s*:", re.M)
MAY_BE = re.compile(rb"[\"']?(?:openapi|swagger|\$schema|\$defs|definitions|properties)[\"']?\s*:")


def read_schema(source: Source) -> Reading | None:
    """The schema in sections, labels in the active language; None when the text is none of the formats. A schema that
    can not be read, or only in part, says so in a caution. Never raises, whatever the bytes are."""
    if source.extension not in EXTENSIONS:
        return None
    data = source.data.replace(b"\0", b"") if b"\0" in source.data[:4] else source.data  # UTF-16
    is_xml = _is_xml(source.data)
    try:
        outline = _from_xml(source) if is_xml else _from_data(source, data)
    except Unreadable as why:
        claims = claims_xml(data) if is_xml else SAYS_IT_IS.search(data[:BEGINNING])
        return Reading(cautions=(str(WHY[why.reason]),)) if claims else None
    if outline is None:
        return None
    return Reading(tuple(_sections(outline)), _links(outline), tuple(_cautions(outline)))


@dataclass(frozen=True, slots=True)
class Content:
    """What a schema says: two of the same ``digest`` say the same, however they are written."""

    digest: str
    outline: Outline


def content_of(source: Source) -> Content | None:
    """A schema as something to compare; None when the text is none of the formats. Raises Unreadable."""
    try:
        if _is_xml(source.data):
            root, outline = read_xml(source.data), _from_xml(source)
            return Content(drift.digest_of_xml(root), outline) if outline else None
        outline = _from_data(source, source.data.replace(b"\0", b""))
        return Content(drift.digest_of_data(read_data(source.data)), outline) if outline else None
    except Unreadable:
        raise
    except Exception as error:  # as in engine.read: whatever a broken file makes a library raise
        log.warning("schema not compared", reason=type(error).__name__)
        raise Unreadable("broken") from None


def _is_xml(data: bytes) -> bool:
    return data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _from_xml(source: Source) -> Outline | None:
    root = read_xml(source.data)
    if wsdl.is_wsdl(root):
        return wsdl.outline(root, source.name, source.language)
    return xsd.outline(root, source.name, source.language) if xsd.is_xsd(root) else None


def _from_data(source: Source, data: bytes) -> Outline | None:
    if not MAY_BE.search(data):
        return None
    tree = read_data(source.data)
    if openapi.is_openapi(tree):
        return openapi.outline(tree, source.name)
    return json_schema.outline(tree, source.name) if json_schema.is_json_schema(tree) else None


def claims_xml(data: bytes) -> bool:
    """Whether its beginning names the formats that are read here."""
    return any(name in data[:BEGINNING] for name in XML_NAMES)


def _cautions(outline: Outline) -> Iterator[str]:
    if outline.hidden:
        yield ngettext(
            "%(count)s operation or type is not shown here, because the schema is too large: take it as a file.",
            "%(count)s operations and types are not shown here, because the schema is too large: take it as a file.",
            outline.hidden,
        ) % {"count": outline.hidden}
    if outline.is_cut:
        yield _(
            "Some fields and descriptions are not shown here, because the schema is too large or nested too deeply."
        )


def _links(outline: Outline) -> tuple[str, ...]:
    notes = [*outline.notes, *(note for one in outline.operations for note in one.notes)]
    return tuple(dict.fromkeys([*outline.links, *(note.href for note in notes if note.href)]))


def _sections(outline: Outline) -> Iterator[Section]:
    context = {"outline": outline, "notes": _notes(outline.notes)}
    title = " ".join(filter(None, (outline.title, outline.version))) or outline.standard
    yield _section("algus", 2, title, "start", context, _start_text(outline))
    if outline.operations:
        heading = _("Operations")
        yield _section("operations", 2, heading, "operations", {"operations": outline.operations}, [])
        yield from map(_operation, outline.operations)
    if outline.types:
        types = [(one, _heading(one)) for one in outline.types]
        yield _section("types", 2, _("Data types"), "types", {"types": types}, [])
        yield from (_type(one, heading) for one, heading in types)


def _section(anchor: str, level: int, heading: str, template: str, context: dict, text: Iterable[str]) -> Section:
    html = render_to_string(f"docs_library/reading/{template}.html", context)
    return Section(anchor, level, heading, html, "\n".join(filter(None, text)))


def _operation(operation: Operation) -> Section:
    context = {
        "operation": operation,
        "notes": _notes(operation.notes),
        "parameters": _rows(operation.parameters),
        "requests": [(one, _rows(one.fields)) for one in operation.requests],
        "responses": [(one, _rows(one.fields)) for one in operation.responses],
    }
    return _section(operation.anchor, 3, operation.heading, "operation", context, _operation_text(operation))


def _type(one: Type, heading: str) -> Section:
    context = {"type": one, "notes": _notes(one.notes), "rows": _rows(one.fields), "limits": _limits(one.shape.limits)}
    return _section(one.anchor, 3, heading, "type", context, _type_text(one))


def _heading(one: Type) -> str:
    return f"{one.name} ({KINDS[one.kind]})" if one.kind in KINDS else one.name


def _rows(fields: Iterable[Field]) -> list[dict[str, Any]]:
    return [
        {"field": one, "place": PLACES.get(one.place, one.place), "limits": _limits(one.shape.limits)} for one in fields
    ]


def _limits(limits: Iterable[Limit]) -> list[tuple[str, tuple[str, ...]]]:
    return [(LIMITS[one.name], one.values) for one in limits]


def _notes(notes: Iterable[Note]) -> list[dict[str, Any]]:
    return [{"label": NOTES[one.kind], "refs": one.refs, "text": one.text, "href": one.href} for one in notes]


def _start_text(outline: Outline) -> Iterator[str]:
    yield from (outline.standard, outline.description)
    yield from (" ".join(filter(None, (one.address, one.description))) for one in outline.servers)
    yield from (one.text for one in outline.notes)


def _operation_text(operation: Operation) -> Iterator[str]:
    yield from (operation.name, operation.path, operation.version, operation.summary, operation.description)
    yield from (note.text for note in operation.notes)
    yield from _field_text(operation.parameters)
    for message in (*operation.requests, *operation.responses):
        yield from _message_text(message)


def _message_text(message: Message) -> Iterator[str]:
    yield " ".join(filter(None, (message.name, message.media, _shape_text(message.shape or Shape()))))
    yield message.description
    yield from _field_text(message.fields)


def _type_text(one: Type) -> Iterator[str]:
    yield " ".join(filter(None, (one.name, _shape_text(one.shape))))
    yield one.description
    yield from (" ".join([note.text, *(ref.name for ref in note.refs)]).strip() for note in one.notes)
    yield from _field_text(one.fields)


def _field_text(fields: Iterable[Field]) -> Iterator[str]:
    for one in fields:
        yield " ".join(filter(None, (one.name, one.place, _shape_text(one.shape), one.is_required * "*")))
        yield one.description


def _shape_text(shape: Shape) -> str:
    names = " ".join(filter(None, (ref.name for ref in shape.refs))) + "[]" * shape.is_repeated
    limits = [" ".join([one.name, *one.values]) for one in shape.limits]
    return " ".join(filter(None, [shape.union, names, *limits]))
