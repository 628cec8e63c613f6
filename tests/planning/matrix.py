"""The rows that the walk of URL × role opens: each part of planning adds its function to ``PARTS``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core import clock
from core.files import keep_made
from planning.models import EvidencePack
from planning.services import ledger, proposals
from tests.factories import cases
from tests.factories import planning_plan as plan


def ledger_objects(cast) -> dict[str, Any]:
    quarter, year = (clock.today().month - 1) // 3, clock.today().year
    snapshot = ledger.freeze(year=year if quarter else year - 1, quarter=quarter or 4, by=cast.actor("owner"))
    pack = EvidencePack.objects.create(
        year=year,
        as_of=clock.now(),
        language="et",
        ordered_by=cast.user("owner"),
        by_name="Omanik",
        state="done",
        stored=keep_made("toend.zip", b"PK", "application/zip", by=cast.actor("owner")),
    )
    return {"snapshot": snapshot.pk, "evidence_pack": pack.pk}


def plan_objects(cast) -> dict[str, Any]:
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


PARTS: list[Callable[[Any], dict[str, Any]]] = [ledger_objects, plan_objects]


def matrix_objects(cast) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in PARTS:
        found |= part(cast)
    return found
