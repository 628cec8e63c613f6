"""Office files (ECMA-376 and OASIS OpenDocument): which reader reads what, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from docs_library.engine import words
from docs_library.engine.office_parts import Block, Parts, sections_of
from docs_library.engine.office_sheets import ods, xlsx
from docs_library.engine.office_slides import pptx
from docs_library.engine.office_texts import docx, odt
from docs_library.types import Reading, Source

OLE = b"\xd0\xcf\x11\xe0"  # a locked file of today and an open one of the nineties begin alike
DRAWN = ("word/media/", "ppt/media/", "xl/media/", "xl/charts/", "ppt/charts/", "word/charts/", "Pictures/")


def _reader(blocks: Callable[[Parts], Iterator[Block]]) -> Callable[[Source], Reading]:
    """Raises TooMuch beyond the bounds, and whatever the libraries raise over a broken file."""

    def read(source: Source) -> Reading:
        if source.data.startswith(OLE):
            return Reading(
                cautions=(_("The file is locked with a password, or older than 2007: it can only be taken."),)
            )
        parts = Parts(source.data)
        sections = sections_of(blocks(parts), parts)
        links = words.addresses_in(section.text for section in sections)
        return Reading(sections, links, (*parts.cautions, *_cautions(parts, is_empty=not sections)))

    return read


def _cautions(parts: Parts, *, is_empty: bool) -> Iterator[str]:
    if is_empty:
        yield _("There are no words in the file. Take the file to see it.")
    elif any(name.startswith(DRAWN) for name in parts.names):
        yield _("Pictures of the file are not shown on the page: take the file to see them.")


READERS = {
    "docx": _reader(docx),
    "odt": _reader(odt),
    "pptx": _reader(pptx),
    "xlsx": _reader(xlsx),
    "ods": _reader(ods),
}
