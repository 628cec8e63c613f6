"""The year's trainings with nameless participants, and its requests for advice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from accounts.models import Organisation
from components.models import Component
from docs_library.models import Document
from planning.models import AdviceRequest, Registration, Training
from planning.services.advice import answer_advice, ask_advice, link_guide
from planning.services.feedback import enter_ratings
from planning.services.seats import register
from planning.services.trainings import add_training, cancel_training, mark_attendance
from portal.demo.seeding.documents import slug_of
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import Moved, Step, moment, rows

AUDIENCES = {"KOV": "partners", "SKA": "staff", "SKA+KOV": "everybody"}
HOMES = {"KOV": ("kov-a", "kov-b", "kov-c"), "SKA": ("ska",), "SKA+KOV": ("ska", "kov-a", "kov-b", "kov-c")}
REGISTRARS = {"ska": "omanik", "kov-a": "kov-a1", "kov-b": "kov-b1"}  # the owner writes down the others


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    return [
        *((f"koolitus {row['id']}", partial(live, row, moved)) for row in rows("trainings", "trainings")),
        *((f"nõuanne {row['id']}", partial(ask, row, moved)) for row in rows("trainings", "advice")),
    ]


def live(row: dict[str, Any], moved: Moved) -> None:
    """Written down, filled, held or cancelled on its days; nothing when it is there already."""
    if Training.objects.filter(ref=row["id"]).exists():
        return
    with moment(moved.at(f"{row['written']}T10:00")):
        training = add(row, moved)
    with moment(day(row, moved, days=-10)):
        for who, home, names in groups(row):
            register(training=training, is_own_seat=False, names=names, organisation=home, by=actor(who))
    if row.get("cancelled"):
        with moment(moved.at(row["cancelled_at"])):
            again = moved.on(row["again"])
            cancel_training(training=training, reason=row["reason"], again_on=again, by=actor("omanik"))
    elif row["attended"] is not None:
        with moment(day(row, moved, hour=16)):
            hold(training, row)


def add(row: dict[str, Any], moved: Moved) -> Training:
    return add_training(
        ref=row["id"],
        title=row["title"],
        about=row["about"],
        held_on=moved.on(row["date"]),
        starts_at_time=time.fromisoformat(row["begins"]),
        place=row["place"],
        audience=AUDIENCES[row["audience"]],
        language=row.get("lang", "et"),
        seats=row["seats"],
        is_planned=row["planned"],
        trainer=person("omanik"),
        materials=Document.objects.filter(slug=slug_of(row["material"])) if "material" in row else [],
        by=actor("omanik"),
    )


def day(row: dict[str, Any], moved: Moved, *, days: int = 0, hour: int = 12) -> datetime:
    return moved.at(f"{row['date'] + timedelta(days=days)}T{hour:02}:00")


def groups(row: dict[str, Any]) -> Iterator[tuple[str, Organisation, list[str]]]:
    """(who registers, whose people, names): equal parts by organisation, whoever waits at the end."""
    homes, left = HOMES[row["audience"]], row["registered"] + row.get("waiting", 0)
    number = 0
    for place, slug in enumerate(homes):
        share = -(-left // (len(homes) - place))
        names = [f"Osaleja {number + n}" for n in range(1, share + 1)]
        yield REGISTRARS.get(slug, "omanik"), Organisation.objects.get(slug=slug), names
        number, left = number + share, left - share


def hold(training: Training, row: dict[str, Any]) -> None:
    seats = Registration.objects.filter(training=training, state="registered").order_by("pk")
    present = list(seats.values_list("pk", flat=True))[: row["attended"]]
    mark_attendance(training=training, present=present, by=actor("omanik"))
    enter_ratings(training=training, counts=ratings(row["rating"], row["attended"]), by=actor("omanik"))


def ratings(mean: float, people: int) -> dict[int, int]:
    """Whole ratings of all of them, whose mean rounds to the figure."""
    total = int((Decimal(str(mean)) * people).quantize(Decimal(1)))
    low, over = divmod(total, people)
    return {low + 1: over, low: people - over} if low < 5 else {5: people}


def ask(row: dict[str, Any], moved: Moved) -> None:
    """Asked, answered and linked to its guide; nothing when it is there already."""
    if AdviceRequest.objects.filter(ref=row["id"]).exists():
        return
    with moment(moved.at(row["asked"])):
        component = Component.objects.get(slug=row["component"])
        advice = ask_advice(question=row["question"], component=component, ref=row["id"], by=actor(row["who"]))
    if not row["answered"]:
        return
    with moment(moved.at(row["answered"])):
        advice = answer_advice(advice=advice, answer=row["answer"], by=actor("omanik"))
        if "article" in row:
            guide = Document.objects.get(slug=slug_of(row["article"]))
            link_guide(advice=advice, document=guide, by=actor("omanik"))
