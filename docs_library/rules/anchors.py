"""Anchors: short, the same for the same heading, unique within a text."""

from __future__ import annotations

import re
import unicodedata

MOST = 80
NOT_PLAIN = re.compile(r"[^0-9a-z\u0400-\u04ff]+")


class Anchors:
    """Gives each heading its anchor; a heading that stands twice gets a number the second time."""

    def __init__(self, *taken: str) -> None:
        self._given = set(taken)

    def of(self, words: str, before: str = "") -> str:
        """``õ ä ö ü š ž`` lose their marks; everything but letters and digits becomes a hyphen."""
        plain = "".join(
            each for each in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(each)
        )
        wished = before + (NOT_PLAIN.sub("-", plain).strip("-")[:MOST].strip("-") or "osa")
        anchor, number = wished, 2
        while anchor in self._given:
            anchor, number = f"{wished}-{number}", number + 1
        self._given.add(anchor)
        return anchor
