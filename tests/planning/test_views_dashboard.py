"""The plan's dashboard: what stands how, what waits for whom, what changed, and how much it asks of the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import clock
from planning.models import PlanLook, PlanMove, Task
from planning.rules import judging
from planning.selectors import dashboard
from planning.services import ledger
from tests.factories import planning_plan as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-30T09:00"):
        yield


def test_how_a_line_stands(cast):
    row = make.line(by=cast.actor("owner"), due_on=date(2026, 12, 18))
    row.baseline_on, row.done_on = date(2026, 9, 30), None
    assert dashboard.standing(row) == dashboard.PLANNED
    row.due_on = date(2026, 11, 27)
    assert dashboard.standing(row) == dashboard.LATE
    row.state, row.done_on = "done", date(2026, 9, 30)
    assert dashboard.standing(row) == dashboard.DONE
    row.done_on = date(2026, 10, 1)
    assert dashboard.standing(row) == dashboard.DONE_LATE, "against the day that was agreed first"


def test_a_line_that_moved_spans_from_its_first_quarter(cast):
    row = make.line(by=cast.actor("owner"), due_on=date(2026, 12, 18))
    row.baseline_on, row.quarter = date(2026, 6, 30), 4
    span = dashboard.spans([row])[0]
    assert (span.first, span.last) == (1, 3)


def test_the_page_shows_lines_risks_and_decisions(as_, cast):
    row = make.line(by=cast.actor("owner"), due_on=date(2026, 12, 18))
    type(row).objects.filter(pk=row.pk).update(waits_for="infoturbejuhi sisend")
    facts = {"ordered_by": cast.user("manager"), "responsible": cast.user("owner"), "due_on": clock.today()}
    Task.objects.create(ref="U-2026-90", title="Ülevaade", state="done", done_on=clock.today(), **facts)
    page = as_("manager").get("/plan/").content.decode()
    assert row.ref in page
    assert "infoturbejuhi sisend" in page
    assert "Ülesanded, mis ootavad vastuvõtmist: 1" in page
    assert "Ülesanded, mis ootavad" not in as_("auditor").get("/plan/").content.decode()


def test_red_figures_are_risks_that_open_into_their_rows(as_, cast, monkeypatch):
    ledger.agree_proposed(year=2026, by=cast.actor("lead"))
    line = next(one for one in dashboard.shares(cast.actor("manager"), None) if one.line.slug == "plaan-1").line
    missed = type(line)(line.measure, line.figure, judging.MISSED, line.target, line.agreed)
    monkeypatch.setattr(dashboard, "shares", lambda actor, as_of: [dashboard.Share(missed, "")])
    assert "/duties/plaan-1/?rows=missed" in as_("manager").get("/plan/").content.decode()


def test_staff_reads_the_plan_without_the_ledger(as_):
    page = as_("staff").get("/plan/")
    assert page.status_code == 200
    assert "/duties/" not in page.content.decode()


def test_what_changed_since_one_marked_it_as_seen(as_, cast, at):
    row = make.line(by=cast.actor("owner"), due_on=date(2026, 12, 18))
    client = as_("manager")
    with at("2026-11-30T10:00"):
        client.post("/plan/seen/")
    assert PlanLook.objects.get().user_id == cast.user("manager").pk
    with at("2026-11-30T11:00"):
        PlanMove.objects.create(
            line=row, from_on=date(2026, 12, 1), to_on=row.due_on, reason="TEHIK lükkas", by_name="Omanik"
        )
    with at("2026-12-01T09:00"):
        assert "TEHIK lükkas" in client.get("/plan/").content.decode()
        client.post("/plan/seen/")
    with at("2026-12-02T09:00"):
        assert "TEHIK lükkas" not in client.get("/plan/").content.decode()


@pytest.mark.parametrize("year", ["kaks", "1999", "2099", "20260", "٢٠٢٦", ""])
def test_a_year_that_has_no_plan(as_, year):
    assert as_("manager").get(f"/plan/?year={year}").status_code == 404


def test_other_years_and_exports(as_, cast):
    row = make.line(by=cast.actor("owner"), due_on=date(2026, 12, 18))
    client = as_("manager")
    for year in (2025, 2027):
        assert client.get(f"/plan/?year={year}").status_code == 200
        assert client.get(f"/plan/parts/?year={year}").status_code == 200
    assert row.ref in client.get("/plan/?format=csv").content.decode()
    assert client.get("/plan/?format=xlsx").content.startswith(b"PK")


def test_a_handful_of_questions_however_many_lines(as_, cast, django_assert_max_num_queries):
    client = as_("manager")
    for n in range(12):
        make.line(by=cast.actor("owner"), title=f"Rida {n}", due_on=date(2026, 12, 1) + timedelta(days=n % 3))
    client.get("/plan/")
    with django_assert_max_num_queries(12):
        client.get("/plan/")
    client.get("/duties/")
    with django_assert_max_num_queries(12):
        client.get("/duties/")
