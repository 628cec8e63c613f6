"""The year's tasks and projects: ordered, done, returned and accepted on their days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from core.deadlines import is_workday
from planning.models import Task
from planning.services import tasks
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import Moved, Step, moment, rows

ORIGINS = {"omal initsiatiivil": "own", "juhtkonna korraldusel": "management"}


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    found = [*rows("work", "tasks"), *rows("work", "projects")]
    return [(row["id"], partial(live, row, moved)) for row in found]


def live(row: dict[str, Any], moved: Moved) -> None:
    """From its order to its acceptance; nothing when it is there already."""
    if Task.objects.filter(ref=row["id"]).exists():
        return
    orderer = row.get("ordered_by") or row["accepted_by"]
    origin = ORIGINS.get(row.get("origin", ""), "ordered")
    with moment(moved.at(f"{row['ordered']}T10:00")):
        task = tasks.order_task(
            ref=row["id"],
            title=row["title"],
            text=row["text"],
            origin=origin,
            ordered_by=person(orderer),
            responsible=person("omanik"),
            due_on=working(moved.on(row["due"])),
            by=actor("omanik" if origin == "own" else orderer),
        )
    if row["done"]:
        finish(task, row, orderer, moved)


def finish(task: Task, row: dict[str, Any], orderer: str, moved: Moved) -> None:
    with moment(moved.at(f"{row['done']}T14:00")):
        tasks.finish_task(task=task, by=actor("omanik"))
    for each in row.get("returned", []):
        with moment(moved.at(f"{each['date']}T15:30")):
            tasks.return_task(task=task, reason=each["reason"], by=actor(orderer))
    if row.get("redone"):
        with moment(moved.at(f"{row['redone']}T13:00")):
            tasks.finish_task(task=task, by=actor("omanik"))
    with moment(moved.at(f"{row['accepted']}T15:00")):
        tasks.accept_task(task=task, by=actor(orderer))


def working(day: date) -> date:
    """A day that became a holiday when the year was moved is the working day before it."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
