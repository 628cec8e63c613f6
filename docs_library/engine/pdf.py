"""The words of a PDF file (ISO 32000), a section for each page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader

from core import logs
from docs_library.engine import plain, words
from docs_library.engine.limits import MOST_WORDS, Patience, TooMuch
from docs_library.types import Reading, Section, Source

MOST_PAGES = 300
LARGEST_PAGE = 2 * 2**20  # bytes of drawing commands; a page of words has some thousands
log = logs.get(__name__)


def read(source: Source) -> Reading:
    """Pages with words. A file that is locked, scanned or longer than a page may show says so in a caution; one that
    is broken raises whatever the library does."""
    file = PdfReader(io.BytesIO(source.data), strict=False)
    if file.is_encrypted and not file.decrypt(""):
        return Reading(cautions=(_("The file is locked with a password: it can only be taken and opened with it."),))
    count = len(file.pages)
    found = _Pages(file, count)
    sections = tuple(found)
    cautions = tuple(_cautions(found, sections))
    return Reading(sections, words.addresses_in(section.text for section in sections), cautions)


class _Pages:
    """Sections of pages, and what was left out on the way."""

    def __init__(self, file: PdfReader, count: int) -> None:
        self.file, self.count = file, count
        self.patience = Patience()
        self.unread: list[int] = []
        self.is_cut = count > MOST_PAGES

    def __iter__(self) -> Iterator[Section]:
        size = 0
        for number in range(1, min(self.count, MOST_PAGES) + 1):
            if self.patience.is_over or size > MOST_WORDS:
                self.is_cut = True
                return
            text = self._page(number)[: MOST_WORDS - size + 1]
            size += len(text)
            lines = words.lines_of(text)
            if lines:
                yield Section(f"lk-{number}", 2, _("Page %(n)s") % {"n": number}, words.paragraphs(text), lines)

    def _page(self, number: int) -> str:
        try:
            return words.clean(_words_of(self.file.pages[number - 1], self.patience))
        except TooMuch:
            self.is_cut = True
        except Exception as error:  # a broken page raises whatever; the others are still read, and the reader is told
            log.warning("page not read", page=number, reason=type(error).__name__)
            self.unread.append(number)
        return ""


def _words_of(page: PageObject, patience: Patience) -> str:
    """Raises TooMuch for a page that takes too long."""
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > LARGEST_PAGE:
        raise TooMuch

    def pause(*_drawn: Any) -> None:
        patience.check()

    return page.extract_text(visitor_operand_before=pause)


def _cautions(found: _Pages, sections: tuple[Section, ...]) -> Iterator[str]:
    if found.is_cut:
        yield plain.cut_short()
    if found.unread:
        pages = ", ".join(map(str, found.unread[:10])) + (", …" if len(found.unread) > 10 else "")
        yield _("Some pages are damaged and could not be read: %(pages)s") % {"pages": pages}
    if not sections and not found.is_cut and not found.unread:
        yield _("There are no words in the file: it was probably scanned. Take the file to see it.")
