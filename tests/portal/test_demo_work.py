"""The demonstration year's tasks, goals, reviews and accesses, held against figures counted straight from its files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, measures
from planning.models import AccessRequest, Decision, DescriptionReview, Goal, Task
from portal.demo.seeding import growth, people, work
from portal.demo.seeding.year import AS_OF

pytestmark = pytest.mark.django_db
YEAR = Path(__file__).resolve().parents[2] / "portal" / "demo" / "year"
TODAY = date(2026, 11, 30)
QUARTER = date(2026, 9, 24)


def read(file: str, key: str) -> list[dict]:
    return yaml.safe_load((YEAR / f"{file}.yaml").read_text(encoding="utf-8"))[key]


@pytest.fixture(autouse=True)
def lived(settings, tmp_path):

    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with clock.at(AS_OF):
        import_catalogue(by=SYSTEM)
        for _again in range(2):
            seed()
        yield


def seed(shift: timedelta = timedelta(0)) -> None:
    for _what, do in [*people.steps(shift), *work.steps(shift), *growth.steps(shift)]:
        do()


def names(rows) -> set[str]:
    return {row.label.split()[0] for row in rows}


def figure(slug: str, as_of=AS_OF):
    return measures.get(slug).read(Reading.of(as_of))


def test_all_of_it_stands_once():
    assert Task.objects.count() == len(read("work", "tasks")) + len(read("work", "projects"))
    assert (Goal.objects.count(), Decision.objects.count(), AccessRequest.objects.count()) == (3, 1, 2)
    assert DescriptionReview.objects.get().is_signed


def test_one_off_tasks():
    rows = [row for row in read("work", "tasks") if row["due"] < TODAY]
    good = {
        row["id"]
        for row in rows
        if row["done"] and row["done"] <= row["due"] and not row.get("returned") and row["accepted"]
    }
    found = figure("2.8.a-1")
    assert names(found.rows("fulfilled")) == good == {"U-1", "U-2", "U-4"}
    assert names(found.rows("missed")) == {row["id"] for row in rows} - good
    assert names(found.rows("left_out")) == {"U-6"}
    done = [row for row in read("work", "tasks") if row["done"]]
    found = figure("2.8.a-2")
    assert names(found.rows("missed")) == {row["id"] for row in done if row.get("returned")}
    assert (found.n, found.population) == (1, len(done))


def test_projects():
    rows = [row for row in read("work", "projects") if row["due"] <= TODAY]
    good = {row["id"] for row in rows if row["done"] <= row["due"] and row["accepted_by"] != "omanik"}
    found = figure("2.7.a-1")
    assert names(found.rows("fulfilled")) == good == {"PJ-A", "PJ-B"}
    assert names(found.rows("missed")) == {"PJ-C"}


def test_as_it_stood_in_the_middle():
    """On the day U-5 was returned: the return is known, its redoing and acceptance are not."""
    at = clock.parse_local("2026-09-24T16:00")
    rows = [row for row in read("work", "tasks") if row["due"] < QUARTER]
    good = {row["id"] for row in rows if row["done"] <= row["due"] and row["accepted"] <= QUARTER}
    assert names(figure("2.8.a-1", at).rows("fulfilled")) == good
    assert names(figure("2.8.a-2", at).rows("missed")) == {"U-5"}
    before = clock.parse_local("2026-09-24T15:00")
    assert not figure("2.8.a-2", before).rows("missed")


def test_goals_reviews_and_accesses():
    goals = [row for row in read("growth", "goals") if row["due"] <= TODAY]
    found = figure("2.5.a-1")
    assert found.n == len([row for row in goals if row["done"] and row["confirmed"] <= TODAY]) == 2
    assert found.population == len(goals)
    assert found.total("left_out") == 1
    held = read("growth", "appraisals")[0]
    assert figure("2.5.a-2").value == int((TODAY - held["held"]).days <= 365)
    assert figure("1.review").value == int((TODAY - held["job_description_reviewed"]).days <= 365)
    assert figure("4.r2").value == 0


def test_a_moved_year_is_lived_as_well():
    """Days that fall on holidays after the move do not stop it."""
    with clock.at(AS_OF + timedelta(weeks=3)):
        work.live({**read("work", "tasks")[5], "id": "U-7", "due": date(2026, 12, 4)}, work.Moved(timedelta(weeks=3)))
    assert Task.objects.get(ref="U-7").due_on == date(2026, 12, 23)
