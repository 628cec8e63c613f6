"""What planning announces."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


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
