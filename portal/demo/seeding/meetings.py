"""The year's meetings, letters and calls, with what was promised at them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from accounts.models import Organisation
from partners.models import Interaction
from partners.services import finish_follow_up, note_interaction
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import Moved, Step, moment, rows

KINDS = {"koosolek": "meeting", "visiit": "meeting", "kõne": "call", "kiri": "letter"}


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    return [
        (f"{row['kind']} {row['org']} {row['date']}", partial(live, row, moved))
        for row in rows("partners", "interactions")
    ]


def live(row: dict[str, Any], moved: Moved) -> None:
    """Noted on its day, its follow-up finished on its own; nothing when it is there already."""
    organisation = Organisation.objects.get(slug=row["org"])
    day = moved.on(row["date"])
    if Interaction.objects.filter(organisation=organisation, held_on=day).exists():
        return
    by = row.get("by", "omanik")
    with moment(moved.at(f"{row['date']}T16:00")):
        note = note_interaction(
            organisation=organisation,
            kind=KINDS[row["kind"]],
            held_on=day,
            people=row["people"],
            agreed=row["agreed"],
            follow_ups=promised(row, moved),
            by=actor(by, acting_for="omanik" if by == "asendaja" else None),
        )
    done = (row["follow_up"] or {}).get("done")
    if done:
        with moment(moved.at(f"{done}T15:00")):
            finish_follow_up(follow_up=note.follow_ups.get(), by=actor("omanik"))


def promised(row: dict[str, Any], moved: Moved) -> list[dict[str, Any]]:
    found = row["follow_up"]
    return [{"text": found["text"], "due_on": moved.on(found["due"]), "responsible": person("omanik")}] if found else []
