"""The year's developments with their inputs and releases, and who was away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Organisation
from components.models import Component
from core.actor import Actor
from core.deadlines import add_workdays, is_workday
from partners.models import ResolverGroup
from planning.models import Absence, Development, Input, PlannedRelease
from planning.services.absences import note_absence
from planning.services.developments import add_development
from planning.services.inputs import accept_input, ask_input, give_input, return_input
from planning.services.releases import move_release, plan_release, release_is_out
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import Moved, Step, moment, rows

OURS = ("omanik", "teenus", "juht")
THEIRS = {"tehik-uk": "tehik-uk1", "kov-a": "kov-a1"}  # who of another side signs in here
ASKED_BEFORE = 10  # working days before the due day
NOTED_BEFORE = timedelta(days=14)
Act = tuple[datetime, Callable[[], object]]


def first_steps(shift: timedelta) -> list[Step]:
    """Developments and releases come before documents: after each release the documents were looked at (the year says
    which are up to date), so that none leaves an open doubt."""
    moved = Moved(shift)
    developments = [
        (f"arendus {row['slug']}", partial(develop, row, moved)) for row in rows("developments", "developments")
    ]
    released = [
        (f"väljalase {row['component']} {row['version']}", partial(release, row, moved))
        for row in rows("developments", "releases")
    ]
    return [*developments, *released]


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    inputs = [(f"sisend {row['id']}", partial(live, row, moved)) for row in rows("developments", "inputs")]
    away = [
        (f"eemal {row['who']} {row['from']}", partial(be_away, row, moved)) for row in rows("developments", "absences")
    ]
    return [*inputs, *away]


def develop(row: dict[str, Any], moved: Moved) -> None:
    if Development.objects.filter(slug=row["slug"]).exists():
        return
    with moment(moved.at(f"{row['from']}T09:00")):
        add_development(
            slug=row["slug"],
            title=row["title"],
            components=Component.objects.filter(slug__in=row["components"]),
            service_owner=person(row["service"]) if row["service"] else None,
            provider=Organisation.objects.get(slug=row["provider"]),
            developer=Organisation.objects.filter(slug=row["developer"]).first(),
            starts_on=moved.on(row["from"]),
            ends_on=moved.on(row["to"]),
            by=actor("omanik"),
        )


def release(row: dict[str, Any], moved: Moved) -> None:
    """Planned when its development began; moved and out on their days. Nothing when it is there already."""
    component = Component.objects.get(slug=row["component"])
    if PlannedRelease.objects.filter(component=component, version=row["version"]).exists():
        return
    development = Development.objects.get(slug=row["dev"])
    first = row.get("moved", {}).get("from", row["planned"])
    by = actor("omanik")
    with moment(moved.at(f"{development.starts_on - moved.shift}T10:00")):
        facts = {"development": development, "component": component, "version": row["version"]}
        planned = plan_release(**facts, planned_on=moved.on(first), by=by)
    if "moved" in row:
        with moment(moved.at(f"{row['moved']['day']}T11:00")):
            move_release(planned=planned, planned_on=moved.on(row["planned"]), reason=row["moved"]["reason"], by=by)
    if "out" in row:
        with moment(moved.at(f"{row['out']}T21:00")):
            release_is_out(planned=planned, by=by)


def live(row: dict[str, Any], moved: Moved) -> None:
    """Each act of an input on its day; those that were done already are passed over."""
    known = Input.objects.filter(ref=row["id"]).first()
    done = 1 + known.turns.count() if known else 0
    for at, do in acts(row, moved)[done:]:
        with moment(at):
            do()


def acts(row: dict[str, Any], moved: Moved) -> list[Act]:
    """What happened to the input, in order."""
    due_on = workday(moved.on(row["due"]))
    asked = add_workdays(row["due"], -ASKED_BEFORE)
    found: list[Act] = [(moved.at(f"{asked}T10:00"), partial(ask, row, due_on))]
    if row["given"]:
        found.append((moved.at(f"{row['given']}T15:00"), partial(give, row, "Materjal on projekti kaustas.")))
    given = row["given"]
    if row["verdict"] == "tagastatud":
        found.append((moved.at(f"{after(given)}T10:00"), partial(answer, row, return_input, row["returned_because"])))
        given = row["resent"]
        found.append((moved.at(f"{given}T15:00"), partial(give, row, "Parandatud materjal on projekti kaustas.")))
    if row["verdict"] != "ootel":
        found.append((moved.at(f"{row.get('answered', after(given))}T11:00"), partial(answer, row, accept_input, "")))
    return found


def after(day: date) -> date:
    return add_workdays(day, 1)


def workday(day: date) -> date:
    """A year moved by whole weeks may put a due day on a holiday: then it is the next working day."""
    return day if is_workday(day) else add_workdays(day, 1)


def ask(row: dict[str, Any], due_on: date) -> None:
    development = Development.objects.get(title=row["dev"])
    sides = {**side("giver", row["from"]), **side("receiver", row["to"])}
    ask_input(development=development, ref=row["id"], what=row["what"], due_on=due_on, **sides, by=actor("omanik"))


def side(name: str, who: str) -> dict[str, Any]:
    """A person of ours, a team of an organisation, or an organisation."""
    if who in OURS:
        return {f"{name}_organisation": Organisation.objects.get(slug="ska"), name: person(who)}
    team = ResolverGroup.objects.select_related("organisation").filter(slug=who).first()
    if team:
        return {f"{name}_organisation": team.organisation, f"{name}_unit": team.name}
    return {f"{name}_organisation": Organisation.objects.get(slug=who)}


def give(row: dict[str, Any], text: str) -> None:
    give_input(input=Input.objects.get(ref=row["id"]), text=text, **word_of(row["from"], "omanik"))


def answer(row: dict[str, Any], do: Callable[..., Input], text: str) -> None:
    """The receiver's own word; of one who does not sign in here, written down by somebody who did not give it."""
    do(input=Input.objects.get(ref=row["id"]), text=text, **word_of(row["to"], "juht"))


def word_of(who: str, writer: str) -> dict[str, Any]:
    speaker: Actor | None = actor(who) if who in OURS else actor(THEIRS[who]) if who in THEIRS else None
    if speaker:
        return {"by": speaker}
    return {"by": actor(writer), "said_by": f"{Organisation.objects.get(slug=who)}, projektijuht"}


def be_away(row: dict[str, Any], moved: Moved) -> None:
    days = {"from_on": moved.on(row["from"]), "until_on": moved.on(row["to"])}
    if Absence.objects.filter(person=person(row["who"]), **days).exists():
        return
    noted = row["from"] - NOTED_BEFORE
    with moment(moved.at(f"{row.get('noted', noted)}T12:00")):
        note_absence(person=person(row["who"]), **days, by=actor(row["who"]))
