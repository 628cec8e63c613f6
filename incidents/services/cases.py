"""What people do with a case: assess, take, note, resolve, close, reopen, mark as duplicate, reject."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from components.models import System
from core import clock
from core.actor import SYSTEM, Actor
from core.errors import DomainError, Invalid
from core.models import Audience
from core.privacy import mask
from docs_library.models import Document, StaleSignal
from docs_library.selectors import covering
from docs_library.services import doubt_all, must_be_in_force
from incidents.access import INCIDENTS
from incidents.models import Entry, FaultClass, Incident
from incidents.selectors.cases import may_accept_risk, may_be_responsible
from incidents.services.feedback import ask_reporters
from incidents.services.handovers import party_note, return_open
from incidents.services.opening import mark_recurrence, one_per_cause, refuse_second, set_deadlines
from incidents.services.trail import locked, next_state, tell_case
from monitoring.models import Check

KEEP = "keep"  # an argument that was not given, where None means "none"


def _move(
    incident: Incident,
    action: str,
    *,
    by: Actor,
    text: str = "",
    audience: str = Audience.INTERNAL,
    changes: dict[str, Any] | None = None,
) -> Incident:
    """Set the next state, save, tell. ``incident`` is locked by the caller."""
    old = incident.state
    incident.state = next_state(incident, action)
    incident.changed_at = clock.now()
    with one_per_cause():
        incident.save()
    if old != incident.state:
        changes = {"state": [old, incident.state], **(changes or {})}
    tell_case(incident, action, by=by, text=text, audience=audience, changes=changes)
    return incident


@transaction.atomic
def triage(
    incident: Incident,
    *,
    by: Actor,
    priority: int | None = None,
    fault_class: FaultClass | None = None,
    system: System | str | None = KEEP,
    component=None,
    title: str = "",
    text: str = "",
) -> Incident:
    """Assess: what it really is, how bad. Classifies the case (sets its root), so a second one of the same cause is
    refused with Conflict."""
    INCIDENTS.require(by, "work")
    incident = locked(incident)
    old = {"priority": incident.priority, "fault_class": incident.fault_class.slug}
    incident.component = component or incident.component
    incident.root = incident.root if incident.root_id and not component else incident.component
    incident.fault_class = fault_class or incident.fault_class
    incident.system = incident.system if system == KEEP else system
    incident.title = mask(title)[:200] or incident.title
    if priority and priority != incident.priority:
        incident.priority, incident.raised_because = priority, ""
    if incident.parent_id is None:
        refuse_second(incident)
    incident.triaged_at = incident.triaged_at or clock.now()
    set_deadlines(incident)
    mark_recurrence(incident)
    new = {"priority": incident.priority, "fault_class": incident.fault_class.slug}
    changes = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
    return _move(incident, "triage", by=by, text=text, changes=changes)


@transaction.atomic
def take(incident: Incident, *, by: Actor) -> Incident:
    """Take it on oneself: assessed and in work. As a substitute the case becomes the absent person's, the act says
    who did it."""
    INCIDENTS.require(by, "work")
    incident = locked(incident)
    if incident.state == "in_work" and incident.assignee_id == by.responsible_id:
        return incident
    incident.assignee_id = by.responsible_id
    incident.triaged_at = incident.triaged_at or clock.now()
    return _move(incident, "take", by=by)


@transaction.atomic
def assign(incident: Incident, *, to: User, by: Actor) -> Incident:
    """Give it to another person of the agency. Raises Invalid when they could not work on it."""
    INCIDENTS.require(by, "work")
    if not may_be_responsible().filter(pk=to.pk).exists():
        raise Invalid(_("%(name)s can not work on cases.") % {"name": to}, field="to")
    incident = locked(incident)
    old = incident.assignee
    incident.assignee = to
    return _move(incident, "assign", by=by, text=str(to), changes={"assignee": [str(old or ""), str(to)]})


@transaction.atomic
def note(incident: Incident, *, text: str, audience: str = Audience.INTERNAL, by: Actor) -> Entry:
    """Add words to the timeline, for the agency only unless the audience says otherwise. Words for the party, and a
    resolver's own, belong to its handover and are told by mail. Raises Invalid."""
    INCIDENTS.require(by, "note")
    if not text.strip():
        raise Invalid(_("Write something first."), field="text")
    incident = locked(incident)
    next_state(incident, "note")
    if audience == Audience.PARTY or not (by.is_agency or by.is_system):
        return party_note(incident, text=text.strip(), by=by)
    incident.changed_at = clock.now()
    incident.save(update_fields=["changed_at"])
    return tell_case(incident, "note", by=by, text=text.strip(), audience=audience)


@transaction.atomic
def resolve(incident: Incident, *, by: Actor, cure_text: str = "") -> Incident:
    """It works again for people. Resolved is not closed: closing asks for the cause."""
    INCIDENTS.require(by, "work")
    incident = locked(incident)
    next_state(incident, "resolve")
    return_open(incident, by=by)
    incident.resolved_at = clock.now()
    incident.triaged_at = incident.triaged_at or clock.now()
    incident.cure_text = mask(cure_text.strip()) or incident.cure_text
    ask_reporters(incident)
    return _move(incident, "resolve", by=by, text=cure_text, audience=Audience.PARTY)


def needs_guard(incident: Incident) -> bool:
    """Priority 1–2 and every recurrence ask for a guard; small requests do not, so that none is faked."""
    return incident.priority <= 2 or incident.recurrence_of_id is not None


@transaction.atomic
def close(
    incident: Incident,
    *,
    by: Actor,
    cause_class: str,
    cause_text: str = "",
    cure_text: str = "",
    guard: str = "",
    guard_text: str = "",
    guard_check: Check | None = None,
    guard_document: Document | None = None,
    guard_approver: User | None = None,
    guard_until: date | None = None,
    puts_in_doubt: bool = False,
) -> Incident:
    """Close with its cause and, where asked for, the guard that would catch a recurrence. Where it ``puts_in_doubt``
    what is written about the component, those who answer for these documents are told. Raises Invalid."""
    INCIDENTS.require(by, "close")
    incident = locked(incident)
    if not cause_class:
        raise Invalid(_("Say what the cause was."), field="cause_class")
    if guard or needs_guard(incident):
        _check_guard(guard, guard_text, guard_check, guard_document)
        if guard == Incident.Guard.RISK:
            _check_risk(guard_approver, guard_until)
    incident.cause_class, incident.cause_text = cause_class, mask(cause_text.strip())
    incident.cure_text = mask(cure_text.strip()) or incident.cure_text
    incident.guard, incident.guard_text = guard, mask(guard_text.strip())
    incident.guard_check = guard_check if guard == Incident.Guard.CHECK else None
    incident.guard_document = guard_document if guard == Incident.Guard.DOCUMENT else None
    incident.guard_approver = guard_approver if guard == Incident.Guard.RISK else None
    incident.guard_until = guard_until if guard == Incident.Guard.RISK else None
    incident.closed_at = clock.now()
    if puts_in_doubt:
        _doubt(incident)
    return _move(incident, "close", by=by, text=incident.cause_text, changes={"cause_class": ["", cause_class]})


def _doubt(incident: Incident) -> None:
    """What is written about the component did not help, or was not true; but for the guard, changed just because."""
    with override("et"):
        text = _("%(ref)s %(title)s: does the text still hold?") % {"ref": incident.ref, "title": incident.title}
    doubt_all(
        documents=covering([incident.component_id]).exclude(pk=incident.guard_document_id),
        kind=StaleSignal.Kind.INCIDENT,
        about=f"incident:{incident.ref}",
        text=text,
        by=SYSTEM,
    )


def _check_guard(guard: str, text: str, check: Check | None, document: Document | None) -> None:
    """The first form of the guard: it must say what would catch the fault, and how that was proven."""
    if not guard:
        raise Invalid(
            _("What keeps it from coming back? Choose a check, a document or an accepted risk."), field="guard"
        )
    if not text.strip():
        raise Invalid(_("Say how the guard was proven, or why the risk is accepted."), field="guard_text")
    if guard == Incident.Guard.CHECK and check is None:
        raise Invalid(_("Name the check that was seen to fail and to pass."), field="guard_check")
    if guard == Incident.Guard.DOCUMENT:
        if document is None:
            raise Invalid(_("Name the document that was changed."), field="guard_document")
        must_be_in_force(document)


def _check_risk(approver: User | None, until: date | None) -> None:
    if approver is None or not may_accept_risk().filter(pk=approver.pk).exists():
        raise Invalid(_("A risk is accepted by the lead or a manager: name who did."), field="guard_approver")
    if until is None or until <= clock.today():
        raise Invalid(_("An accepted risk ends on a day in the future: name it."), field="guard_until")


@transaction.atomic
def reopen(incident: Incident, *, by: Actor, text: str) -> Incident:
    """It did come back. Needs a reason; refused when another case of the same cause is open meanwhile."""
    INCIDENTS.require(by, "work")
    if not text.strip():
        raise Invalid(_("Say why it is opened again."), field="text")
    incident = locked(incident)
    next_state(incident, "reopen")
    if incident.root_id:
        refuse_second(incident)
    incident.resolved_at = incident.closed_at = incident.recovered_at = None
    return _move(incident, "reopen", by=by, text=text)


@transaction.atomic
def mark_duplicate(incident: Incident, *, of: Incident, by: Actor) -> Incident:
    """The same trouble is already a case: this one points to it, its reports count there and its checks join it."""
    INCIDENTS.require(by, "work")
    rows = {case.pk: locked(case) for case in sorted((incident, of), key=lambda case: case.pk)}
    incident, of = rows[incident.pk], rows[of.pk]
    if of.pk == incident.pk or of.state == "duplicate":
        raise Invalid(_("Name another case, one that is not a duplicate itself."), field="ref")
    next_state(incident, "mark_duplicate")
    return_open(incident, by=by)
    incident.duplicate_of, incident.root = of, None
    _move_followers(incident, of)
    of.affected_count += max(incident.affected_count, 1)
    of.changed_at = clock.now()
    of.save(update_fields=["affected_count", "changed_at"])
    tell_case(of, "note", by=by, text=_("%(ref)s is a duplicate of this case.") % {"ref": incident.ref})
    return _move(incident, "mark_duplicate", by=by, text=of.ref)


def _move_followers(incident: Incident, of: Incident) -> None:
    """What points to the duplicate points to the case that stays: earlier duplicates, and checks that still fail."""
    for earlier in incident.duplicates.all():
        earlier.duplicate_of = of
        earlier.save(update_fields=["duplicate_of"])
    incident.signals.filter(closed_at__isnull=True).update(incident=of)


@transaction.atomic
def reject(incident: Incident, *, text: str, by: Actor) -> Incident:
    """Not a fault, or not ours. Needs a reason, which the reporter reads."""
    INCIDENTS.require(by, "work")
    if not text.strip():
        raise Invalid(_("Say why: the reporter reads it."), field="text")
    incident = locked(incident)
    incident.rejected_because = mask(text.strip())
    return _move(incident, "reject", by=by, text=text, audience=Audience.PUBLIC)


def in_bulk(incidents, do) -> tuple[list[Incident], list[tuple[Incident, str]]]:
    """Run ``do(incident)`` on each in its own transaction; gives the done ones and (case, sentence) of the refused."""
    done, refused = [], []
    for incident in incidents:
        try:
            done.append(do(incident))
        except DomainError as error:
            refused.append((incident, str(error.message)))
    return done, refused
