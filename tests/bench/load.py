"""Many rows, written by bulk statements past the services: what the house looks like after years of work.

Full size: 10,000 incidents (300 open) with their timelines, 500 checks with 90 days of state intervals and their
latest results, 40 people, 50 components. ``scale`` shrinks incidents and checks; people and components stay, and at
least 60 cases are open, so that every list fills its page of fifty rows at both sizes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from accounts.models import Membership, Organisation, User
from components.models import Component, ComponentUse, Dependency, System
from core import clock
from core.fields import new_public_id
from incidents.lifecycle import OPEN_STATES
from incidents.models import Entry, FaultClass, Handover, Incident
from monitoring.models import Check, CheckState, StateInterval
from notifications.models import Delivery
from partners.models import ResolverGroup
from tests.factories.people import organisation

INCIDENTS, OPEN, LEAST_OPEN, CHECKS, PEOPLE, COMPONENTS = 10_000, 300, 60, 500, 40, 50
DAYS, OUTAGES = 90, 30  # of each check
ENTRIES, RESULTS, LETTERS = 6, 100, 4
BATCH = 2000

RESULTS_SQL = """
INSERT INTO monitoring_result (check_id, at, verdict, duration_ms, got, figures)
SELECT c.id, now() - make_interval(mins => n), 'up', 20 + (n * 7) %% 180, 'status 200', '{"status": 200}'
FROM monitoring_check c CROSS JOIN generate_series(1, %s) AS n
"""


@dataclass(frozen=True)
class Loaded:
    """What was written, and the things whose pages are asked for."""

    incidents: int
    checks: int
    reader: User
    case: Incident
    check: Check
    component: Component


def load(scale: float = 1.0) -> Loaded:
    """Write it all and let the database look at its tables. Needs empty tables; commits."""
    dice = random.Random(2026)  # the same rows at each run
    people = write_people()
    components = write_catalogue()
    checks = write_checks(components, int(CHECKS * scale))
    cases = write_cases(dice, people, components, int(INCIDENTS * scale))
    write_around_cases(cases)
    write_past_of(dice, checks)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    forwarded = next(case for case in cases if case.state == "forwarded")
    return Loaded(len(cases), len(checks), people[0], forwarded, checks[0], components[0])


def write_people() -> list[User]:
    people = User.objects.bulk_create(
        User(email=f"inimene-{n}@bench.example", name=f"Inimene {n}", language="et") for n in range(PEOPLE)
    )
    home = organisation("ska")
    roles = ["lead"] + ["owner", "staff", "manager"] * PEOPLE
    Membership.objects.bulk_create(
        Membership(user=person, organisation=home, role=role) for person, role in zip(people, roles, strict=False)
    )
    return people


def write_catalogue() -> list[Component]:
    """Components in ten chains of five, each used by two systems of ten."""
    home, keeper = organisation("ska"), organisation("tehik")
    systems = System.objects.bulk_create(new_system(n, home, keeper) for n in range(10))
    components = Component.objects.bulk_create(
        Component(slug=f"komponent-{n}", kind="authentication", name={"et": f"Komponent {n}"})
        for n in range(COMPONENTS)
    )
    ComponentUse.objects.bulk_create(
        ComponentUse(component=one, system=systems[(n + shift) % 10])
        for n, one in enumerate(components)
        for shift in (0, 3)
    )
    Dependency.objects.bulk_create(
        Dependency(component=one, upstream=components[n + 1]) for n, one in enumerate(components) if n % 5 < 4
    )
    FaultClass.objects.bulk_create(FaultClass(slug=f"klass-{n}", name={"et": f"Klass {n}"}) for n in range(8))
    ResolverGroup.objects.bulk_create(
        ResolverGroup(slug=f"ryhm-{n}", name=f"Rühm {n}", organisation=keeper, channel="email", hours="E–R 8–17")
        for n in range(5)
    )
    return components


def new_system(number: int, home: Organisation, keeper: Organisation) -> System:
    values = {"kind": "own", "criticality": "high", "controller": home, "processor": keeper}
    return System(slug=f"systeem-{number}", name={"et": f"Süsteem {number}"}, **values)


def write_checks(components: list[Component], count: int) -> list[Check]:
    values = {"type": "http", "severity": 2, "fault_class": "klass-0"}
    return Check.objects.bulk_create(
        Check(
            slug=f"kontroll-{n:03}",
            component=components[n % COMPONENTS],
            config={"url": f"https://teenus-{n}.example/", "statuses": "200-299"},
            **values,
        )
        for n in range(count)
    )


def write_cases(dice: random.Random, people, components, count: int) -> list[Incident]:
    """The open ones last week, the others over three years."""
    now, classes, systems = clock.now(), list(FaultClass.objects.all()), list(System.objects.all())
    is_open = max(LEAST_OPEN, OPEN * count // INCIDENTS)
    cases = []
    for n in range(count):
        age = timedelta(minutes=dice.randrange(10_000) if n < is_open else dice.randrange(10_000, 1_500_000))
        case = Incident(
            ref=f"INC-2026-{n:05}",
            public_id=new_public_id(),
            title=f"Teenus {n} ei vasta",
            description="Kasutajad ei pääse teenusesse." * 5,
            component=components[n % COMPONENTS],
            system=systems[n % 10],
            fault_class=classes[n // COMPONENTS % 8],
            priority=1 + dice.randrange(4),
            source=dice.choice(["check", "report", "staff"]),
            assignee=dice.choice([None, *people]),
            expected="status 200-299",
            got=f"status {500 + n % 5}",
            fingerprint=f"mark-{n % 700}",
            opened_at=now - age,
            changed_at=now - age,
            react_due_at=now - age + timedelta(hours=1),
            resolve_due_at=now - age + timedelta(hours=dice.randrange(1, 200)),
        )
        settle_fields(case, n, is_open)
        cases.append(case)
    return Incident.objects.bulk_create(cases, batch_size=BATCH)


def settle_fields(case: Incident, number: int, is_open: int) -> None:
    if number < is_open:
        case.state = OPEN_STATES[number % len(OPEN_STATES)]
        return
    ended = case.opened_at + timedelta(hours=5)
    case.state, case.root, case.resolved_at, case.closed_at = "closed", case.component, ended, ended
    case.cause_class, case.cause_text, case.cure_text = "release", "Uus versioon.", "Eelmine versioon tagasi."


def write_around_cases(cases: list[Incident]) -> None:
    """Timelines, what lies with others, who was told."""
    groups = list(ResolverGroup.objects.all())
    Entry.objects.bulk_create(
        (
            Entry(incident=case, at=case.opened_at + timedelta(minutes=9 * k), action="note", actor_name="Inimene 3")
            for case in cases
            for k in range(ENTRIES)
        ),
        batch_size=BATCH,
    )
    Handover.objects.bulk_create(
        Handover(
            incident=case,
            resolver_group=groups[case.pk % 5],
            contact_name="Valvelaud",
            address="laud@bench.example",
            state="delivered" if case.state == "forwarded" else "fixed",
            resolve_due_at=case.resolve_due_at,
        )
        for case in cases
        if case.state == "forwarded" or case.pk % 3 == 0
    )
    now = clock.now()
    Delivery.objects.bulk_create(
        (
            Delivery(
                event_key=f"{case.ref}:{k}",
                about=f"incident:{case.ref}",
                channel="email",
                address=f"inimene-{k}@bench.example",
                subject=case.title,
                body="–",
                state="delivered",
                ended_at=now,
            )
            for case in cases
            for k in range(LETTERS)
        ),
        batch_size=BATCH,
    )


def write_past_of(dice: random.Random, checks: list[Check]) -> None:
    """Ninety days of intervals: up, and thirty outages of up to four hours each; one check in twenty is down now."""
    now = clock.now()
    states, intervals = [], []
    for n, check in enumerate(checks):
        state = "down" if n % 20 == 0 else "up"
        spans = past(dice, state, now)
        intervals += [StateInterval(check_definition=check, state=s, from_at=a, until_at=b) for s, a, b in spans]
        values = {"since": spans[-1][1], "verdict": state, "streak": 9, "last_run_at": now, "duration_ms": 40}
        due = now + timedelta(days=1)
        states.append(CheckState(check_definition=check, state=state, next_due_at=due, got="status 200", **values))
    CheckState.objects.bulk_create(states)
    StateInterval.objects.bulk_create(intervals, batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute(RESULTS_SQL, [RESULTS])


def past(dice: random.Random, last: str, now) -> list[tuple]:
    """(state, from, until) of one check, oldest first, the last one open and in the state ``last``."""
    step = timedelta(days=DAYS) / OUTAGES
    at, spans = now - timedelta(days=DAYS), []
    for k in range(OUTAGES):
        breaks = at + timedelta(hours=dice.randrange(1, 60))
        mended = breaks + timedelta(minutes=dice.randrange(5, 240))
        spans += [("up", at, breaks), ("down", breaks, mended)]
        if k < OUTAGES - 1:
            spans.append(("up", mended, at + step))
            at += step
    return [*spans, (last, spans[-1][2], None)]
