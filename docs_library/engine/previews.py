"""Pictures of PDF pages, drawn by PDFium."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

WIDEST = 2_000  # pixels
MOST_PIXELS = 8_000_000
WAIT_S = 5  # for another picture to be done
RGB = 2  # PNG colour type
COLOURS = 3
_drawing = threading.Lock()  # PDFium keeps its state in the process and must not be called from two threads


def page_count(data: bytes) -> int:
    """Pages of a PDF file. Raises ValueError where it is none, or is locked."""
    with _opened(data) as file:
        return len(file)


def page_picture(data: bytes, page: int, width: int) -> bytes:
    """A PNG of the page (from 1), ``width`` pixels wide; narrower where it would be taller than ``MOST_PIXELS`` allow.
    Raises ValueError where there is no such page, or nothing can be drawn."""
    if not 1 <= width <= WIDEST:
        raise ValueError("width")
    with _opened(data) as file:
        if not 1 <= page <= len(file):
            raise ValueError("page")
        return _drawn(file[page - 1], width)


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    if not _drawing.acquire(timeout=WAIT_S):
        raise ValueError("busy")
    try:
        file = pypdfium2.PdfDocument(data)
        try:
            yield file
        finally:
            file.close()
    except pypdfium2.PdfiumError as error:
        raise ValueError("unreadable") from error
    finally:
        _drawing.release()


def _drawn(page: pypdfium2.PdfPage, width: int) -> bytes:
    across, down = page.get_size()
    if min(across, down) <= 0:
        raise ValueError("size")
    scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
    if across * scale < 1 or down * scale < 1:
        raise ValueError("size")
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, force_bitmap_format=BGR)
    try:
        return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    finally:
        bitmap.close()


BGR = pypdfium2.raw.FPDFBitmap_BGR


def _png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """W3C PNG, third edition: a head, the rows packed (each unfiltered), an end."""
    rows = b"".join(b"\0" + pixels[n * stride : n * stride + width * COLOURS] for n in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, RGB, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
