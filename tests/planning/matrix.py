"""The rows that the walk of URL × role opens: each part of planning adds its function to ``PARTS``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core import clock
from core.files import keep_made
from core.links import token_for
from planning.models import EvidencePack
from planning.services import ledger, proposals, rights
from planning.services.absences import note_absence
from planning.services.advice import answer_advice
from planning.services.calendar_links import open_calendar
from planning.services.inputs import give_input
from planning.services.seats import register
from tests.factories import cases
from tests.factories import planning_growth as growth
from tests.factories import planning_plan as plan
from tests.factories.planning_developments import asked, development, planned
from tests.factories.planning_trainings import advice, training
from tests.factories.planning_work import task


def of_ledger(cast) -> dict[str, Any]:
    quarter, year = (clock.today().month - 1) // 3, clock.today().year
    snapshot = ledger.freeze(year=year if quarter else year - 1, quarter=quarter or 4, by=cast.actor("owner"))
    pack = EvidencePack.objects.create(
        year=year,
        as_of=clock.now(),
        language="et",
        ordered_by=cast.user("owner"),
        by_name="Mari Mets",
        state="done",
        stored=keep_made("toend.zip", b"PK", "application/zip", by=cast.actor("owner")),
    )
    return {"snapshot": snapshot.pk, "evidence_pack": pack.pk}


def of_plan(cast) -> dict[str, Any]:
    owner, lead = cast.actor("owner"), cast.actor("lead")
    case = cases.case()
    draft = plan.proposal(title="Mustand", by=owner)
    evidence = proposals.link_evidence(proposal=draft, about=f"incident:{case.ref}", by=owner)
    submitted = plan.proposal(title="Esitatud", is_submitted=True, by=owner)
    approved = plan.proposal(title="Kiidetud", is_submitted=True, by=owner)
    proposals.decide(proposal=approved, verdict="approve", reason="Jah", by=cast.actor("manager"))
    return {
        "agency_goal": plan.goal(by=lead).code,
        "round": plan.planning_round(by=lead).ref,
        "draft": draft.ref,
        "submitted": submitted.ref,
        "approved": approved.ref,
        "evidence": evidence.pk,
        "line": plan.line(proposal=approved, by=owner).ref,
        "plan_year": clock.today().year,
    }


def of_trainings(cast) -> dict:
    partner, owner = cast.actor("partner_a"), cast.actor("owner")
    row, for_staff = training(by=owner), training(by=owner, audience="staff")
    answered = answer_advice(advice=advice(partner), answer="Nii.", by=owner)
    return {
        "training": row.ref,
        "staff_training": for_staff.ref,
        "seat": register(training=row, by=partner)[0].pk,
        "advice": advice(partner).ref,
        "answered": answered.ref,
    }


def of_developments(cast) -> dict:
    """A development with an input that waits for its giver and one that waits for its receiver (TEHIK), a release, and
    days away of the official."""
    owner, today = cast.actor("owner"), clock.today()
    row = development()
    given = give_input(input=asked(cast.owner, development=row), text="Failina toimikus", by=owner)
    away = note_absence(person=cast.staff, from_on=today, until_on=today + timedelta(days=3), by=cast.actor("lead"))
    return {
        "development": row.slug,
        "input": asked(cast.owner, development=row, what="Sõnastus").ref,
        "given": given.ref,
        "release": planned("kalendris", development=row).pk,
        "absence": away.pk,
        "calendar": token_for(open_calendar(by=owner)),
    }


def of_work(cast) -> dict[str, Any]:
    return {"task": task(cast).ref}


def of_growth(cast) -> dict[str, Any]:
    row = growth.appraisal(cast)
    granted = growth.access(cast)
    rights.grant_access(request=granted, expires_on=clock.today(), by=cast.actor("lead"))
    return {
        "appraisal": row.pk,
        "goal": growth.goal(cast, row).pk,
        "description_review": growth.review(cast).pk,
        "access": growth.access(cast).ref,
        "granted": granted.ref,
        "decision": growth.decision(cast, taken_on=clock.today()).ref,
    }


PARTS: list[Callable[[Any], dict[str, Any]]] = [of_ledger, of_plan, of_trainings, of_developments, of_work, of_growth]


def matrix_objects(cast) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in PARTS:
        found |= part(cast)
    return found
