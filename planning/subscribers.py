"""News from below, turned into our own services."""

from __future__ import annotations

from core.events import subscribe
from incidents.events import IncidentChanged
from planning.services.pains import case_resolved


@subscribe(IncidentChanged)
def look_for_recurrence(event: IncidentChanged) -> None:
    """A case that is over may be the third of its cause: then its proposal is drafted."""
    if event.action in ("resolve", "close"):
        case_resolved(event.incident_id)
