"""What accounts announces."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterNeeded(Event):
    """A letter of sign-in (reset, code, invitation): the post office carries it. Bodies may hold ``{link}``."""

    event_key: str
    address: str
    language: str
    subject: str
    body: str
    link_id: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutionNamed(Event):
    substitution_id: int
