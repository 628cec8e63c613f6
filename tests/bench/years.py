"""A generated year of planning, and ten of them: 800 incidents, 60 documents, 40 partners with contracts, 120 inputs,
60 plan lines, 40 proposals, 60 tasks, 12 trainings a year. Bulk rows past the services; the same at each run."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from accounts.models import Membership, Organisation, User
from components.models import Component
from core import clock
from core.deadlines import add_workdays
from docs_library.models import Document, Version
from incidents.models import FaultClass, Incident
from partners.models import Contract, ContractParty, FollowUp, Interaction
from planning.models import (
    Development,
    Evidence,
    Input,
    PlanBaseline,
    PlanLine,
    PlanMove,
    Proposal,
    Registration,
    Task,
    Training,
)
from tests.bench.load import load

INCIDENTS, DOCUMENTS, PARTNERS, INPUTS = 800, 60, 40, 120
LINES, PROPOSALS, TASKS, TRAININGS, SEATS = 60, 40, 60, 12, 20


@dataclass(frozen=True)
class Years:
    """Who reads, and the last year that was written."""

    manager: User
    owner: User
    year: int


def write(years: int) -> Years:
    """So many years up to this one. Needs empty tables; commits."""
    dice = random.Random(2026)
    load(INCIDENTS * years / 10_000)
    people = _people()
    parties = _partners(people["owner"], years)
    this = clock.today().year
    components = list(Component.objects.order_by("pk")[:20])
    for year in range(this - years + 1, this + 1):
        _spread_cases(dice, year, this)
        _plan(dice, year, people, components)
        _inputs(dice, year, people, parties)
        _work(dice, year, people)
        _trainings(dice, year)
        _talks(dice, year, people, parties)
    _documents(people["owner"], years)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Years(people["manager"], people["owner"], this)


def _people() -> dict[str, User]:
    own = Organisation.objects.filter(kind="own").first()
    found = {}
    for role in ("owner", "lead", "manager"):
        user = User.objects.create(email=f"{role}@years.example", name=role.title())
        Membership.objects.create(user=user, organisation=own, role=role, valid_from=date(2000, 1, 1))
        found[role] = user
    return found


def _partners(owner: User, years: int) -> list[Organisation]:
    made = Organisation.objects.bulk_create(
        Organisation(slug=f"partner-{n}", name=f"Partner {n}", kind="agency") for n in range(PARTNERS)
    )
    contracts = Contract.objects.bulk_create(
        Contract(
            slug=f"leping-{n}",
            kind="data_exchange",
            title=f"Leping {n}",
            reference=f"11.1-2/{n}",
            starts_on=date(2020, 1, 1),
            review_on=date(2026, 6, 1),
        )
        for n in range(PARTNERS * years)
    )
    ContractParty.objects.bulk_create(
        ContractParty(contract=row, organisation=made[n % PARTNERS]) for n, row in enumerate(contracts)
    )
    return made


def _day(dice: random.Random, year: int) -> date:
    """A day of the year, up to now where the year lasts."""
    last = min(date(year, 12, 31), clock.today())
    return date(year, 1, 1) + timedelta(days=dice.randrange(max((last - date(year, 1, 1)).days, 1)))


def _spread_cases(dice: random.Random, year: int, this: int) -> None:
    """Closed cases of the load are laid over the years."""
    start = INCIDENTS * (this - year)
    ids = list(Incident.objects.filter(state="closed").order_by("pk").values_list("pk", flat=True))
    rows = list(Incident.objects.filter(pk__in=ids[start : start + INCIDENTS]))
    fault = FaultClass.objects.first()
    for row in rows:
        opened = datetime.combine(_day(dice, year), datetime.min.time(), UTC) + timedelta(hours=dice.randrange(6, 18))
        row.opened_at, row.triaged_at = opened, opened + timedelta(minutes=10)
        row.resolved_at = opened + timedelta(hours=dice.randrange(1, 30))
        row.closed_at = row.resolved_at + timedelta(days=3)
        row.fault_class, row.fingerprint = fault, f"fp-{dice.randrange(300)}"
    Incident.objects.bulk_update(
        rows, ["opened_at", "triaged_at", "resolved_at", "closed_at", "fault_class", "fingerprint"], batch_size=500
    )


def _plan(dice: random.Random, year: int, people: dict[str, User], components: list[Component]) -> None:
    PlanBaseline.objects.create(year=year, by_name="Juht", lines=LINES)
    proposals = []
    for n in range(PROPOSALS):
        at = datetime.combine(_day(dice, year), datetime.min.time(), UTC)
        state = dice.choice(["submitted", "approved", "rejected", "postponed"])
        decided = {} if state == "submitted" else {"decided_at": at, "decision_reason": "Nii"}
        ref = f"EP-{year}-{n:03}"
        facts = {"author": people["owner"], "submitted_at": at, "submitted_by_name": "Omanik", "hours": 10, **decided}
        proposals.append(Proposal(ref=ref, title=f"Ettepanek {n}", state=state, created_at=at, **facts))
    made = Proposal.objects.bulk_create(proposals)
    refs = list(Incident.objects.values_list("ref", flat=True)[:200])
    Evidence.objects.bulk_create(Evidence(proposal=row, about=f"incident:{dice.choice(refs)}") for row in made)
    lines = []
    for n in range(LINES):
        due = _day(dice, year)
        is_done = dice.random() < 0.7
        lines.append(
            PlanLine(
                ref=f"P-{year}-{n:03}",
                year=year,
                title=f"Plaanirida {n}",
                owner=people["owner"],
                measure="≥ 1",
                result="1" if is_done else "",
                quarter=(due.month + 2) // 3,
                due_on=due,
                baseline_on=due,
                done_on=due + timedelta(days=dice.randrange(-5, 9)) if is_done else None,
                state="done" if is_done else "in_work",
                hours=dice.randrange(4, 80),
            )
        )
    PlanLine.objects.bulk_create(lines)
    PlanMove.objects.bulk_create(
        PlanMove(
            line=row, from_on=row.due_on - timedelta(days=10), to_on=row.due_on, reason="Hilineb", by_name="Omanik"
        )
        for row in PlanLine.objects.filter(year=year)[:20]
    )


def _inputs(dice: random.Random, year: int, people: dict[str, User], parties: list[Organisation]) -> None:
    own = Organisation.objects.filter(kind="own").first()
    development = Development.objects.create(
        slug=f"arendus-{year}", title=f"Arendus {year}", starts_on=date(year, 1, 5)
    )
    rows = []
    for n in range(INPUTS):
        due = add_workdays(_day(dice, year), 1)
        given = due + timedelta(days=dice.randrange(-4, 3))
        rows.append(
            Input(
                ref=f"SI-{year}-{n:03}",
                development=development,
                what=f"Sisend {n}",
                giver_organisation=own,
                giver=people["owner"],
                receiver_organisation=dice.choice(parties),
                due_on=due,
                state="accepted",
                given_on=given,
                final_on=given,
            )
        )
    Input.objects.bulk_create(rows)


def _work(dice: random.Random, year: int, people: dict[str, User]) -> None:
    rows = []
    for n in range(TASKS):
        due = _day(dice, year)
        is_done = dice.random() < 0.9
        accepted = {"accepted_on": due, "accepted_by": people["lead"], "done_on": due} if is_done else {}
        rows.append(
            Task(
                ref=f"U-{year}-{n:03}",
                title=f"Ülesanne {n}",
                ordered_by=people["lead"],
                responsible=people["owner"],
                due_on=due,
                state="accepted" if is_done else "open",
                **accepted,
            )
        )
    Task.objects.bulk_create(rows)


def _trainings(dice: random.Random, year: int) -> None:
    made = Training.objects.bulk_create(
        Training(
            ref=f"K-{year}-{n:02}",
            title=f"Koolitus {n}",
            held_on=_day(dice, year),
            audience="staff",
            seats=30,
            state="held",
        )
        for n in range(TRAININGS)
    )
    Registration.objects.bulk_create(
        Registration(training=row, name=f"Osaleja {n}", attended=True, rating=dice.randrange(3, 6))
        for row in made
        for n in range(SEATS)
    )


def _talks(dice: random.Random, year: int, people: dict[str, User], parties: list[Organisation]) -> None:
    talks = Interaction.objects.bulk_create(
        Interaction(organisation=party, held_on=_day(dice, year), agreed="Jah", kind="meeting", by_name="Omanik")
        for party in parties
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            interaction=row, text="Kirjutada", due_on=row.held_on, done_on=row.held_on, responsible=people["owner"]
        )
        for row in talks
    )


def _documents(owner: User, years: int) -> None:
    facts = {"type": "guide", "audience": "staff", "responsible": owner, "review_on": clock.today()}
    made = Document.objects.bulk_create(
        Document(slug=f"dok-{n}", title={"et": f"Juhend {n}"}, **facts) for n in range(DOCUMENTS * years)
    )
    at = clock.now() - timedelta(days=100)
    facts = {"state": "in_force", "author_name": "Omanik", "in_force_at": at, "approved_at": at, "sha256": "0" * 64}
    Version.objects.bulk_create(Version(document=row, number=1, label="1.0", **facts) for row in made)
