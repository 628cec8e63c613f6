"""How much of a text is read: no content keeps a worker busy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

MOST_TEXT = 2 * 2**20  # bytes of Markdown or plain text; a book of 600 pages has half of it
MOST_SCHEMA = 5 * 2**20
MOST_UNPACKED = 20 * 2**20  # of an Office file's parts together
MOST_PAGES = 300
MOST_WORDS = 5 * 2**20  # characters of text out of a PDF
MOST_ROWS = 2_000  # of a sheet
MOST_DEPTH = 60

TOO_LONG = _("The text is too long to be shown whole: this is its beginning.")


class Unreadable(Exception):
    """The content can not be read; the sentence is for the reader."""


def as_text(data: bytes, limit: int) -> tuple[str, bool]:
    """The bytes as UTF-8 up to the limit, and whether they were cut; what is no UTF-8 becomes a replacement mark."""
    text = data[:limit].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\x00", "\ufffd")
    return text, len(data) > limit
