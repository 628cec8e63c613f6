"""What components announces."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePublished(Event):
    release_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceChanged(Event):
    """Planned, moved, finished or cancelled; ``action`` says which."""

    maintenance_id: int
    action: str
