"""The rows that the walk of URL × role opens, by part."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.links import token_for
from planning.services.absences import note_absence
from planning.services.calendar_links import open_calendar
from planning.services.inputs import give_input
from tests.factories.planning_developments import asked, development, planned


def matrix_objects(cast) -> dict:
    return {**of_developments(cast)}


def of_developments(cast) -> dict:
    """A development with an input that waits for its giver and one that waits for its receiver (TEHIK), a release, and
    days away of the official."""
    owner, today = cast.actor("owner"), clock.today()
    row = development()
    given = give_input(input=asked(cast.owner, development=row), text="Siin", by=owner)
    away = note_absence(person=cast.staff, from_on=today, until_on=today + timedelta(days=3), by=cast.actor("lead"))
    return {
        "development": row.slug,
        "input": asked(cast.owner, development=row, what="Sõnastus").ref,
        "given": given.ref,
        "release": planned("plaanitud", development=row).pk,
        "absence": away.pk,
        "calendar": token_for(open_calendar(by=owner)),
    }
