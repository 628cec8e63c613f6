"""What monitoring announces. Evidence is plain text for people: what was expected, what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFailed(Event):
    """A check's state became ``degraded`` or ``down``. ``at`` is the first failing result of the row."""

    check_id: int
    component_id: int
    environment: str
    fault_class: str
    severity: int
    state: str
    at: datetime
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecovered(Event):
    check_id: int
    component_id: int
    environment: str
    fault_class: str
    at: datetime
