"""PDF: the text of its pages. A scanned one has none."""

from __future__ import annotations

import io

from django.utils.html import format_html
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from docs_library.engine.bounds import MOST_PAGES, MOST_WORDS, TOO_LONG, Unreadable
from docs_library.types import Reading, Section, Source

BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError)


def read(source: Source) -> Reading:
    """A section a page. Raises Unreadable where the file is damaged or locked by a password."""
    try:
        reader = PdfReader(io.BytesIO(source.data))
        if reader.is_encrypted:
            raise Unreadable(_("This PDF is locked by a password: take it as a file."))
        sections, is_cut = _pages(reader)
    except BROKEN as error:
        raise Unreadable(_("This PDF can not be read here: take it as a file.")) from error
    if not sections:
        return Reading((), (), (_("This PDF holds pictures of pages and no text: search does not find its words."),))
    return Reading(tuple(sections), (), (str(TOO_LONG),) if is_cut else ())


def _pages(reader: PdfReader) -> tuple[list[Section], bool]:
    sections, length = [], 0
    for number, page in enumerate(reader.pages, 1):
        if number > MOST_PAGES or length > MOST_WORDS:
            return sections, True
        text = page.extract_text().replace("\x00", "").strip()
        length += len(text)
        if text:
            heading = _("Page %(number)s") % {"number": number}
            sections.append(Section(f"lk-{number}", 2, heading, format_html('<p class="pre-line">{}</p>', text), text))
    return sections, False
