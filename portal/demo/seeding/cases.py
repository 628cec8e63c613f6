"""The year's cases and handovers, act by act."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Organisation
from components.models import Component
from core.actor import SYSTEM, Actor
from docs_library.models import Document
from incidents.models import CompetenceRule, FaultClass, Handover, Incident
from incidents.services import cases, handovers, opening, words
from monitoring.models import Check
from partners.models import ResolverGroup
from portal.demo.seeding import reporters
from portal.demo.seeding.documents import slug_of
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import Moved, Step, moment, rows

SOURCES = {"seire": "check", "pöördumine": "report", "partner": "partner"}
CAUSES = {
    "seadistus": "configuration",
    "tarkvaraviga": "software",
    "leping": "contract",
    "väljalase": "release",
    "stiil": "style",
    "andmekvaliteet": "data_quality",
    "kolmas osapool": "third_party",
    "taristu": "infrastructure",
    "kasutajaõigus": "access_right",
}
GUARDS = {"kontroll": "check", "dokument": "document", "risk": "risk"}
OWNERS_OF_DATA = {"UK-2026-004": "mta-demo", "UK-2026-012": "rr-demo", "UK-2026-011": "kov-c"}


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    signs = rows("cases", "signs")
    given = {}
    for row in rows("cases", "handovers"):
        given.setdefault(row["incident"], []).append(row)
    asked = {row["incident"]: row for row in rows("feedback", "reporters")}
    big = [
        (row["ref"], partial(live, row, given.get(row["ref"], []), signs.get(row["fp"], ""), moved, asked))
        for row in rows("cases", "incidents")
    ]
    small = [(row["ref"], partial(live, row, [], "", moved, asked)) for row in rows("cases", "small")]
    return [*big, *small]


def live(
    row: dict[str, Any], given: list[dict[str, Any]], sign: str, moved: Moved, asked: dict[str, dict[str, Any]]
) -> None:
    """One case from opening to where the year leaves it; nothing when it is there already."""
    if Incident.objects.filter(ref=row["ref"]).exists():
        return
    incident = open_it(row, sign, moved)
    reporters.report(incident, asked.get(row["ref"]), moved.at(row["triaged"]))
    for handover in given:
        hand_over(incident, row, handover, moved)
    end(incident, row, moved)
    reporters.answer(incident, asked.get(row["ref"]), moved.at(row["resolved"]))


def who(row: dict[str, Any]) -> Actor:
    """The owner, or whoever stood in that day (asked at the set instant)."""
    return actor(row["acted_by"], acting_for="omanik") if row.get("acted_by") else actor("omanik")


def open_it(row: dict[str, Any], sign: str, moved: Moved) -> Incident:
    opened, triaged = moved.at(row["opened"]), moved.at(row["triaged"])
    component = Component.objects.get(slug=row["component"])
    fault_class = FaultClass.objects.get(slug=row["fault"])
    with moment(opened):
        incident = opening.open_case(
            component=component,
            fault_class=fault_class,
            title=row.get("title") or f"{component}: {fault_class}",
            source=SOURCES.get(row.get("source", ""), "report"),
            priority=int(row["sev"][1]),
            got=sign,
            opened_at=opened,
            ref=row["ref"],
            by=SYSTEM,
        )
    with moment(triaged):
        is_side = row.get("route") in ("duplikaat", "tagasi lükatud")
        if not is_side:
            cases.triage(incident, priority=int(row["sev"][1]), by=who(row))
            cases.take(incident, by=who(row))
    return incident


def hand_over(incident: Incident, row: dict[str, Any], given: dict[str, Any], moved: Moved) -> None:
    group = ResolverGroup.objects.get(slug=given["to"])
    rule = CompetenceRule.objects.filter(code=row["rule"]).first()
    named = Organisation.objects.filter(slug=OWNERS_OF_DATA.get(row["ref"], "")).first()
    fits = rule if rule and rule.solver == group else None
    evidence = {name: "vt kirjeldust" for name in (fits.evidence if fits else [])}
    with moment(moved.at(given["delivered"])):
        handover = handovers.forward(
            incident, group=group, organisation=named, rule=fits, evidence=evidence, by=who(row)
        )
    answer(handover, given, moved)


def answer(handover: Handover, given: dict[str, Any], moved: Moved) -> None:
    """What the party did, through its link."""
    party = Actor(kind="link", name=f"{handover.contact_name} ({handover.resolver_group})")
    if given.get("accepted"):
        with moment(moved.at(given["accepted"])):
            handovers.accept(handover, their_reference=given.get("their_ref") or "", by=party)
    if given.get("refused"):
        with moment(moved.at(given["refused"])):
            handovers.refuse(handover, text=given["refused_because"], is_misroute=given["misroute"], by=party)
    if given.get("fixed"):
        with moment(moved.at(given["fixed"])):
            handovers.fix(handover, text="Kõrvaldatud.", by=party)


def end(incident: Incident, row: dict[str, Any], moved: Moved) -> None:
    """Resolved, closed, rejected or marked as a duplicate."""
    incident.refresh_from_db()
    resolved, closed = moved.at(row["resolved"]), moved.at(row["closed"])
    if row.get("no_word_because"):
        with moment(moved.at(row["triaged"])):
            words.tell_nobody(incident, text=row["no_word_because"], by=who(row))
    if row.get("route") == "duplikaat":
        with moment(resolved):
            cases.mark_duplicate(incident, of=Incident.objects.get(ref=row["of"]), by=who(row))
    elif row.get("route") == "tagasi lükatud":
        with moment(resolved):
            cases.reject(incident, text=row["note"], by=who(row))
    elif resolved:
        with moment(resolved):
            cases.resolve(incident, by=who(row), cure_text=row.get("cure", ""))
        with moment(closed + timedelta(seconds=1)):
            close(incident, row, moved)


def close(incident: Incident, row: dict[str, Any], moved: Moved) -> None:
    cause, guard = row.get("cause") or {}, row.get("guard") or {}
    kind = GUARDS.get(guard.get("kind", ""), "")
    cases.close(
        incident,
        cause_class=CAUSES.get(cause.get("class", ""), "user_question"),
        cause_text=cause.get("text", ""),
        guard=kind,
        guard_text=guard.get("proven") or guard.get("note", ""),
        guard_document=Document.objects.filter(slug=slug_of(guard.get("document", ""))).first(),
        guard_check=Check.objects.filter(slug=guard.get("check", "")).first(),
        guard_approver=person(guard["approver"]) if guard.get("approver") else None,
        guard_until=moved.on(_day(guard.get("until"))),
        by=actor("omanik"),
    )


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
