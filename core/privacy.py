"""Estonian personal codes (isikukood) are found in free text and masked before anything is stored or logged.

A code is eleven digits: century 1 to 8, a real date, three digits, and a check digit by the two-stage modulo 11 of
EVS 585:2007. Single spaces between the digits and an EE or PNOEE- prefix (X-Road, eIDAS) are seen through. What merely
looks alike stays: a wrong check digit, a number behind "+", pieces of UUIDs and other hexadecimal names, fractions.
Pure: knows no framework.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from datetime import date
from typing import Any

MASK = "[isikukood]"
_GAP = r"[ \t\u00a0\u2007\u2009\u202f]?"
# Digits that only spell an escaped character (%20, \u00a0) do not count as standing before the code.
_START = r"(?:(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})|(?<![0-9]))"
_CANDIDATE = re.compile(rf"{_START}(?=([1-8](?:{_GAP}[0-9]){{10}})(?![0-9]))")
_ESCAPE_BEFORE = re.compile(r"(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})\Z")
_WORD_BEFORE = re.compile(r"[0-9A-Za-z]*\Z")
_WORD_AFTER = re.compile(r"[0-9A-Za-z]*")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_PREFIX = re.compile(r"(?<![0-9A-Za-z])(?:PNO)?EE-?\Z", re.IGNORECASE)
_PHONE_OR_FRACTION = re.compile(r"(?:(?<![0-9A-Za-z])\+|(?<![0-9])0\.)\Z")
_CONTEXT = 40  # characters that decide what stands around a code; hexadecimal names are longer, one piece is enough
_WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 1), (3, 4, 5, 6, 7, 8, 9, 1, 2, 3))
_DEPTH = 8  # of nested log values; deeper ones are masked as text


def mask(text: str) -> str:
    """The text with every personal code, and its country prefix, replaced by ``[isikukood]``."""
    parts, at = [], 0
    for start, end in _codes(text):
        parts += [text[at:start], MASK]
        at = end
    return "".join([*parts, text[at:]])


def contains_code(text: str) -> bool:
    """Whether the text holds a personal code."""
    return next(_codes(text), None) is not None


def mask_event(logger: Any, name: str, event_dict: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks every key and value of a log line. Goes after exceptions became text.

    Keys that begin with "_" are structlog's own (``_record``) and never reach the line: they stay as they are.
    """
    return {mask(key): value if key.startswith("_") else _masked(value, _DEPTH) for key, value in event_dict.items()}


def _codes(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each code, prefix included, from left to right without overlaps."""
    done = 0
    for match in _CANDIDATE.finditer(text):
        start, end = match.span(1)
        if start < done or not _is_code(re.sub(_GAP, "", match[1])):
            continue
        before = text[max(0, start - _CONTEXT) : start]
        if _is_something_else(before, text[end : end + _CONTEXT]):
            continue
        prefix = _PREFIX.search(before)
        yield start - (len(prefix[0]) if prefix else 0), end
        done = end


def _is_code(digits: str) -> bool:
    return _is_dated(digits) and _check_digit(digits) == int(digits[10])


def _is_dated(digits: str) -> bool:
    year = 1800 + (int(digits[0]) - 1) // 2 * 100 + int(digits[1:3])
    try:
        date(year, int(digits[3:5]), int(digits[5:7]))
    except ValueError:
        return False
    return True


def _check_digit(digits: str) -> int:
    for weights in _WEIGHTS:
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
        if rest < 10:
            return rest
    return 0


def _is_something_else(before: str, after: str) -> bool:
    """A phone number, a fraction, or a piece of a UUID, hash or other hexadecimal name."""
    if _PHONE_OR_FRACTION.search(before):
        return True
    left = "" if _ESCAPE_BEFORE.search(before) else _WORD_BEFORE.search(before)[0]
    around = left + _WORD_AFTER.match(after)[0]
    return bool(_HEX.fullmatch(around)) and around.upper() != "EE"


def _masked(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return mask(value)
    if depth and isinstance(value, Mapping):
        return {_masked(key, depth - 1): _masked(each, depth - 1) for key, each in value.items()}
    if depth and isinstance(value, tuple):
        return tuple(_masked(each, depth - 1) for each in value)
    if depth and isinstance(value, list | set | frozenset):
        return [_masked(each, depth - 1) for each in value]
    return _masked_object(value)


def _masked_object(value: Any) -> Any:
    """A number, path or other object stays itself unless a renderer would write a code of it."""
    for shown in (str(value), repr(value)):
        if contains_code(shown):
            return mask(shown)
    return value
