"""The demonstration year's trainings and advice, held against figures counted straight from the year's file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from django.db.models import Avg, Count, Q

from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, measures
from planning.models import AdviceRequest, Training
from portal.demo.seeding import contracts, documents, people, trainings
from portal.demo.seeding.year import AS_OF

pytestmark = pytest.mark.django_db
FILE = Path(__file__).resolve().parents[2] / "portal" / "demo" / "year" / "trainings.yaml"
NOW = datetime(2026, 11, 30, 9)
HOLIDAYS = {date(2026, 6, 23), date(2026, 6, 24)}  # those that lie between a question and its answer
SHORTENED = {date(2026, 2, 23), date(2026, 6, 22)}
SECONDS = 5


def read(key: str) -> list[dict]:
    return yaml.safe_load(FILE.read_text())[key]


def at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def worked(start: datetime, end: datetime) -> float:
    total, day = 0.0, start.date()
    while day <= end.date():
        if day.weekday() < 5 and day not in HOLIDAYS:
            opens = datetime.combine(day, time(9))
            closes = datetime.combine(day, time(14 if day in SHORTENED else 17))
            total += max(0.0, (min(end, closes) - max(start, opens)).total_seconds() / 60)
        day += timedelta(1)
    return total


@pytest.fixture
def lived(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with clock.at(AS_OF):
        import_catalogue(by=SYSTEM)
        none = timedelta(0)
        for _what, do in [*people.steps(none), *contracts.steps(none), *documents.steps(none)]:
            do()
        began = perf_counter()
        for _what, do in trainings.steps(none):
            do()
        took = perf_counter() - began
        for _what, do in trainings.steps(none):
            do()
        yield took


def test_each_is_as_the_year_says(lived):
    assert lived < SECONDS
    seat = Q(registrations__state="registered")
    found = Training.objects.annotate(
        taken=Count("registrations", filter=seat),
        waiting=Count("registrations", filter=Q(registrations__state="waiting")),
        came=Count("registrations", filter=Q(registrations__attended=True)),
        mean=Avg("registrations__rating"),
    )
    assert found.count() == len(read("trainings")) == 8
    for row in read("trainings"):
        one = found.get(ref=row["id"])
        state = "cancelled" if row.get("cancelled") else "planned" if row["attended"] is None else "held"
        told = (one.state, one.held_on, one.seats, one.taken, one.waiting, one.came, one.is_planned)
        asked = (row["registered"], row.get("waiting", 0), row["attended"] or 0, row["planned"])
        assert told == (state, row["date"], row["seats"], *asked), row["id"]
        mean = one.mean and float(Decimal(str(one.mean)).quantize(Decimal("0.1"), ROUND_HALF_UP))
        assert mean == row.get("rating"), row["id"]
    assert {one.ref: one.guide and one.guide.slug for one in AdviceRequest.objects.all()} == {
        row["id"]: documents.slug_of(row.get("article", "")) or None for row in read("advice")
    }


def test_measures(lived):
    waits = [(at(row["asked"]), at(row["answered"])) for row in read("advice")]
    in_time = [worked(asked, done or NOW) <= 960 for asked, done in waits if done or worked(asked, NOW) > 960]
    due = [row for row in read("trainings") if row["planned"] and row["date"] <= NOW.date()]
    held = [row for row in due if row["attended"] is not None]
    reading = Reading.of(AS_OF)
    answered, planned = (measures.get(slug).read(reading) for slug in ("2.2.b-4", "2.2.b-5"))
    assert (answered.n, answered.population) == (sum(in_time), len(in_time)) == (5, 6)
    assert (planned.n, planned.population) == (len(held), len(due)) == (5, 6)
    came, registered = sum(row["attended"] for row in held), sum(row["registered"] for row in held)
    split, rated = planned.counted.splits[:2]
    assert (split.fulfilled, split.total) == (came, registered)
    assert (rated.fulfilled, rated.total) == (came, came)
