"""The rows that the walk of URL × role opens, by part."""

from __future__ import annotations

from core import clock
from planning.services import proposals
from tests.factories import cases
from tests.factories import planning_plan as plan


def of_plan(cast) -> dict:
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


def matrix_objects(cast) -> dict:
    return {**of_plan(cast)}
