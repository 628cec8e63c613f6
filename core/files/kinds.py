"""What may be kept: the name's extension says what a file is, its content must agree.

``kind_of(file, size, extension)`` gives the kind or raises Invalid naming what was found.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Invalid
from core.files import archives

CHUNK = 2**16
HEAD = 4096
OCTETS = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
SIGNED = "application/vnd.etsi.asic-e+zip"
# Control characters that no text has: all but tab, line feed, form feed, carriage return and escape's neighbours.
NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body|script|iframe)\b", re.I | re.S)
SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*(?:<!doctype\s+svg[^>]*>\s*)?<svg\b", re.I | re.S)
TYPES = "[Content_Types].xml"
MOST_TYPES = 2**20  # bytes; a document of a thousand parts has 100 kB
MACROS = re.compile(r"vbaproject|/macrosheets/|\.(?:doc|dot|xls|xlt|xla|ppt|pot|pps|ppa)m$", re.I)
HIDDEN = re.compile(r"""&\#|<!(?!--)|\A\ufeff?\s*<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-8["'])|\0""")
BOM = b"\xef\xbb\xbf"

# Beginnings, for the sentence that names what was found.
FOUND = (
    (b"MZ", gettext_lazy("a Windows program")),
    (b"\x7fELF", gettext_lazy("a program")),
    (b"\xcf\xfa\xed\xfe", gettext_lazy("a program")),
    (b"#!", gettext_lazy("a script")),
    (b"%PDF-", gettext_lazy("a PDF")),
    (b"PK", gettext_lazy("a ZIP archive")),
    (b"Rar!", gettext_lazy("a RAR archive")),
    (b"7z\xbc\xaf", gettext_lazy("a 7-Zip archive")),
    (b"\x1f\x8b", gettext_lazy("a gzip archive")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("an old or password-locked Office document")),
    (b"{\\rtf", gettext_lazy("an RTF document")),
    (b"\x89PNG", gettext_lazy("a PNG picture")),
    (b"\xff\xd8\xff", gettext_lazy("a JPEG picture")),
    (b"GIF8", gettext_lazy("a GIF picture")),
)
ARCHIVE_WORDS = {
    "bomb": gettext_lazy("The archive is far larger unpacked than it says, or has too many parts. It was not kept."),
    "deep": gettext_lazy("Archives are packed into one another too deep. The file was not kept."),
    "locked": gettext_lazy("The file is locked with a password, so nobody could look into it. Save it without one."),
    "broken": gettext_lazy("The file is damaged: it can not be read to its end."),
    "paths": gettext_lazy("Names inside the file lead outside it or stand twice. It was not kept."),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """``label``: what people call it; ``mime``: what it is served as; ``check(file, size)`` raises Invalid, Differs."""

    label: str
    mime: str
    check: Callable[[BinaryIO, int], None]


class Differs(Exception):
    """The content is not what the name says."""


def _starts(*beginnings: bytes) -> Callable[[BinaryIO, int], None]:
    def check(file: BinaryIO, size: int) -> None:
        if not file.read(16).startswith(beginnings):
            raise Differs

    return check


def _archive(check_inside: Callable[[zipfile.ZipFile], None]) -> Callable[[BinaryIO, int], None]:
    """A ZIP from its first byte, counted, and then what is particular to it."""

    def check(file: BinaryIO, size: int) -> None:
        if file.read(4) != archives.HEAD:
            raise Differs
        file.seek(0)
        try:
            with archives.look(file, size, _no_macros) as archive:
                check_inside(archive)
        except archives.Bad as bad:
            raise Invalid(ARCHIVE_WORDS[bad.code], code=f"archive-{bad.code}") from None

    return check


def _office(part: str) -> Callable[[BinaryIO, int], None]:
    """Office Open XML (ECMA-376): ``part`` is its main part."""

    def inside(archive: zipfile.ZipFile) -> None:
        if not {TYPES, part} <= set(archive.namelist()):
            raise Differs

    return _archive(inside)


def _no_macros(archive: zipfile.ZipFile) -> None:
    """Asked about the document and every one embedded in it, whatever its name there."""
    names = archive.namelist()
    has_macros = any(MACROS.search(name) for name in names) or (TYPES in names and "macroenabled" in _types(archive))
    is_odf = {"content.xml", "META-INF/manifest.xml"} <= set(names)
    if has_macros or (is_odf and any(name.startswith(("Basic/", "Scripts/")) for name in names)):
        raise Invalid(_("The document holds macros (programs). Save it without them."), code="macros")


def _types(archive: zipfile.ZipFile) -> str:
    """The part that lists content types, in small letters. Raises Differs where it is written so that its words could
    not be found: in another encoding, by references to characters, by entities."""
    if archive.getinfo(TYPES).file_size > MOST_TYPES:
        raise archives.Bad("bomb")
    try:
        text = archive.read(TYPES).decode().lower()
    except UnicodeDecodeError as error:
        raise Differs from error
    if HIDDEN.search(text):
        raise Differs
    return text


def _packed(mime: str, *parts: str) -> Callable[[BinaryIO, int], None]:
    """A container whose first entry ``mimetype`` says what it is (OpenDocument, ASiC-E of ETSI EN 319 162-1)."""

    def inside(archive: zipfile.ZipFile) -> None:
        first, names = archive.infolist()[0], archive.namelist()
        if first.filename != "mimetype" or first.file_size > 200 or archive.read(first).strip() != mime.encode():
            raise Differs
        if not all(any(re.fullmatch(part, name) for name in names) for part in parts):
            raise Differs

    return _archive(inside)


def _text(*firsts: bytes) -> Callable[[BinaryIO, int], None]:
    """Plain text (UTF-8 or a code page of one byte), no HTML; ``firsts`` are the signs that it may begin with."""

    def check(file: BinaryIO, size: int) -> None:
        head = file.read(HEAD).removeprefix(BOM)
        if HTML.match(head) or SVG.match(head) or (firsts and not head.lstrip().startswith(firsts)):
            raise Differs
        file.seek(0)
        while chunk := file.read(CHUNK):
            if NO_TEXT.search(chunk):
                raise Differs

    return check


def _xml(*roots: str) -> Callable[[BinaryIO, int], None]:
    """Well-formed XML without DOCTYPE, so without entities; nothing is fetched. ``roots``: local names of its root."""

    def check(file: BinaryIO, size: int) -> None:
        parser, found = expat.ParserCreate(namespace_separator=" "), []

        def doctype(*about) -> None:
            raise Invalid(_("XML with DOCTYPE is not taken: it can draw other files in."), code="doctype")

        def element(name: str, attributes: dict) -> None:
            found.append(name.rpartition(" ")[2].lower())
            parser.StartElementHandler = None

        parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, element
        head = file.read(HEAD).removeprefix(BOM)
        file.seek(0)
        if HTML.match(head):
            raise Differs
        try:
            parser.ParseFile(file)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Differs from error
        if found[0] in ("html", "svg") or (roots and found[0] not in roots):
            raise Differs

    return check


KINDS = {
    "pdf": Kind("PDF", "application/pdf", _starts(b"%PDF-")),
    "docx": Kind("DOCX", OFFICE + "wordprocessingml.document", _office("word/document.xml")),
    "xlsx": Kind("XLSX", OFFICE + "spreadsheetml.sheet", _office("xl/workbook.xml")),
    "pptx": Kind("PPTX", OFFICE + "presentationml.presentation", _office("ppt/presentation.xml")),
    "odt": Kind("ODT", ODF + "text", _packed(ODF + "text", r"content\.xml", r"META-INF/manifest\.xml")),
    "ods": Kind("ODS", ODF + "spreadsheet", _packed(ODF + "spreadsheet", r"content\.xml", r"META-INF/manifest\.xml")),
    **dict.fromkeys(
        ("asice", "sce", "bdoc"),
        Kind("ASiC-E", SIGNED, _packed(SIGNED, r"META-INF/manifest\.xml", r"META-INF/[^/]*signatures[^/]*\.xml")),
    ),
    "png": Kind("PNG", "image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    **dict.fromkeys(("jpg", "jpeg"), Kind("JPEG", "image/jpeg", _starts(b"\xff\xd8\xff"))),
    "txt": Kind("TXT", "text/plain", _text()),
    "csv": Kind("CSV", "text/csv", _text()),
    "md": Kind("MD", "text/markdown", _text()),
    "json": Kind("JSON", "application/json", _text(b"{", b"[", b'"')),
    **dict.fromkeys(("yaml", "yml"), Kind("YAML", "application/yaml", _text())),
    # Browsers would run what stands in XML: it goes out as bytes.
    "xml": Kind("XML", OCTETS, _xml()),
    "wsdl": Kind("WSDL", OCTETS, _xml("definitions", "description")),
    "xsd": Kind("XSD", OCTETS, _xml("schema")),
}
ACCEPT = ",".join(f".{name}" for name in KINDS)


def kind_of(file: BinaryIO, size: int, extension: str, allowed: frozenset[str] = frozenset(KINDS)) -> Kind:
    """The kind that name and content agree on. ``allowed`` narrows the list. Raises Invalid at the field ``file``."""
    if extension not in KINDS or extension not in allowed:
        labels = ", ".join(dict.fromkeys(kind.label for name, kind in KINDS.items() if name in allowed))
        raise Invalid(
            _("Files of the kind “%(kind)s” are not taken. Taken are: %(labels)s.")
            % {"kind": f".{extension}" if extension else _("no extension"), "labels": labels},
            field="file",
            code="file-kind",
        )
    kind = KINDS[extension]
    try:
        file.seek(0)
        kind.check(file, size)
    except Differs:
        told = {"label": kind.label, "found": found_in(file)}
        raise Invalid(
            _("The name says %(label)s, but the content is %(found)s.") % told, field="file", code="file-content"
        ) from None
    except Invalid as refused:
        raise Invalid(refused.message, field="file", code=refused.code) from None
    finally:
        file.seek(0)
    return kind


def found_in(file: BinaryIO) -> str:
    """What a content looks like, in words."""
    file.seek(0)
    head = file.read(HEAD).removeprefix(BOM)
    for beginning, words in FOUND:
        if head.startswith(beginning):
            return str(words)
    if HTML.match(head):
        return _("HTML")
    if SVG.match(head):
        return _("an SVG picture")
    if head.lstrip().startswith(b"<?xml"):
        return _("other or damaged XML")
    return _("something else") if NO_TEXT.search(head) else _("other text")
