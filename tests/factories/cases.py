"""Cases, handovers, rules and the catalogue rows that they stand on."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from components.models import Component, CriticalWindow, Dependency, System
from core.actor import SYSTEM, Actor
from core.clock import now
from core.errors import DomainError, Invalid
from core.links import token_for
from incidents.models import (
    CompetenceRule,
    CompetenceVersion,
    FaultClass,
    Handover,
    Incident,
    PriorityTarget,
)
from incidents.services import cases, handovers, opening
from monitoring.events import CheckFailed, CheckRecovered
from monitoring.models import Check
from notifications.models import Delivery
from notifications.services import filled, outbox
from partners.models import ResolverGroup
from tests.factories.monitoring import check, component
from tests.factories.people import organisation

TARGETS = {1: ("30m", "4h", "1h"), 2: ("2h", "1tp", "2h"), 3: ("1tp", "5tp", "1tp"), 4: ("2tp", "10tp", "")}
CODE = re.compile(r"^\d{6}$", re.MULTILINE)


def fault_class(slug: str = "katkestus") -> FaultClass:
    return FaultClass.objects.get_or_create(slug=slug, defaults={"name": {"et": slug, "en": f"{slug} (en)"}})[0]


def system(slug: str = "skais2", *, of: str = "") -> System:
    home = organisation()
    values = {"name": {"et": slug.upper()}, "kind": "own", "criticality": "high", "controller": home, "processor": home}
    row = System.objects.get_or_create(slug=slug, defaults=values)[0]
    if of:
        component(of).uses.add(row)
    return row


def targets() -> None:
    for priority, (react, resolve, word) in TARGETS.items():
        values = {"react": react, "resolve": resolve, "first_word": word, "meaning": {"et": "–"}}
        PriorityTarget.objects.update_or_create(priority=priority, defaults=values)


def payout_window(of: System) -> CriticalWindow:
    """From three working days before the 8th of each month until the evening after it."""
    window = CriticalWindow.objects.create(
        slug="pension", name={"et": "pensionid"}, rule="kuu 8.", from_offset="-3tp 00:00", until_offset="+1tp 18:00"
    )
    window.systems.add(of)
    return window


def needs(one: str, *upstream: str) -> None:
    for other in upstream:
        Dependency.objects.get_or_create(component=component(one), upstream=component(other))


def group(slug: str = "tehik-uk", **values: Any) -> ResolverGroup:
    values.setdefault("organisation", organisation("tehik"))
    values = {"name": slug.upper(), "channel": "email", "email": f"{slug}@party.example", "hours": "E–R 8–17", **values}
    return ResolverGroup.objects.get_or_create(slug=slug, defaults=values)[0]


def version(slug: str = "2026-1", valid_from: date = date(2020, 1, 1)) -> CompetenceVersion:
    values = {"valid_from": valid_from, "approved_by": "juhtivspetsialist"}
    return CompetenceVersion.objects.get_or_create(slug=slug, defaults=values)[0]


def rule(code: str = "PJ-01", **values: Any) -> CompetenceRule:
    values.setdefault("component", component())
    values.setdefault("fault_class", fault_class())
    values.setdefault("solver", group())
    values = {"version": version(), "react": "30m", "resolve": "4h", **values}
    return CompetenceRule.objects.create(code=code, **values)


def case(*, of: str = "aut-tara", fault: str = "katkestus", by: Actor = SYSTEM, **values: Any) -> Incident:
    values = {"title": "TARA ei vasta", "source": "staff", **values}
    return opening.open_case(component=component(of), fault_class=fault_class(fault), by=by, **values)


def handed(incident: Incident | None = None, *, by: Actor, to: ResolverGroup | None = None, **values: Any) -> Handover:
    """A case in the hands of another party, its letter delivered."""
    handover = handovers.forward(incident or case(), group=to or group(), by=by, **values)
    handovers.note_delivery(handover.pk, at=now(), is_delivered=True)
    handover.refresh_from_db()
    return handover


def failed(slug: str = "k-tara", *, of: str = "aut-tara", fault: str = "katkestus", **values: Any) -> CheckFailed:
    """A failing check's news; the check is made when there is none yet."""
    row = Check.objects.filter(slug=slug).first() or check(
        slug, of=of, fault_class=fault, environment=values.get("environment", "production")
    )
    facts = {"environment": row.environment, "severity": 1, "state": "down", "at": now(), "expected": "200"}
    facts = {**facts, "got": "503", "fault_class": fault, **values}
    return CheckFailed(check_id=row.pk, component_id=row.component_id, **facts)


def recovered(slug: str = "k-tara", *, fault: str = "katkestus") -> CheckRecovered:
    row = Check.objects.get(slug=slug)
    return CheckRecovered(
        check_id=row.pk, component_id=row.component_id, environment=row.environment, fault_class=fault, at=now()
    )


def letters_to(address: str) -> list[Delivery]:
    return list(Delivery.objects.filter(channel="email", address=address).order_by("pk"))


def code_for(handover: Handover) -> str:
    """The code of the newest letter to the party."""
    return CODE.search(filled(letters_to(handover.address)[-1]))[0]


def door(handover: Handover) -> str:
    return f"/handover/{token_for(handover.link)}/"


def delivered(letter: Delivery) -> None:
    """The relay took the letter."""
    outbox.mark_delivered(letter, "250")


def as_sent(letter: Delivery) -> str:
    return filled(letter)


def names(*slugs: str) -> dict[str, Component]:
    return {slug: component(slug) for slug in slugs}


def resolved(by: Actor, **values: Any) -> Incident:
    """A case that was resolved by the actor."""
    return cases.resolve(case(**values), by=by)


def refused(service, *args, field: str | None = None, match: str | None = None, **values: Any) -> DomainError:
    """The refusal of an act, with its sentence and the field that it is about."""
    with pytest.raises(Invalid, match=match) as refusal:
        service(*args, **values)
    assert refusal.value.field == field
    assert str(refusal.value.message)
    return refusal.value
