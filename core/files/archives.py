"""Archives are counted before anything of them is used: what they declare first, then what really comes out.

A bomb is small and becomes large: by ratio, by the sum of its entries, by their number, or by archives inside archives.
Raises ``Bad`` with a code of ``WORDS``.
"""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from os import SEEK_END
from typing import BinaryIO

MOST_BYTES = 400 * 2**20  # of everything unpacked, archives inside included
MOST_RATIO = 200  # office documents pack 5 to 30 times, sheets of equal rows up to 100
RATIO_FROM = 10 * 2**20  # below it the ratio does not matter
MOST_ENTRIES = 5000
DEEPEST = 3  # a container with a document with a sheet in it
CHUNK = 2**16
IN_MEMORY = 2**20
HEAD = b"PK\x03\x04"
MOST_DIRECTORY = 2**20  # 200 bytes for each of the most entries; ZipFile makes an object of each before it is asked
END = struct.Struct("<4s4H2LH")  # APPNOTE.TXT 4.3.16: its end of central directory record
LOCATOR = struct.Struct("<4sLQL")  # 4.3.15
END64 = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
MOST_COMMENT = 2**16
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Bad(Exception):
    """``code``: bomb, deep, locked, broken or paths."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Budget:
    """What may still be unpacked, shared by all archives of one file."""

    size: int
    out: int = 0
    entries: int = 0

    def spend(self, count: int) -> None:
        self.out += count
        if self.out > MOST_BYTES or (self.out > RATIO_FROM and self.out > self.size * MOST_RATIO):
            raise Bad("bomb")


Each = Callable[[zipfile.ZipFile], None]


UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError),
    *(EOFError, ValueError, OverflowError),
)


def look(file: BinaryIO, size: int, each: Each = lambda archive: None) -> zipfile.ZipFile:
    """The archive, every entry of it unpacked once and counted. ``each`` is asked about it and every archive inside,
    and raises what it will. Raises Bad."""
    return _look(file, Budget(size), 1, each)


def _look(file: BinaryIO, budget: Budget, depth: int, each: Each) -> zipfile.ZipFile:
    if depth > DEEPEST:
        raise Bad("deep")
    try:
        _directory(file, budget)
        archive = zipfile.ZipFile(file)
        _declared(archive.infolist(), budget)
        for entry in archive.infolist():
            _unpacked(archive, entry, budget, depth, each)
        each(archive)
    except UNREADABLE as error:
        raise Bad("broken") from error
    return archive


def _directory(file: BinaryIO, budget: Budget) -> None:
    """Refuse by what the end of the archive says of its directory, found as ZipFile finds it, before it is read."""
    size = file.seek(0, SEEK_END)
    start = max(size - END.size - MOST_COMMENT, 0)
    file.seek(start)
    tail = file.read()
    at = len(tail) - END.size
    if at < 0 or tail[at : at + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise Bad("broken")
    *_disks, entries, length, _offset, _comment = END.unpack_from(tail, at)
    file.seek(max(start + at - LOCATOR.size - END64.size, 0))
    before = file.read(min(start + at, LOCATOR.size + END64.size))
    if before[-LOCATOR.size :][:4] == b"PK\6\7":
        signature, *_versions, entries, length, _offset = END64.unpack_from(before)
        if signature != b"PK\6\6":
            raise Bad("broken")
    if budget.entries + entries > MOST_ENTRIES or length > MOST_DIRECTORY:
        raise Bad("bomb")
    file.seek(0)


def _declared(entries: list[zipfile.ZipInfo], budget: Budget) -> None:
    budget.entries += len(entries)
    if budget.entries > MOST_ENTRIES:
        raise Bad("bomb")
    Budget(budget.size, budget.out).spend(sum(entry.file_size for entry in entries))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Bad("locked")
    if any(entry.compress_type not in METHODS for entry in entries):
        raise Bad("broken")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(_leads_away(name) for name in names):
        raise Bad("paths")
    if not entries or min(entry.header_offset for entry in entries) != 0:  # something else stands before the archive
        raise Bad("broken")


def _leads_away(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name[:3] or ".." in name.replace("\\", "/").split("/")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, depth: int, each: Each) -> None:
    """Count what comes out; an archive inside is looked into from a copy on disk."""
    with archive.open(entry) as packed:
        chunk = packed.read(CHUNK)
        if not chunk.startswith(HEAD):
            while chunk:
                budget.spend(len(chunk))
                chunk = packed.read(CHUNK)
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            while chunk:
                budget.spend(len(chunk))
                copy.write(chunk)
                chunk = packed.read(CHUNK)
            copy.seek(0)
            _look(copy, budget, depth + 1, each).close()
