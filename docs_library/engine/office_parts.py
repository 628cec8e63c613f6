"""What all office files share: an archive of XML parts, opened within bounds, and blocks that become sections."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from lxml import etree

from docs_library.engine import plain, words
from docs_library.engine.limits import MOST_SECTIONS, MOST_WORDS, Patience, TooMuch
from docs_library.types import Section

MOST_UNPACKED = 20 * 2**20  # bytes of all parts that are read
NOTHING: frozenset[str] = frozenset()


class Parts:
    """The XML parts of an office file."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.names = frozenset(self.archive.namelist())
        self.left = MOST_UNPACKED
        self.patience = Patience()
        self.cautions: dict[str, None] = {}

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part; None where there is none. Raises TooMuch beyond the bounds, ValueError for a DOCTYPE,
        which no office file has, and etree.XMLSyntaxError."""
        if name not in self.names:
            return None
        self.patience.check()
        with self.archive.open(name) as part:
            data = part.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise TooMuch
        return parsed(data)

    def related(self, name: str) -> dict[str, str]:
        """Parts that a part points to, by the ids it uses (ECMA-376, part 2: relationships)."""
        folder, file = posixpath.split(name)
        root = self.xml(f"{folder}/_rels/{file}.rels")
        found = {} if root is None else {attribute(one, "Id"): attribute(one, "Target") for one in root}
        return {key: posixpath.normpath(posixpath.join("/", folder, target))[1:] for key, target in found.items()}


def parsed(data: bytes) -> etree._Element:
    """XML without entities, network, or a DOCTYPE. Raises ValueError and etree.XMLSyntaxError."""
    if b"<!DOCTYPE" in data:
        raise ValueError("DOCTYPE")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:  # written in UTF-16, it has other bytes
        raise ValueError("DOCTYPE")
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace: the strict and the usual kind of a format differ only in that."""
    return element.tag.rpartition("}")[2]


def attribute(element: etree._Element, name: str, otherwise: str = "") -> str:
    """An attribute by its local name."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), otherwise)


def nearest(element: etree._Element | None, name: str, skip: Container[str] = NOTHING) -> Iterator[etree._Element]:
    """Elements of the name below the given one, without those inside one another."""
    for child in () if element is None else element:
        if local(child) == name:
            yield child
        elif local(child) not in skip:
            yield from nearest(child, name, skip)


def said(element: etree._Element, marks: Mapping[str, str], skip: Container[str] = NOTHING) -> str:
    """The words of OOXML below the element: of each ``t``, and of ``marks`` (tabs, breaks)."""
    parts = []
    for child in element:
        name = local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in marks:
            parts.append(marks[name])
        elif name not in skip:
            parts.append(said(child, marks, skip))
    return "".join(parts)


@dataclass(slots=True)
class Block:
    """Words; a heading where it has a level from 1; a table where it has rows."""

    text: str = ""
    level: int = 0
    rows: list[list[str]] = field(default_factory=list)


def sections_of(blocks: Iterable[Block], parts: Parts) -> tuple[Section, ...]:
    """Sections from each heading to the next."""
    found = [block for block in _timed(blocks, parts) if block.rows or block.text.strip()]
    anchors, levels, sections = words.Anchors(), words.Levels(), []
    level, heading, own = 2, "", []
    for block in found:
        if not block.level or len(sections) >= MOST_SECTIONS:
            own.append(block)
            continue
        sections.append((level, heading, own))
        level, heading, own = levels.take(block.level), " ".join(block.text.split()), []
    sections.append((level, heading, own))
    return tuple(
        _section(anchors.take(heading) if n else words.START, level, heading, own, parts)
        for n, (level, heading, own) in enumerate(sections)
        if heading or own
    )


def _timed(blocks: Iterable[Block], parts: Parts) -> Iterator[Block]:
    """Raises TooMuch when they take too long or say too much."""
    size = 0
    for block in parts.patience.through(blocks):
        size += len(block.text) + sum(len(cell) for row in block.rows for cell in row)
        if size > MOST_WORDS:
            raise TooMuch
        yield block


def _section(anchor: str, level: int, heading: str, blocks: list[Block], parts: Parts) -> Section:
    html, lines = [], []
    for block in parts.patience.through(blocks):
        block.text = words.clean(block.text)
        if block.rows:
            shown, cautions = plain.cut([[words.clean(cell) for cell in row] for row in block.rows])
            parts.cautions.update(dict.fromkeys(cautions))
            html.append(words.table(shown, heading))
            lines.extend(map(words.row_words, shown))
        else:
            html.append(words.paragraphs(block.text))
            lines.append(words.lines_of(block.text))
    return Section(anchor, level, words.clean(heading), _joined(html), "\n".join(lines))


def _joined(html: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((one,) for one in html))
