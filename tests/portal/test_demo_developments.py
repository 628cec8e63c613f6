"""The demonstration year's inputs and days away, held against figures counted straight from the year's file: plain
Python over the YAML with working days of its own, none of the product's arithmetic."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from components.models import Release
from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, measures
from planning.models import Absence, Development, Input, PlannedRelease
from planning.selectors.absences import gaps
from portal.demo.seeding import developments, people
from portal.demo.seeding.year import AS_OF

pytestmark = pytest.mark.django_db

FILE = Path(__file__).resolve().parents[2] / "portal" / "demo" / "year" / "developments.yaml"
DOMAIN = ("SI-01", "SI-20", 20)  # first, last and how many the year's own list has
TODAY = date(2026, 11, 30)
# Public holidays of 2026 on weekdays (Estonian calendar, written by hand).
HOLIDAYS = {
    date(2026, *day) for day in ((1, 1), (2, 24), (4, 3), (5, 1), (6, 23), (6, 24), (8, 20), (12, 24), (12, 25))
}
NAMES = {"teenus": "Haava Teenus-Näidis", "omanik": "Mustika Näidis", "ska-infoturve": "Infoturbejuht"}


def read(key: str) -> list[dict]:
    return yaml.safe_load(FILE.read_text())[key]


def worked(first: date, last: date) -> int:
    """Working days from the one to the other, both included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return sum(day.weekday() < 5 and day not in HOLIDAYS for day in days)


@pytest.fixture
def reading(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with clock.at(AS_OF):
        import_catalogue(by=SYSTEM)
        for _round in range(2):  # started again, it makes nothing twice
            steps = [
                *people.steps(timedelta()),
                *developments.first_steps(timedelta()),
                *developments.steps(timedelta()),
            ]
            for _what, do in steps:
                do()
        yield Reading.of(AS_OF)


def test_the_year(reading):
    inputs = read("inputs")
    assert (inputs[0]["id"], inputs[-1]["id"], len(inputs)) == DOMAIN
    assert Input.objects.count() == len(inputs)
    assert Development.objects.count() == len({row["dev"] for row in inputs})
    assert PlannedRelease.objects.count() == len(read("releases"))
    assert Release.objects.count() == sum("out" in row for row in read("releases"))
    assert Absence.objects.count() == len(read("absences"))
    in_time(reading, inputs)
    waited(reading, inputs)
    without_deputy(reading)
    states(inputs)
    both_away()


def in_time(reading: Reading, inputs: list[dict]) -> None:
    due = [row for row in inputs if row["from"] == "omanik" and row["due"] < TODAY]
    good = [row["id"] for row in due if row["given"] and row["given"] <= row["due"] and row["verdict"] != "tagastatud"]
    result = measures.get("2.3.a-1").read(reading)
    assert {row.label[:5] for row in result.counted.fulfilled} == set(good)
    assert {row.label[:5] for row in result.counted.missed} == {row["id"] for row in due} - set(good)
    assert [row.label[:5] for row in result.counted.left_out] == ["SI-20"]


def waited(reading: Reading, inputs: list[dict]) -> None:
    expected: Counter = Counter()
    for row in inputs:
        if row["due"] < TODAY:
            final = row.get("resent") or row["given"] or TODAY
            days = worked(row["due"] + timedelta(days=1), final) if final > row["due"] else 0
            assert days == row.get("blocked_days", days)
            expected[row["from"]] += days
    result = measures.get("2.3.a-2").read(reading)
    assert result.n == sum(expected.values())
    found = {part.label: part.fulfilled for part in result.counted.splits}
    for who, days in expected.items():
        if who in NAMES and days:
            assert next(n for label, n in found.items() if label.startswith(NAMES[who])) == days
    assert sorted(found.values()) == sorted(days for days in expected.values() if days)


def without_deputy(reading: Reading) -> None:
    named = yaml.safe_load((FILE.parent / "people.yaml").read_text())["substitutions"]
    stood_in = [(row["from"], row["to"]) for row in named if row["for"] == "omanik"]
    missed = fulfilled = ahead = 0
    for row in read("absences"):
        days = [row["from"] + timedelta(days=n) for n in range((row["to"] - row["from"]).days + 1)]
        for day in days if row["who"] == "omanik" else []:
            if worked(day, day):
                covered = any(first <= day <= last for first, last in stood_in)
                ahead += day > TODAY
                fulfilled += day <= TODAY and covered
                missed += day <= TODAY and not covered
    result = measures.get("1.deputy").read(reading)
    assert (result.n, result.total("fulfilled"), result.total("left_out")) == (missed, fulfilled, ahead)
    assert not result.is_empty


def states(inputs: list[dict]) -> None:
    expected = {
        row["id"]: "accepted" if row["verdict"] != "ootel" else "given" if row["given"] else "asked" for row in inputs
    }
    assert dict(Input.objects.values_list("ref", "state")) == expected
    returned = {row["id"] for row in inputs if row["verdict"] == "tagastatud"}
    assert set(Input.objects.filter(was_returned=True).values_list("ref", flat=True)) == returned


def both_away() -> None:
    gap = gaps()[0]
    assert (gap.from_on, gap.until_on, gap.workdays) == (date(2026, 12, 21), date(2026, 12, 23), 3)
    assert (str(gap.usual), gap.is_usual_away, str(gap.proposed)) == ("Pihlaka Varu", True, "Kadaka Proov")
