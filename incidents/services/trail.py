"""What every write of a case leaves behind: a timeline entry, a line of the audit trail, an event."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.services import record
from core import clock
from core.actor import Actor
from core.errors import Conflict, NotFound
from core.events import publish
from core.lifecycle import IllegalAction
from core.models import Audience
from core.privacy import mask
from incidents.events import HandoverChanged, IncidentChanged
from incidents.lifecycle import HANDOVER, INCIDENT
from incidents.models import HANDOVER_LABELS, STATE_LABELS, Entry, Handover, Incident


def locked(incident: Incident) -> Incident:
    """The case, locked until the end of the transaction, so that two people do not act on the same state."""
    found = (
        Incident.objects.select_for_update(of=("self",))
        .select_related("component", "fault_class")
        .filter(pk=incident.pk)
    )
    if not (row := found.first()):
        raise NotFound()
    return row


def locked_handover(handover: Handover) -> Handover:
    """The handover, locked; its case is locked before it, always in this order."""
    locked(handover.incident)
    return (
        Handover.objects.select_for_update(of=("self",))
        .select_related("incident", "resolver_group")
        .get(pk=handover.pk)
    )


def next_state(incident: Incident, action: str) -> str:
    """The state after the action. Raises Conflict with a sentence naming the present state."""
    try:
        return INCIDENT.target(action, incident.state)
    except IllegalAction:
        state = STATE_LABELS[incident.state]
        raise Conflict(
            _("%(ref)s is now “%(state)s”, so this can no longer be done. Somebody may have been faster.")
            % {"ref": incident.ref, "state": state},
            code="state",
        ) from None


def next_handover_state(handover: Handover, action: str) -> str:
    """Like next_state, for a handover."""
    try:
        return HANDOVER.target(action, handover.state)
    except IllegalAction:
        raise Conflict(
            _("The handover is now “%(state)s”, so this can no longer be done.")
            % {"state": HANDOVER_LABELS[handover.state]},
            code="state",
        ) from None


def write_entry(
    incident: Incident,
    action: str,
    *,
    by: Actor,
    text: str = "",
    audience: str = Audience.INTERNAL,
    handover: Handover | None = None,
    data: dict[str, Any] | None = None,
) -> Entry:
    """One line of the timeline; personal codes are masked before they are stored."""
    return Entry.objects.create(
        incident=incident,
        handover=handover,
        at=clock.now(),
        action=action,
        audience=audience,
        text=mask(text),
        data=data or {},
        actor_name=by.name,
        actor_kind=by.kind,
        acting_for_name=by.acting_for_name,
    )


def tell_case(
    incident: Incident,
    action: str,
    *,
    by: Actor,
    text: str = "",
    audience: str = Audience.INTERNAL,
    changes: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
) -> Entry:
    """Save nothing of the case itself: write the entry and the audit line, publish IncidentChanged."""
    entry = write_entry(incident, action, by=by, text=text, audience=audience, data=data)
    record(
        f"incidents.{action}",
        by=by,
        subject=f"incidents.incident:{incident.pk}",
        label=incident.ref,
        changes=changes,
        reason=text,
    )
    publish(IncidentChanged(incident_id=incident.pk, action=action, entry_id=entry.pk))
    return entry


def tell_handover(
    handover: Handover, action: str, *, by: Actor, text: str = "", audience: str = Audience.PARTY, **changes: Any
) -> Entry:
    """Entry, audit line and HandoverChanged for a handover's act."""
    entry = write_entry(
        handover.incident, f"handover_{action}", by=by, text=text, audience=audience, handover=handover, data=changes
    )
    record(
        f"incidents.handover_{action}",
        by=by,
        subject=f"incidents.handover:{handover.pk}",
        label=handover.incident.ref,
        changes={name: [None, value] for name, value in changes.items()},
        reason=text,
    )
    publish(HandoverChanged(handover_id=handover.pk, action=action, entry_id=entry.pk))
    return entry
