"""Annual reviews, goals, reviews of the job description, requests and decisions for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core import clock
from planning.models import AccessRequest, Appraisal, Decision, DescriptionReview, Goal
from planning.services import description, growth, rights


def appraisal(cast, *, lead: str = "lead", person: str = "owner", **facts: Any) -> Appraisal:
    values = {"held_on": clock.today(), "summary": "Salajane kokkuvõte", **facts}
    return growth.hold_appraisal(person=cast.user(person), by=cast.actor(lead), **values)


def goal(cast, row: Appraisal | None = None, *, lead: str = "lead", **facts: Any) -> Goal:
    values = {"text": "Õppida hiina keelt", "due_on": clock.today() + timedelta(days=30), **facts}
    return growth.agree_goal(appraisal=row or appraisal(cast, lead=lead), by=cast.actor(lead), **values)


def review(cast, **facts: Any) -> DescriptionReview:
    values = {"held_on": clock.today(), "outcome": "Kehtib endiselt, muudatusi pole", **facts}
    people = {"holder": cast.user("owner"), "lead": cast.user("lead")}
    return description.review_description(**people, by=cast.actor("owner"), **values)


def access(cast, *, holder: str = "owner", **facts: Any) -> AccessRequest:
    values = {"name": "X-tee iseteenindus: haldur", "reason": "Alamsüsteemide haldus", **facts}
    return rights.ask_access(holder=cast.user(holder), by=cast.actor("owner"), **values)


def decision(cast, *, by: str = "owner", **facts: Any) -> Decision:
    values = {"text": "Anda õigus teenusele", "basis": "PJ-27", "taken_on": date(2026, 5, 28), **facts}
    return rights.note_decision(by=cast.actor(by), **values)
