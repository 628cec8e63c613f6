"""Reads texts by their format, and lets their type have the last word. Knows no models."""

from __future__ import annotations

from dataclasses import replace

from docs_library.engine import markdown, office, pdf, plain, schemas
from docs_library.engine.bounds import Unreadable
from docs_library.types import OFFICE, PICTURES, SIGNED, DocType, Reading, Source


def read(kind: DocType, source: Source) -> Reading:
    """The text in sections. Never raises because of its content: what can not be read becomes a caution, and where
    there is a text behind, that text as it stands."""
    try:
        reading = _read(source)
    except Unreadable as refused:
        reading = Reading((), (), (str(refused),))
    if reading.cautions and not reading.sections:
        reading = replace(reading, sections=_as_it_stands(source))
    return kind.render(reading)


def _read(source: Source) -> Reading:
    if source.extension in PICTURES | SIGNED or not source.data:
        return Reading()
    if source.extension == "md":
        return markdown.read(source)
    if source.extension == "pdf":
        return pdf.read(source)
    if source.extension in OFFICE:
        return office.read(source)
    if source.extension in schemas.EXTENSIONS and (found := schemas.read_schema(source)):
        return found
    return plain.read(source)


def _as_it_stands(source: Source) -> tuple:
    if source.extension in OFFICE | {"pdf"}:
        return ()
    return plain.read(source).sections
