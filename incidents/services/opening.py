"""How a case comes into being, with its number, priority, deadlines and earlier likes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from components import selectors as catalogue
from components.models import Component, System
from core import clock
from core.actor import Actor
from core.deadlines import ALWAYS, OFFICE, due_at, parse_duration
from core.errors import Conflict
from core.events import publish
from core.privacy import mask
from incidents.access import INCIDENTS
from incidents.events import IncidentOpened
from incidents.lifecycle import OPEN_STATES
from incidents.models import FaultClass, Incident, PriorityTarget
from incidents.rules.fingerprint import fingerprint
from incidents.services.trail import tell_case

RECURRENCE_WINDOW = timedelta(days=365)


def next_ref(at: datetime) -> str:
    """``INC-2026-00142``: Tallinn's year and a number of the database's sequence (gaps are harmless)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('incident_number')")
        (number,) = cursor.fetchone()
    return f"INC-{clock.local(at).year}-{number:05d}"


@transaction.atomic
def open_case(
    *,
    component: Component,
    fault_class: FaultClass,
    title: str,
    source: str,
    by: Actor,
    description: str = "",
    system: System | None = None,
    environment: str = "production",
    priority: int = 3,
    root: Component | None = None,
    expected: str = "",
    got: str = "",
    opened_at: datetime | None = None,
    ref: str = "",
) -> Incident:
    """Open a case. Sets the deadlines, raises the priority in a payout window, finds the earlier like.

    ``root`` classifies it at once (machine-opened cases); raises Conflict when an open case of the same root,
    fault class and environment exists: the database guarantees one.
    """
    opened_at = opened_at or clock.now()
    priority, raised_because = raised_priority(component, system, priority, opened_at)
    incident = Incident(
        ref=ref or next_ref(opened_at),
        title=" ".join(mask(title).split())[:200],
        description=mask(description),
        component=component,
        root=root,
        system=system,
        environment=environment,
        fault_class=fault_class,
        priority=priority,
        raised_because=raised_because,
        source=source,
        expected=mask(expected),
        got=mask(got),
        opened_at=opened_at,
        changed_at=clock.now(),
    )
    set_deadlines(incident)
    mark_recurrence(incident)
    if root is not None:
        refuse_second(incident)
    with one_per_cause():
        incident.save()
    tell_case(incident, "opened", by=by, text=incident.title, data={"got": incident.got, "expected": incident.expected})
    publish(IncidentOpened(incident_id=incident.pk))
    return incident


def register(*, by: Actor, **facts) -> Incident:
    """A case registered by staff. Raises NotAllowed."""
    INCIDENTS.require(by, "register")
    return open_case(source=Incident.Source.STAFF, by=by, **facts)


def raised_priority(component: Component, system: System | None, priority: int, at: datetime) -> tuple[int, str]:
    """The priority, raised by one inside a payout window of an affected system, and the reason."""
    systems = [system.pk] if system else list(component.uses.values_list("pk", flat=True))
    windows = catalogue.active_critical_windows(systems, at)
    if not windows or priority <= 1:
        return priority, ""
    return priority - 1, _("payout window: %(name)s") % {"name": windows[0]}


def set_deadlines(incident: Incident) -> None:
    """React, solve and first-word deadlines by the priority's targets. Priority 1 runs on the calendar, the rest in
    office hours (duty ledger, rule 7)."""
    target = PriorityTarget.objects.filter(priority=incident.priority).first()
    hours = ALWAYS if incident.priority == 1 else OFFICE

    def due(text: str) -> datetime | None:
        return due_at(incident.opened_at, parse_duration(text), hours) if text else None

    incident.react_due_at = due(target.react) if target else None
    incident.resolve_due_at = due(target.resolve) if target else None
    incident.word_due_at = (
        due_at(incident.opened_at, parse_duration(target.first_word), ALWAYS)
        if (target and target.first_word)
        else None
    )


def mark_recurrence(incident: Incident) -> None:
    """Set the fingerprint, and the latest earlier case that has the same one within a year."""
    words = incident.got or incident.title
    incident.fingerprint = fingerprint(incident.component.slug, incident.fault_class.slug, words)
    earlier = Incident.objects.filter(
        fingerprint=incident.fingerprint,
        state__in=["resolved", "closed"],
        opened_at__lt=incident.opened_at,
        opened_at__gte=incident.opened_at - RECURRENCE_WINDOW,
    ).exclude(pk=incident.pk)
    incident.recurrence_of = earlier.order_by("-opened_at").first()


def refuse_second(incident: Incident) -> None:
    """Raises Conflict, naming the open case of the same cause, so that the person can mark a duplicate."""
    same = Incident.objects.filter(
        root=incident.root,
        fault_class=incident.fault_class,
        environment=incident.environment,
        state__in=OPEN_STATES,
        parent__isnull=True,
    ).exclude(pk=incident.pk)
    if other := same.first():
        raise Conflict(
            _("%(ref)s is already open for the same cause. Mark this one as its duplicate.") % {"ref": other.ref},
            code="same-cause",
        )


@contextmanager
def one_per_cause() -> Iterator[None]:
    """Save within: when somebody opened or classified another case of the same cause in this very moment, the
    database refuses the second one, and that becomes Conflict."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "incident_one_per_cause" not in str(error):
            raise
        raise Conflict(
            _("Somebody has just opened a case of the same cause. Mark this one as its duplicate."), code="same-cause"
        ) from None
