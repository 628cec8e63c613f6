"""What incidents announces."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOpened(Event):
    """Opened and settled: people may be told."""

    incident_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChanged(Event):
    """``action`` is one of the lifecycle's; ``entry_id`` the timeline entry that tells it."""

    incident_id: int
    action: str
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSent(Event):
    handover_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverChanged(Event):
    """``action`` is one of the handover lifecycle's."""

    handover_id: int
    action: str
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCodeAsked(Event):
    """Somebody holding the link wants to act: the code goes to the registered address. Its digits are made from
    the link (``core.links.code_for``) when the letter is sent; the table keeps their hash."""

    handover_id: int
    link_id: int
    code_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceived(Event):
    report_id: int
