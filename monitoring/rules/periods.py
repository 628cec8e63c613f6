"""Lengths of time as the catalogue writes them: ``60s``, ``5m``, ``6h``, ``30d``, ``kuu``, ``kvartal``, ``aasta``."""

from __future__ import annotations

import re

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
WORDS = {"nädal": 7 * 86_400, "kuu": 31 * 86_400, "kvartal": 92 * 86_400, "aasta": 366 * 86_400}
_FIGURE = re.compile(r"([1-9]\d{0,5})([smhd])")


def seconds(text: str) -> int:
    """Raises ValueError where it is no such length."""
    if text in WORDS:
        return WORDS[text]
    match = _FIGURE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * UNITS[match[2]]


def written(length_s: int) -> str:
    """The shortest way to write a length: the word where there is one, else the largest unit that divides it."""
    for word, of_word in WORDS.items():
        if length_s == of_word:
            return word
    unit, size = next((u, s) for u, s in reversed(UNITS.items()) if length_s % s == 0)
    return f"{length_s // size}{unit}"
