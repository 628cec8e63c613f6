"""The year's annual review with its goals, the job description's review, a decision, and accesses asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from planning.models import AccessRequest, Appraisal, Decision, DescriptionReview, Goal
from planning.services import description, growth, rights
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import Moved, Step, moment, rows


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    made = [(f"aastavestlus {row['held']}", partial(review, row, moved)) for row in rows("growth", "appraisals")]
    made += [(row["id"], partial(grow, row, moved)) for row in rows("growth", "goals")]
    made += [(row["id"], partial(decide, row, moved)) for row in rows("growth", "acts")]
    return made + [(row["id"], partial(ask, row, moved)) for row in rows("growth", "accesses")]


def review(row: dict[str, Any], moved: Moved) -> None:
    """The annual review with its goals, and the job description read and signed by both."""
    held = moved.on(row["held"])
    if Appraisal.objects.filter(person=person("omanik"), held_on=held).exists():
        return
    with moment(moved.at(f"{row['held']}T11:00")):
        lead, facts = actor("juht"), {"next_on": moved.on(row["next"]), "summary": row["summary"]}
        made = growth.hold_appraisal(person=person("omanik"), held_on=held, by=lead, **facts)
        for goal in rows("growth", "goals"):
            growth.agree_goal(appraisal=made, text=goal["text"], due_on=moved.on(goal["due"]), by=lead)
    _sign(row, moved)


def _sign(row: dict[str, Any], moved: Moved) -> None:
    reviewed = moved.on(row["job_description_reviewed"])
    if DescriptionReview.objects.filter(held_on=reviewed).exists():
        return
    with moment(moved.at(f"{row['job_description_reviewed']}T12:00")):
        people = {"holder": person("omanik"), "lead": person("juht")}
        facts = {"held_on": reviewed, "outcome": row["outcome"], **people}
        made = description.review_description(by=actor("omanik"), **facts)
        for who in row["signed_by"]:
            made = description.sign_description(review=made, by=actor(who))


def grow(row: dict[str, Any], moved: Moved) -> None:
    """A goal reported and confirmed on its days; nothing when it is so already."""
    goal = Goal.objects.get(person=person("omanik"), text=row["text"])
    if not row["done"] or goal.state != "agreed":
        return
    with moment(moved.at(f"{row['done']}T15:00")):
        growth.report_goal(goal=goal, evidence=row["evidence"], by=actor("omanik"))
    with moment(moved.at(f"{row['confirmed']}T10:00")):
        growth.confirm_goal(goal=goal, by=actor(row["confirmed_by"]))


def decide(row: dict[str, Any], moved: Moved) -> None:
    if Decision.objects.filter(ref=row["id"]).exists():
        return
    with moment(moved.at(f"{row['date']}T13:00")):
        facts = {"text": row["text"], "basis": row["basis"], "taken_on": moved.on(row["date"])}
        rights.note_decision(ref=row["id"], by=actor(row["by"]), **facts)


def ask(row: dict[str, Any], moved: Moved) -> None:
    if AccessRequest.objects.filter(ref=row["id"]).exists():
        return
    with moment(moved.at(f"{row['asked']}T09:30")):
        facts = {"holder": person("omanik"), "name": row["name"], "reason": row["reason"]}
        made = rights.ask_access(ref=row["id"], by=actor("omanik"), **facts)
    if row["decided"]:
        with moment(moved.at(f"{row['decided']}T11:00")):
            rights.grant_access(request=made, expires_on=moved.on(row["until"]), by=actor("juht"))
