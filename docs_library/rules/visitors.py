"""For whom a version opens, said once more and apart from the queries that every door asks, so that the weekly look
compares two statements. Pure."""

from __future__ import annotations

NOBODY, STAFF, TIED, STRANGER, NAMED = "nobody", "staff", "tied", "stranger", "named"
VISITORS = (NOBODY, STAFF, TIED, STRANGER, NAMED)
OPEN = {
    "public": frozenset(VISITORS),
    "partners": frozenset({STAFF, TIED}),
    "staff": frozenset({STAFF}),
    "named": frozenset({NAMED}),
}


def should_open(visitor: str, audience: str, narrower: str, *, is_restricted: bool) -> bool:
    """``nobody`` is not signed in, ``tied`` a partner by one of the document's components, ``stranger`` one that is
    neither tied nor named. What is restricted opens for none of them."""
    circles = OPEN[audience] & OPEN[narrower or audience]
    return visitor in circles and not is_restricted
