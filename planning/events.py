"""What planning announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InputDue(Event):
    """An input is due in ``lead`` working days, or late (``lead`` 0)."""

    input_id: int
    due_on: date
    lead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InputGiven(Event):
    """An input was given, for the first time or again; ``turn_id`` is the turn that says so."""

    input_id: int
    turn_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InputReturned(Event):
    """The receiving side returned it; ``turn_id`` is the turn with the reason."""

    input_id: int
    turn_id: int
