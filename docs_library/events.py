"""What the library announces."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSubmitted(Event):
    """A version waits for somebody else's eyes."""

    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInForce(Event):
    """A version came into force; the earlier one, if there was one, is superseded."""

    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionReturned(Event):
    """A version was sent back to its author."""

    version_id: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWithdrawn(Event):
    """What was in force was withdrawn, or put away with its document, and nothing came in its place."""

    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDoubted(Event):
    """Something happened by which the document may not be true any more."""

    signal_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue(Event):
    """A review is due in ``lead`` days, today (0), or was missed."""

    document_id: int
    lead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedSent(Event):
    """A restricted text was sent to somebody, who is told of its mark."""

    copy_id: int
