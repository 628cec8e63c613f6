"""Office files: their words, for reading and search. The look stays with the file itself.

The parts are read by zipfile and lxml (ECMA-376, ISO/IEC 26300); what they point to is not fetched, a DOCTYPE is
refused, and no more than ``MOST_UNPACKED`` is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from lxml import etree

from docs_library.engine.bounds import MOST_ROWS, MOST_UNPACKED, Unreadable
from docs_library.rules.anchors import Anchors
from docs_library.types import Reading, Section, Source

HEADING = re.compile(r"(?:heading|pealkiri|заголовок)\s*(\d)", re.I)
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
Block = tuple[int, str]  # (level of a heading, or 0; its words)


def read(source: Source) -> Reading:
    """The words of the file. Raises Unreadable where it is damaged or holds a DOCTYPE."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = _Parts(archive)
            sections = READERS[source.extension](parts)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(_("This Office file can not be read here: take it as a file.")) from error
    return Reading(tuple(sections), (), (_("Only the words are shown here: take the file for its look."),))


class _Parts:
    """Parts of the archive as XML, up to the bound of all together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.left = archive, MOST_UNPACKED

    def names(self, form: re.Pattern) -> list[str]:
        """The parts whose names match, in the order of their number."""
        found = [(int(match[1]), name) for name in self.archive.namelist() if (match := form.fullmatch(name))]
        return [name for _number, name in sorted(found)]

    def xml(self, name: str) -> etree._Element:
        with self.archive.open(name) as part:
            data = part.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise ValueError("too much")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.doctype:
            raise ValueError("a DOCTYPE")
        return root


def local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def words(element: etree._Element, *leaves: str) -> str:
    """The text of the leaves of these names, one after another."""
    return "".join(each.text or "" for each in element.iter() if local(each) in leaves)


def _docx(parts: _Parts) -> list[Section]:
    blocks: list[Block] = []
    for paragraph in parts.xml("word/document.xml").iter():
        if local(paragraph) == "p":
            style = next((each for each in paragraph.iter() if local(each) == "pStyle"), None)
            named = next(iter(style.attrib.values()), "") if style is not None else ""
            match = HEADING.match(named)
            blocks.append((int(match[1]) if match else 0, words(paragraph, "t")))
    return _sections(blocks)


def _odt(parts: _Parts) -> list[Section]:
    blocks: list[Block] = []
    for each in parts.xml("content.xml").iter():
        if local(each) in ("h", "p"):
            level = next((value for name, value in each.attrib.items() if name.endswith("outline-level")), "1")
            blocks.append(
                ((int(level) if level.isdigit() else 1) if local(each) == "h" else 0, "".join(each.itertext()))
            )
    return _sections(blocks)


def _sections(blocks: list[Block]) -> list[Section]:
    anchors, found = Anchors("algus"), []
    anchor, level, heading, lines = "algus", 2, "", []
    for depth, text in [*blocks, (1, "")]:
        if not depth:
            lines += [text.strip()] if text.strip() else []
            continue
        if heading or lines:
            found.append(_section(anchor, level, heading, lines))
        anchor, level, heading, lines = anchors.of(text), min(depth + 1, 5), " ".join(text.split()), []
    return found


def _section(anchor: str, level: int, heading: str, lines: list[str]) -> Section:
    html = format_html_join("", "<p>{}</p>", ((line,) for line in lines))
    return Section(anchor, level, heading, html, "\n".join(lines))


def _pptx(parts: _Parts) -> list[Section]:
    found = []
    for number, name in enumerate(parts.names(SLIDE), 1):
        lines = [words(each, "t").strip() for each in parts.xml(name).iter() if local(each) == "p"]
        heading = _("Slide %(number)s") % {"number": number}
        found.append(_section(f"slaid-{number}", 2, heading, [line for line in lines if line]))
    return found


def _xlsx(parts: _Parts) -> list[Section]:
    shared = []
    if "xl/sharedStrings.xml" in parts.archive.namelist():
        shared = [words(each, "t") for each in parts.xml("xl/sharedStrings.xml") if local(each) == "si"]
    names = [each.get("name", "") for each in parts.xml("xl/workbook.xml").iter() if local(each) == "sheet"]
    sheets = parts.names(SHEET)
    return [
        _table(names[n] if n < len(names) else "", n + 1, _xlsx_rows(parts.xml(sheet), shared))
        for n, sheet in enumerate(sheets)
    ]


def _xlsx_rows(root: etree._Element, shared: list[str]) -> Iterator[list[str]]:
    for row in root.iter():
        if local(row) == "row":
            yield [_xlsx_cell(cell, shared) for cell in row if local(cell) == "c"]


def _xlsx_cell(cell: etree._Element, shared: list[str]) -> str:
    value = words(cell, "v", "t")
    if cell.get("t") == "s" and value.isdigit():
        return shared[int(value)] if int(value) < len(shared) else ""
    return value


def _ods(parts: _Parts) -> list[Section]:
    tables = [each for each in parts.xml("content.xml").iter() if local(each) == "table"]
    named = [next((value for name, value in each.attrib.items() if name.endswith("}name")), "") for each in tables]
    return [_table(name, n, _ods_rows(each)) for n, (name, each) in enumerate(zip(named, tables, strict=True), 1)]


def _ods_rows(table: etree._Element) -> Iterator[list[str]]:
    for row in table.iter():
        if local(row) == "table-row":
            yield ["".join(cell.itertext()) for cell in row if local(cell) == "table-cell"]


def _table(name: str, number: int, rows: Iterator[list[str]]) -> Section:
    kept = []
    for row in rows:
        if any(cell.strip() for cell in row):
            kept.append([cell.strip() for cell in row])
        if len(kept) >= MOST_ROWS:
            break
    cells = [format_html_join("", "<td>{}</td>", ((cell,) for cell in row)) for row in kept]
    body = format_html_join("", "<tr>{}</tr>", ((row,) for row in cells))
    html = format_html(
        '<div class="table-wrap" tabindex="0" role="group"><table class="table"><tbody>{}</tbody></table></div>', body
    )
    heading = name or _("Sheet %(number)s") % {"number": number}
    return Section(f"leht-{number}", 2, heading, html, "\n".join(" | ".join(row) for row in kept))


READERS = {"docx": _docx, "odt": _odt, "pptx": _pptx, "xlsx": _xlsx, "ods": _ods}
