"""The demonstration year's measures, held against figures counted straight from its files (``year_counts``)."""

from __future__ import annotations

import polib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from components.models import Component
from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, measures
from monitoring.selectors.availability import availabilities
from portal.demo.seeding import seed
from portal.demo.seeding.year import AS_OF
from tests.portal.year_counts import ROOT, cases, plans, read, telling

pytestmark = pytest.mark.django_db
PARTS = ("service", "down", "unknown")
EXPECTED = {
    "2.4.a-1": plans.round_in_time,
    "2.4.a-2": plans.decided,
    "2.7.b-1": plans.better_organised,
    "2.7.c-1": plans.with_reasons,
    "plaan-1": plans.lines_in_time,
    "plaan-2": plans.lines_measured,
    "1.goal": telling.described,
    "2.1.a-1": cases.at_the_right_place,
    "2.1.a-3": cases.wrong_party,
    "2.1.a-4": cases.nobody_took,
    "2.1.a-5": cases.mended,
    "2.1.b-1": cases.came_back,
    "2.1.b-2": cases.runs,
    "2.1.b-3": cases.signatures,
    "2.1.b-4": cases.watched,
    "2.1.b-5": cases.guards,
    "2.1.c-1": cases.available,
    "2.1.c-2": cases.content,
    "2.2.a-1": telling.fresh,
    "2.2.a-2": telling.reviews,
    "2.2.a-3": telling.undecided,
    "2.2.b-1": telling.planned,
    "2.2.b-2": telling.confirmed,
    "2.2.b-3": telling.arrived,
    "2.2.c-1": telling.first_words,
    "2.2.c-2": telling.last_words,
    "2.2.c-3": telling.steps,
    "2.6.a-1": telling.contacts,
    "2.6.a-2": telling.reachable,
    "2.6.b-1": telling.follow_ups,
    "2.6.b-2": telling.quarters,
    "4.d3": cases.restricted,
    "4.d6": cases.unapproved,
}


def test_the_years_figures_are_those_of_its_files(settings, tmp_path, as_):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with clock.at(AS_OF):
        import_catalogue(by=SYSTEM)
        seed(lambda *_step: None, AS_OF)
        reading = Reading.of(AS_OF)
        results = {slug: measures.get(slug).read(reading) for slug in EXPECTED}
        assert {slug: (one.n, one.population) for slug, one in results.items()} == {
            slug: count() for slug, count in EXPECTED.items()
        }
        check_units(reading)
        left = {row.label.split()[0]: row.why for row in results["2.2.c-1"].rows("left_out")}
        assert set(left) == {"UK-2026-002", "UK-2026-108"}
        assert "andmekaitse" in left["UK-2026-002"]
        assert queries(as_("lead"), reverse("measure_list")) <= 13  # one a kind of thing that is counted
        for slug in EXPECTED:
            assert queries(as_("lead"), reverse("measure_detail", args=[slug]) + "?rows=fulfilled") <= 12


def untranslated() -> int:
    """Entries of the catalogues without a text, as polib reads them."""
    files = [polib.pofile(str(ROOT / "locale" / one / "LC_MESSAGES" / "django.po")) for one in ("et", "ru")]
    return sum(len(file.untranslated_entries()) + len(file.fuzzy_entries()) for file in files)


def check_units(reading: Reading) -> None:
    """What is no share: the median, the trail, the texts; and what stands beside the figures."""
    assert measures.get("2.1.a-2").read(reading).value == cases.minutes_to_party()
    assert measures.get("4.d4").read(reading).value == 1
    (asked,) = measures.get("2.1.c-2").read(reading).counted.splits
    assert (asked.fulfilled, asked.total) == (41, 96)
    words = measures.get("3.lang").read(reading)
    assert sum(row.count for row in words.rows("missed") if row.kind == "texts") == untranslated()
    service = {row["component"]: row["service_minutes"] for row in read("monitoring", "availability")}
    begins, ends = reading.span("month")
    rows = Component.objects.filter(slug__in=service)
    (found,) = availabilities(list(rows), (begins, ends))
    figures = {one.slug: [getattr(found[one.pk], f"{name}_s") // 60 for name in PARTS] for one in rows}
    assert figures == {
        row["component"]: [row["service_minutes"], row["down"], row["unknown"]]
        for row in read("monitoring", "availability")
    }


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
