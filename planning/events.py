"""What planning announces. Each carries ids; letters are in ``notices``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCancelled(Event):
    """It will not be held; whoever had a seat or waited for one must hear."""

    training_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingMoved(Event):
    """Another day, beginning or place; ``was_on`` is the day that people knew."""

    training_id: int
    was_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsGiven(Event):
    """Registrations that moved up from the waiting list."""

    registration_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingAhead(Event):
    """It is held in a few days."""

    training_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceAsked(Event):
    advice_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceAnswered(Event):
    advice_id: int


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTurned(Event):
    """A task took a turn; ``by_id`` is who did it (they need no letter about it)."""

    task_id: int
    turn_id: int
    action: str
    by_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDue(Event):
    """A task that is not done falls due within the agreed days."""

    task_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionDue(Event):
    """A year since the job description's last review is nearly over (``is_late``: it is over)."""

    review_id: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTurned(Event):
    """Access to an information system was asked for, granted, refused or ended; ``by_id`` is who said so."""

    request_id: int
    action: str
    by_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessExpiring(Event):
    """A granted access ends within the agreed days."""

    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalChanged(Event):
    """``action`` is one of the lifecycle's, or ``drafted`` where the portal wrote it by itself."""

    proposal_id: int
    action: str
