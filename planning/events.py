"""What planning announces."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalChanged(Event):
    """``action`` is one of the lifecycle's, or ``drafted`` where the portal wrote it by itself."""

    proposal_id: int
    action: str
