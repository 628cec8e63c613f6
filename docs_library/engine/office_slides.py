"""Slides: pptx."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from docs_library.engine.office_parts import Block, Parts, attribute, nearest, said

BREAKS = {"br": "\n", "tab": "\t"}
UNSAID = frozenset({"Fallback", "pPr", "rPr"})
TITLES = frozenset({"title", "ctrTitle"})
MOST_SLIDES = 500


def pptx(parts: Parts) -> Iterator[Block]:
    """A heading and the words of each slide, in the order they are shown. Raises ValueError where there are none."""
    root = parts.xml("ppt/presentation.xml")
    if root is None:
        raise ValueError("no slides")
    related = parts.related("ppt/presentation.xml")
    for number, slide in enumerate(list(nearest(root, "sldId"))[:MOST_SLIDES], 1):
        page = parts.xml(related.get(_relation(slide), ""))
        if page is not None:
            yield from _slide(page, number)


def _relation(slide: etree._Element) -> str:
    """The slide's id among the presentation's relations, which stands beside another ``id`` without a namespace."""
    return next((value for key, value in slide.attrib.items() if key.startswith("{") and key.endswith("}id")), "")


def _slide(page: etree._Element, number: int) -> Iterator[Block]:
    shapes = [(_is_title(shape), _paragraphs(shape)) for shape in nearest(page, "sp", UNSAID)]
    title = next((" ".join(text.split()) for is_title, text in shapes if is_title and text.strip()), "")
    name = _("Slide %(n)s") % {"n": number}
    yield Block(f"{name}. {title}" if title else name, 1)
    for is_title, text in shapes:
        if not is_title:
            yield Block(text)
    for table in nearest(page, "tbl", UNSAID):
        yield Block(rows=[[_paragraphs(cell) for cell in nearest(row, "tc")] for row in nearest(table, "tr")])


def _is_title(shape: etree._Element) -> bool:
    return any(attribute(one, "type") in TITLES for one in nearest(shape, "ph"))


def _paragraphs(element: etree._Element) -> str:
    return "\n".join(said(one, BREAKS, UNSAID) for one in nearest(element, "p", UNSAID)).strip()
