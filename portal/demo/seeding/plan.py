"""The year's plan: goals, lines with their baseline, the planning round, proposals with their decisions.

The portal numbers what it drafts by itself, so the proposals before it are drafted before the cases are lived: then the
third recurrence gets the number that the year's files give it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from core import clock
from core.actor import Actor
from core.deadlines import add_workdays, is_workday
from incidents.models import Incident
from planning.models import AgencyGoal, PlanBaseline, PlanLine, PlanningRound, Proposal
from planning.services import goals, lines, proposals, rounds
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import Moved, Step, moment, rows

KINDS = {"arendusettepanek": "development", "töökorraldus": "organisation"}
RUNNING = "jooksev"
BEFORE_CASES = ("EP-01", "EP-02", "EP-03")
LETTERS = {"UK": "incident", "P": "line"}


def steps_before_cases(shift: timedelta) -> list[Step]:
    """The plan as it was written in January, and drafts of before the third recurrence."""
    moved = Moved(shift)
    written = [row for row in rows("plan", "lines") if "from_proposal" not in row]
    early = [row for row in rows("plan", "proposals") if row["id"] in BEFORE_CASES]
    return [
        ("asutuse eesmärgid", partial(make_goals, moved)),
        *((f"{row['id']} {row['title']}", partial(write_line, row, moved)) for row in written),
        ("lähtekava", partial(fix, moved)),
        *((f"{row['id']} {row['title']}", partial(draft, row, moved)) for row in early),
    ]


def steps(shift: timedelta) -> list[Step]:
    """What the year made of it."""
    moved = Moved(shift)
    return [
        ("plaanivoor", partial(open_round, moved)),
        *((f"{row['id']}: otsus", partial(live, row, moved)) for row in rows("plan", "proposals")),
        *((f"{row['id']}: tulemus", partial(live_line, row, moved)) for row in rows("plan", "lines")),
    ]


def make_goals(moved: Moved) -> None:
    with moment(moved.at("2026-01-05T09:30")):
        for code, title in rows("plan", "agency_goals").items():
            if not AgencyGoal.objects.filter(code=code).exists():
                goals.add_goal(code=code, title={"et": title}, by=actor("juht"))


def goal_of(row: dict[str, Any]) -> AgencyGoal | None:
    return AgencyGoal.objects.get(code=row["goal"]) if row.get("goal") else None


def write_line(row: dict[str, Any], moved: Moved, proposal: Proposal | None = None) -> None:
    """Put into the plan; nothing when it is there already."""
    if PlanLine.objects.filter(ref=row["id"]).exists():
        return
    due_on = moved.on(row["due"])
    at = moved.at(f"{row['added']}T11:00" if "added" in row else rows("plan", "plan")["written"])
    with moment(at):
        lines.add_line(
            year=due_on.year,
            due_on=due_on,
            quarter=row["q"],
            title=row["title"],
            measure=row["measure"],
            owner=person(row["owner"]),
            goal=goal_of(row) or (proposal and proposal.goal),
            hours=proposal and proposal.hours,
            proposal=proposal,
            ref=row["id"],
            by=actor("juht"),
        )


def fix(moved: Moved) -> None:
    """The baseline of each year in which the lines lie (the year may be moved across a New Year)."""
    with moment(moved.at(rows("plan", "plan")["baseline"])):
        for year in set(PlanLine.objects.order_by().values_list("year", flat=True).distinct()):
            if not PlanBaseline.objects.filter(year=year).exists():
                lines.fix_baseline(year=year, by=actor("juht"))


def open_round(moved: Moved) -> None:
    row = rows("plan", "round")
    if PlanningRound.objects.filter(ref=row["id"]).exists():
        return
    with moment(moved.at(row["written"])):
        rounds.open_round(
            year=moved.on(row["year_on"]).year,
            title=row["title"],
            opens_on=moved.on(row["opens"]),
            deadline_at=deadline(moved.at(row["deadline"])),
            owner=person(row["owner"]),
            ref=row["id"],
            by=actor(row["owner"]),
        )


def deadline(at: datetime) -> datetime:
    """A year moved by weeks may put it on a holiday: then it is the working day before."""
    local = clock.local(at)
    day = local.date() if is_workday(local.date()) else add_workdays(local.date(), -1)
    return clock.parse_local(f"{day}T{local:%H:%M}")


def ref_of(row: dict[str, Any]) -> str:
    """EP-04 of the year's files is EP-2026-04: as the portal writes references."""
    return f"EP-2026-{row['id'][-2:]}"


def who(row: dict[str, Any]) -> Actor:
    by = row.get("submitted_by", "omanik")
    return actor(by, acting_for="omanik" if by == "asendaja" else None)


def about(ref: str) -> str:
    """``incident:UK-2026-004`` of UK-2026-004, ``line:P-10`` of P-10."""
    return f"{LETTERS[ref.partition('-')[0]]}:{ref}"


def facts(row: dict[str, Any]) -> dict[str, Any]:
    told = {"kind": KINDS[row["kind"]], "title": row["title"], "goal": goal_of(row), "hours": row["hours"]}
    return {**told, "reason": row["reason"]} if "reason" in row else told


def draft(row: dict[str, Any], moved: Moved) -> None:
    if not Proposal.objects.filter(ref=ref_of(row)).exists():
        with moment(moved.at(f"{row['submitted']}T10:00")):
            proposals.add_proposal(**facts(row), ref=ref_of(row), by=who(row))


def found(row: dict[str, Any]) -> Proposal:
    """The row's proposal: what the portal drafted is known by its pain."""
    if row.get("auto_draft"):
        fingerprint = Incident.objects.get(ref=row["evidence"][-1]).fingerprint
        return Proposal.objects.get(origin=f"recurrence:{fingerprint}")
    return Proposal.objects.get(ref=ref_of(row))


def live(row: dict[str, Any], moved: Moved) -> None:
    """Drafted (or made of the portal's draft), handed in and decided; nothing when that was done."""
    if not row.get("auto_draft"):
        draft(row, moved)
    proposal = found(row)
    if proposal.state == "draft":
        with moment(moved.at(f"{row['submitted']}T15:00")):
            by = who(row)
            if row.get("auto_draft"):
                proposals.change_proposal(proposal=proposal, **facts(row), by=by)
            for ref in row["evidence"]:
                proposals.link_evidence(proposal=proposal, about=about(ref), by=by)
            into = None if row["round"] == RUNNING else PlanningRound.objects.get(ref=row["round"])
            proposal = proposals.submit(proposal=proposal, round=into, by=by)
    if row["verdict"] and proposal.state == "submitted":
        with moment(moved.at(f"{row['decided']}T11:00")):
            proposals.decide(proposal=proposal, verdict=row["verdict"], reason=row["decision"], by=actor("talitus"))


def live_line(row: dict[str, Any], moved: Moved) -> None:
    """Begun, waiting, done as the year says."""
    if "from_proposal" in row:
        source = next(one for one in rows("plan", "proposals") if one["id"] == row["from_proposal"])
        write_line(row, moved, found(source))
    line = PlanLine.objects.get(ref=row["id"])
    if line.state == "planned" and "began" in row:
        with moment(moved.at(f"{row['began']}T09:00")):
            lines.start(line=line, by=actor("omanik"))
            so_far = {"result": row["result"] or "", "waits_for": row.get("waits_for", "")}
            lines.change_line(line=line, **so_far, by=actor("omanik"))
    elif line.state == "planned" and row["done"]:
        with moment(moved.at(f"{row['done']}T15:00")):
            lines.finish(line=line, result=row["result"], late_reason=row.get("late_reason", ""), by=actor("omanik"))
