"""The duty ledger of the year: targets that were agreed, what was said beside figures, quarters that were frozen."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from core import clock
from core.measures import measures
from planning.models import LedgerComment, MeasureTarget, Snapshot
from planning.rules import quarters
from planning.services import ledger
from portal.demo.seeding.people import actor
from portal.demo.seeding.year import AS_OF, Moved, Step, moment, rows


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    return [
        ("kokkulepitud sihttasemed", partial(agree, moved)),
        *((f"märkus {row['measure']}", partial(say, row, moved)) for row in rows("duties", "comments")),
        ("külmutatud kvartalid", partial(freeze, AS_OF + shift)),
    ]


def agree(moved: Moved) -> None:
    """The lead agreed to what was proposed, but for the few that were left for later."""
    found = rows("duties", "agreed")
    at = moved.at(found["at"])
    year = clock.local(at).year
    if MeasureTarget.objects.filter(year=year).exists():
        return
    with moment(at):
        by = actor(found["by"])
        for one in measures:
            if one.target and one.role != "info" and one.slug not in found["but"]:
                ledger.agree_target(measure=one, year=year, value=one.target.value, by=by)


def say(row: dict[str, Any], moved: Moved) -> None:
    at = moved.at(row["at"])
    if row["measure"] not in measures or LedgerComment.objects.filter(created_at=at).exists():
        return
    with moment(at):
        measure = measures.get(row["measure"])
        ledger.comment(measure=measure, year=clock.local(at).year, text=row["text"], by=actor(row["by"]))


def freeze(until: datetime) -> None:
    """The year's quarters that were over by then, each on the day after its end."""
    day = clock.local(until).date()
    for quarter in range(1, quarters.quarter_of(day)):
        end = quarters.quarter_end(day.year, quarter)
        if not Snapshot.objects.filter(year=day.year, quarter=quarter).exists():
            with moment(clock.end_of(end) + timedelta(hours=10)):
                ledger.freeze(year=day.year, quarter=quarter, by=actor("omanik"))
