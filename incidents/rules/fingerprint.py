"""The mark by which a case is known to have happened before: component + fault class + normalised text."""

from __future__ import annotations

import hashlib
import re

# One mark for all of them: 12.34 is a time of day or a number, and nobody can tell which. The longer forms go first,
# so that a date is not taken for three numbers; what then stands side by side ("1 234") is one.
MARK = "<n>"
VARYING = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I), MARK),
    (re.compile(r"\b\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?", re.I), MARK),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b", re.I), MARK),
    (re.compile(r"\d+(?:[.,:]\d+)*"), MARK),
    (re.compile(r"\s+"), " "),
    (re.compile(r"<n>(?: <n>)+"), MARK),
)


def normalise(text: str) -> str:
    """The text without what differs from time to time: ids, times, addresses, numbers, case, white space."""
    for pattern, mark in VARYING:
        text = pattern.sub(mark, text)
    return text.strip().casefold()


def fingerprint(component: str, fault_class: str, text: str) -> str:
    """32 hex digits of SHA-256 over the component's slug, the fault class and the normalised text."""
    joined = "\x1f".join((component, fault_class, normalise(text)))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]
