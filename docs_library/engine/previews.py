"""Pictures of PDF pages. PDFium is not made for several threads at once: one at a time."""

from __future__ import annotations

import struct
import threading
import zlib

import pypdfium2

MOST_PIXELS = 4_000_000
ONE_AT_A_TIME = threading.Lock()


def page_count(data: bytes) -> int:
    """Raises ValueError where it is no PDF that can be opened."""
    with ONE_AT_A_TIME, _opened(data) as document:
        return len(document)


def page_picture(data: bytes, page: int, width: int) -> bytes:
    """The page (from 1) as PNG, about so many pixels wide. Raises ValueError where there is no such page, or it can not
    be drawn."""
    with ONE_AT_A_TIME, _opened(data) as document:
        if not 1 <= page <= len(document):
            raise ValueError("no such page")
        try:
            return _drawn(document[page - 1], width)
        except pypdfium2.PdfiumError as error:
            raise ValueError("this page can not be drawn") from error


def _drawn(page: pypdfium2.PdfPage, width: int) -> bytes:
    wide, high = page.get_size()
    if not (wide > 0 and high > 0):
        raise ValueError("a page without a size")
    scale = min(width / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    line, pixels = bitmap.width * 3, bytes(bitmap.buffer)
    rows = (pixels[n * bitmap.stride : n * bitmap.stride + line] for n in range(bitmap.height))
    return _png(bitmap.width, bitmap.height, b"".join(b"\x00" + row for row in rows))


def _png(width: int, height: int, lines: bytes) -> bytes:
    """A PNG (ISO/IEC 15948) of lines of RGB, each behind its filter's number."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError("no PDF") from error
