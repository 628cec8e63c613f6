"""Ports as people write them: ``443, 8080-8090``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Ports:
    """A set of ports, kept as ranges with both ends included."""

    ranges: tuple[tuple[int, int], ...]

    def __contains__(self, port: object) -> bool:
        return any(low <= port <= high for low, high in self.ranges)

    def __str__(self) -> str:
        return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in self.ranges)


def parse(text: str) -> Ports:
    """Raises ValueError with the part that is not readable."""
    ranges = []
    for part in filter(None, re.split(r"[,\s]+", text)):
        match = _PART.fullmatch(part)
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= low <= high <= 65535:
            raise ValueError(part)
        ranges.append((low, high))
    if not ranges:
        raise ValueError(text)
    return Ports(tuple(ranges))
