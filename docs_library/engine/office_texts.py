"""Written texts: docx and odt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from docs_library.engine.limits import MOST_COLUMNS
from docs_library.engine.office_parts import Block, Parts, attribute, local, nearest, said

BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What is not said: formatting, the other drawing of the same thing, and what a tracked change took away.
UNSAID = frozenset({"pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "Fallback", "del", "moveFrom"})
HEADING = re.compile(r"heading (\d)")
NAMED = {"title": 1}
INHERITED = 10  # styles based on one another


def docx(parts: Parts) -> Iterator[Block]:
    """Paragraphs and tables of a Word text. Raises ValueError where it has none."""
    root = parts.xml("word/document.xml")
    body = next(nearest(root, "body"), None)
    if body is None:
        raise ValueError("no text")
    yield from _docx(body, _levels(parts.xml("word/styles.xml")))


def _docx(parent: etree._Element, levels: dict[str, int]) -> Iterator[Block]:
    for child in parent:
        name = local(child)
        if name == "p":
            yield Block(said(child, BREAKS, UNSAID), _level(child, levels))
        elif name == "tbl":
            rows = (nearest(row, "tc", UNSAID) for row in nearest(child, "tr", UNSAID))
            yield Block(rows=[[_cell(cell) for cell in row] for row in rows])
        elif name not in UNSAID:
            yield from _docx(child, levels)


def _cell(cell: etree._Element) -> str:
    return "\n".join(said(one, BREAKS, UNSAID) for one in nearest(cell, "p", UNSAID)).strip()


def _level(paragraph: etree._Element, levels: dict[str, int]) -> int:
    facts = next((one for one in paragraph if local(one) == "pPr"), None)
    own = _outline(facts)
    style = next(nearest(facts, "pStyle"), None)
    return own or (0 if style is None else levels.get(attribute(style, "val"), 0))


def _outline(element: etree._Element | None) -> int:
    """Level 1 to 9; 0 for words (which Word writes as 9)."""
    mark = next(nearest(element, "outlineLvl"), None)
    value = "" if mark is None else attribute(mark, "val")
    return int(value) + 1 if value in tuple("012345678") else 0


def _levels(styles: etree._Element | None) -> dict[str, int]:
    """Levels by styles' ids. Word in Estonian calls them *Pealkiri1*, their inner names are the same everywhere."""
    own, based = {}, {}
    for style in nearest(styles, "style"):
        name = next((attribute(one, "val").lower() for one in style if local(one) == "name"), "")
        match, key = HEADING.fullmatch(name), attribute(style, "styleId")
        own[key] = int(match[1]) if match else NAMED.get(name) or _outline(style)
        based[key] = next((attribute(one, "val") for one in style if local(one) == "basedOn"), "")
    return {key: _inherited(key, own, based) for key in own}


def _inherited(key: str, own: dict[str, int], based: dict[str, str]) -> int:
    for _step in range(INHERITED):
        if own.get(key):
            return own[key]
        key = based.get(key, "")
    return 0


# OpenDocument

UNSAID_ODF = frozenset({"annotation", "tracked-changes", "note-citation", "title", "desc", "forms"})


def odt(parts: Parts) -> Iterator[Block]:
    """Paragraphs and tables of an OpenDocument text. Raises ValueError where it has none."""
    body = next(nearest(parts.xml("content.xml"), "text"), None)
    if body is None:
        raise ValueError("no text")
    yield from _odt(body)


def _odt(parent: etree._Element) -> Iterator[Block]:
    for child in parent:
        name = local(child)
        if name in ("p", "h"):
            yield Block(odf_said(child), _odf_level(child) if name == "h" else 0)
        elif name == "table":
            yield Block(
                rows=[[odf_cell(cell) for cell in nearest(row, "table-cell")] for row in nearest(child, "table-row")]
            )
        elif name not in UNSAID_ODF:
            yield from _odt(child)


def _odf_level(heading: etree._Element) -> int:
    value = attribute(heading, "outline-level")
    return int(value) if re.fullmatch(r"[1-9]|10", value) else 1


def odf_cell(cell: etree._Element) -> str:
    """The words of a cell."""
    return "\n".join(odf_said(one) for one in nearest(cell, "p", UNSAID_ODF)).strip()


def odf_said(element: etree._Element) -> str:
    """The words of OpenDocument in the element: text with spaces, tabs and breaks that are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        name = local(child)
        if name == "s":
            parts.append(" " * odf_count(child, "c"))
        elif name in ("tab", "line-break"):
            parts.append("\t" if name == "tab" else "\n")
        elif name not in UNSAID_ODF:
            parts.append(odf_said(child))
        parts.append(child.tail or "")
    return "".join(parts)


def odf_count(element: etree._Element, name: str, most: int = MOST_COLUMNS + 1) -> int:
    """How often a thing is repeated: once unless it says so, and never more than ``most``."""
    value = attribute(element, name, "1")
    return min(int(value), most) if re.fullmatch(r"[1-9]\d{0,8}", value) else 1
