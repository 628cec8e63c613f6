"""The public fault report: anybody, without an account, in their own words."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from components.models import Component, System
from core import brakes, clock
from core.actor import Actor
from core.errors import Conflict, Invalid, TooMany
from core.events import publish
from core.models import Link
from core.privacy import contains_code, mask
from incidents.events import ReportReceived
from incidents.lifecycle import OPEN_STATES
from incidents.models import Incident, Report
from incidents.rules.symptoms import BY_SLUG, Symptom, pick_component
from incidents.services.opening import open_case
from incidents.services.signals import fault_class_named

# An honest person sends one or two; a workplace behind one address may send a dozen in an hour.
BRAKE_COUNT, BRAKE_SECONDS = 12, 3600
# So many of one symptom are one outage: a report of it joins the classified open case.
JOINABLE = ("sisselogimine", "seanss", "katkestus", "aeglus", "andmeteenus")


def brake(address: str, purpose: str = "report") -> None:
    """Raises TooMany after a dozen reports an hour from one address (counted in the shared cache)."""
    key = f"brake:{purpose}:{hashlib.sha256(address.encode()).hexdigest()[:16]}"
    if brakes.count(key, BRAKE_SECONDS) > BRAKE_COUNT:
        raise TooMany(_("Many reports came from this address. Call user support, or try again in an hour."))


@transaction.atomic
def report(
    *,
    system: System | None,
    symptom: str,
    text: str,
    since: str = "",
    email: str = "",
    language: str = "et",
    by: Actor,
) -> Report:
    """Store the report and open its case, or count it in the open case of the same cause. Raises Invalid."""
    kind = BY_SLUG.get(symptom)
    if kind is None:
        raise Invalid(_("Choose what happens."), field="symptom")
    if not text.strip():
        raise Invalid(_("Describe in a few words what happens."), field="text")
    component = _component(system, kind)
    incident = _open_case_of(component, kind) or _new_case(component, system, kind, text, by)
    return _store(incident, system, symptom, text, since, email, language, by)


@transaction.atomic
def join(incident: Incident, *, email: str = "", language: str = "et", by: Actor) -> Report:
    """ "I have it too": counts in a case that people already know of."""
    if incident.state not in OPEN_STATES:
        raise Conflict(_("This trouble is already over. If it still happens to you, report it anew."), code="over")
    return _store(incident, incident.system, "other", "", "", email, language, by, joined=True)


def _store(incident, system, symptom, text, since, email, language, by, *, joined=False) -> Report:
    row = Report(
        incident=incident,
        system=system,
        symptom=symptom,
        text=mask(text.strip()),
        since=mask(since.strip())[:100],
        email=email,
        language=language,
        user_id=by.user_id,
        joined=joined,
        masked=contains_code(text) or contains_code(since),
    )
    row.link = Link.objects.create(
        purpose="report", subject=f"incidents.report:{row.public_id}", expires_at=clock.now() + timedelta(days=365)
    )
    row.save()
    _count(incident)
    publish(ReportReceived(report_id=row.pk))
    return row


def _count(incident: Incident) -> None:
    fresh = Incident.objects.select_for_update().get(pk=incident.pk)
    fresh.affected_count += 1
    fresh.changed_at = clock.now()
    fresh.save(update_fields=["affected_count", "changed_at"])


def _component(system: System | None, symptom: Symptom) -> Component:
    """The likeliest component: of the system where it is known, of all where it is not."""
    pool = Component.objects.shared()
    rows = dict((pool.filter(uses=system) if system else pool).values_list("slug", "kind"))
    slug = pick_component(symptom, rows or dict(pool.values_list("slug", "kind")))
    if slug is None:
        raise Invalid(_("There are no components yet: import the catalogue first."))
    return Component.objects.get(slug=slug)


def _open_case_of(component: Component, symptom: Symptom) -> Incident | None:
    if symptom.fault_class not in JOINABLE:
        return None
    same = Incident.objects.filter(root=component, fault_class__slug=symptom.fault_class, environment="production")
    return same.open().first()


def _new_case(component, system, symptom: Symptom, text: str, by: Actor) -> Incident:
    return open_case(
        component=component,
        system=system,
        fault_class=fault_class_named(symptom.fault_class),
        title=mask(text).strip().splitlines()[0][:120],
        description=text.strip(),
        source=Incident.Source.REPORT,
        by=by,
    )
