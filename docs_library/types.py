"""The base of document types (one file each in ``docs_library/doc_types/``), and what reading a text gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.registry import Registry

OFFICE = frozenset({"docx", "odt", "xlsx", "ods", "pptx"})
PICTURES = frozenset({"png", "jpg", "jpeg"})
SIGNED = frozenset({"asice", "sce", "bdoc"})
TEXTS = frozenset({"md", "txt", "pdf"})
SCHEMAS = frozenset({"yaml", "yml", "json", "wsdl", "xsd", "xml"})


@dataclass(frozen=True, slots=True)
class Source:
    """One text of a version as its type reads it: ``data`` of the kind ``extension`` (``md`` where it was typed in) in
    ``language``. ``files`` are the addresses of the version's annexes by their names, for pictures and links."""

    name: str
    extension: str
    data: bytes
    language: str = "et"
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of what is read. ``anchor`` is unique within the text and stays while the heading (operation, type)
    does; ``level`` is 2 to 5, as headings on the page; ``html`` is safe to show; ``text`` holds its words alone, for
    search and comparing, one thought a line."""

    anchor: str
    level: int
    heading: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole text in sections. ``links`` are all addresses that it points to; ``cautions`` are sentences for the
    reader: what could not be shown, and why."""

    sections: tuple[Section, ...] = ()
    links: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


class DocType:
    """A kind of document, registered with ``@doc_types.register``.

    ``review_months`` is how long it is held true without a look; ``audience`` whom it is usually for;
    ``extensions`` what its text may be; ``stale_by`` the kinds of news that put it in doubt (``StaleSignal.Kind``);
    ``metadata_form`` a Django form of what only this type has, kept as ``Document.metadata``.
    """

    slug: ClassVar[str]
    label: ClassVar[Any]
    about: ClassVar[Any] = ""
    review_months: ClassVar[int] = 12
    audience: ClassVar[str] = "staff"
    extensions: ClassVar[frozenset[str]] = TEXTS | OFFICE
    stale_by: ClassVar[frozenset[str]] = frozenset({"incident", "law"})
    metadata_form: ClassVar[type | None] = None

    def render(self, reading: Reading) -> Reading:
        """What the type makes of the text once its format was read; as it is, unless the type knows better."""
        return reading


doc_types: Registry[type[DocType]] = Registry("docs_library.doc_types")
