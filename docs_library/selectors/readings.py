"""What a text reads like on a page: read by the engine once, kept for the next reader."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import HttpResponseBase
from django.utils.translation import get_language

from core import files, logs
from core.errors import NotFound
from docs_library.engine import read
from docs_library.engine.previews import page_picture
from docs_library.models import VersionText
from docs_library.rules.comparing import Row, compare
from docs_library.types import Reading, Section, Source

READ_BY = "4"  # raised when the engine reads otherwise, so that nobody gets yesterday's pages
KEPT_S = 24 * 3600
PICTURE_WIDTH = 800  # pixels: sharp at 400 on twice as dense a screen
LARGEST = 10 * 2**20  # bytes of a file that is opened for reading; larger ones are only taken
log = logs.get(__name__)


def reading_of(text: VersionText, addresses: Mapping[str, str] | None = None) -> Reading:
    """The text in sections. ``addresses`` are those of annexes by their names. Whoever calls has asked who reads.
    Raises NotFound where the disk has lost the file."""
    addresses = dict(addresses or {})
    about = [
        READ_BY,
        text.version.document.type,
        text.extension,
        text.sha256,
        get_language(),
        sorted(addresses.items()),
    ]
    key = f"reading:{hashlib.sha256(json.dumps(about).encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        kept = read(text.version.document.kind, source_of(text, addresses))
        cache.set(key, kept, KEPT_S)
    return kept


def source_of(text: VersionText, addresses: Mapping[str, str]) -> Source:
    """What the engine reads; too large a file is nothing to read."""
    data = text.body.encode() if text.stored is None else content_of(text)
    return Source(text.name, text.extension, data, text.language, addresses)


def content_of(text: VersionText) -> bytes:
    if text.stored.size > LARGEST:
        return b""
    try:
        with default_storage.open(text.stored.path) as file:
            return file.read()
    except OSError as error:
        log.error("file missing", path=text.stored.path, reason=type(error).__name__)
        raise NotFound() from None


def file_of(text: VersionText, mark: str = "") -> HttpResponseBase:
    """The text as a file to take, behind its mark. Whoever calls has asked who may read it."""
    if text.stored:
        return files.attachment(text.stored, mark)
    return files.typed(text.name, text.body, "text/markdown", mark)


def picture_of(text: VersionText, page: int) -> bytes:
    """A page of a PDF as PNG, kept for the next reader. Raises NotFound: no PDF, no such page, too large."""
    if text.extension != "pdf":
        raise NotFound()
    key = f"page:{text.sha256}:{page}"
    kept = cache.get(key)
    if kept is None:
        try:
            kept = page_picture(content_of(text), page, PICTURE_WIDTH)
        except ValueError:
            raise NotFound() from None
        cache.set(key, kept, KEPT_S)
    return kept


def lines_of(text: VersionText | None) -> list[str]:
    """The text's words, a thought a line, for comparing."""
    if text is None:
        return []
    return [line for section in reading_of(text).sections for line in _lines(section)]


def _lines(section: Section) -> list[str]:
    lines = [line.strip() for line in section.text.splitlines() if line.strip()]
    return [section.heading, *lines] if section.heading and lines[:1] != [section.heading] else lines


def difference(old: VersionText | None, new: VersionText | None) -> list[Row]:
    """Two texts side by side (``rules.comparing``)."""
    return compare(lines_of(old), lines_of(new))
