"""Pages and API of tasks."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.services import note_interaction
from planning.models import Task
from planning.selectors.abouts import seen_about
from planning.services import tasks
from tests.factories import cases
from tests.factories.partners import contract
from tests.factories.people import organisation
from tests.factories.planning_work import task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


def text_of(client, url: str) -> str:
    return client.get(url).content.decode()


def filled(cast, **facts) -> dict:
    people = {"responsible": cast.user("owner").pk, "ordered_by": cast.user("lead").pk}
    return {"title": "Koostada ülevaade", "origin": "ordered", "due_on": "2026-12-08", **people, **facts}


def test_ordered_done_and_accepted_in_a_browser(as_, cast):
    client = as_("lead")
    page = client.post("/tasks/new/", filled(cast, due_on="2026-11-20"))
    assert page.status_code == 422
    assert "Koostada ülevaade" in page.content.decode(), "what was typed is kept"
    assert client.post("/tasks/new/", filled(cast)).url == "/tasks/UL-2026-01/"
    client = as_("owner")
    assert "Koostada ülevaade" in text_of(client, "/")
    assert client.post("/tasks/UL-2026-01/finish/", {"text": "Valmis"}).url == "/tasks/UL-2026-01/"
    assert client.post("/tasks/UL-2026-01/accept/").status_code == 403
    client = as_("lead")
    assert "Koostada ülevaade" in text_of(client, "/")
    page = client.post("/tasks/UL-2026-01/return/", {"reason": ""})
    assert page.status_code == 422
    assert client.post("/tasks/UL-2026-01/accept/").url == "/tasks/UL-2026-01/"
    assert Task.objects.get().state == "accepted"
    assert "Valmis" in text_of(client, "/tasks/UL-2026-01/")
    assert client.post("/tasks/UL-2026-01/return/", {"reason": "hilja"}).status_code == 409


def test_a_day_that_is_no_day(as_, cast):
    client = as_("lead")
    for day in ("", "homme", "2026-02-30", "2026-12-25"):
        page = client.post("/tasks/new/", filled(cast, due_on=day))
        assert page.status_code == 422
        assert "Koostada ülevaade" in page.content.decode()


def test_three_views_of_the_same_rows(as_, cast):
    row = task(cast, title="Kirjutada riskidest")
    client = as_("owner")
    for query in ("", "?view=board", "?view=calendar&month=2026-12"):
        assert "Kirjutada riskidest" in text_of(client, f"/tasks/{query}"), query
    assert "Kirjutada riskidest" not in text_of(client, "/tasks/?view=calendar")
    assert "Kirjutada riskidest" in client.get("/tasks/?format=csv").content.decode()
    assert client.get("/tasks/?format=xlsx").status_code == 200
    for bad in ("2026-13", "x", "0000-01", "99999-1"):
        page = client.get("/tasks/", {"view": "calendar", "month": bad})
        assert page.status_code == 200
        assert "alert" in page.content.decode()
    assert row.ref not in text_of(as_("lead"), "/tasks/")
    assert row.ref in text_of(as_("lead"), "/tasks/?whose=ordered")
    assert row.ref in text_of(as_("manager"), "/tasks/?whose=all")
    assert row.ref not in text_of(as_("staff"), "/tasks/?whose=all")


def test_promises_and_filters(as_, cast, at):
    promise = {"text": "Saata kava", "due_on": date(2026, 11, 23), "responsible": cast.user("owner")}
    facts = {"kind": "call", "agreed": "Jah", "follow_ups": [promise]}
    note_interaction(organisation=organisation("tehik"), by=cast.actor("owner"), **facts)
    row = task(cast)
    client = as_("owner")
    assert "Saata kava" in text_of(client, "/tasks/")
    assert "Saata kava" not in text_of(client, "/tasks/?kind=task")
    assert "Saata kava" not in text_of(client, "/tasks/?state=late")
    with at("2026-11-24T09:00"):
        assert "Saata kava" in text_of(client, "/tasks/?state=late")
    tasks.finish_task(task=row, by=cast.actor("owner"))
    assert row.ref in text_of(client, "/tasks/?state=waiting")
    tasks.accept_task(task=row, by=cast.actor("lead"))
    assert row.ref not in text_of(client, "/tasks/")
    assert row.ref in text_of(client, "/tasks/?state=done")


def test_of_a_case(as_, cast):
    case = cases.case()
    client = as_("lead")
    page = text_of(client, f"/tasks/new/?about=incident:{case.ref}")
    assert f"incident:{case.ref}" in page
    assert f"{case.ref} {case.title}" in page
    client.post("/tasks/new/", filled(cast, about=f"incident:{case.ref}", origin="follow_up"))
    page = text_of(client, f"/incidents/{case.ref}/")
    assert "Koostada ülevaade" in page
    assert f"/tasks/new/?about=incident:{case.ref}" in page


def test_a_case_or_contract_that_is_not_the_readers_stays_unnamed(as_, cast):
    contract(
        "l-9",
        title="Salajane leping",
        restriction_basis="AvTS § 35 lg 1 p 9",
        restricted_from=date(2026, 1, 1),
        restricted_until=date(2031, 1, 1),
    )
    assert seen_about(cast.actor("lead"), "contract:l-9")
    assert seen_about(cast.actor("staff"), "contract:l-9") is None
    assert seen_about(cast.actor("lead"), "interaction:abc") is None
    assert seen_about(cast.actor("lead"), "nothing:1") is None


def test_the_api(as_, cast):
    client = as_("lead")
    given = {"title": "Memo", "due_on": "2026-12-08", "responsible": cast.user("owner").email}
    made = client.post("/api/v1/tasks/", given, content_type="application/json")
    assert made.status_code == 201, made.content
    ref = made.json()["ref"]
    client = as_("owner")
    assert client.post(f"/api/v1/tasks/{ref}/finish/", {}, content_type="application/json").json()["state"] == "done"
    refused = client.post(f"/api/v1/tasks/{ref}/accept/")
    assert refused.status_code == 403
    client = as_("lead")
    assert client.post(f"/api/v1/tasks/{ref}/return/", {}, content_type="application/json").status_code in (400, 422)
    back = client.post(f"/api/v1/tasks/{ref}/return/", {"reason": "puudu"}, content_type="application/json")
    assert (back.json()["state"], back.json()["was_returned"]) == ("returned", True)
    assert client.post(f"/api/v1/tasks/{ref}/accept/").status_code == 409
    assert client.get("/api/v1/tasks/?state=unfinished").json()["count"] == 1
    assert as_("staff").get("/api/v1/tasks/").json()["count"] == 0
    assert as_("partner_a").get("/api/v1/tasks/").json()["count"] == 0


def test_questions_do_not_grow_with_rows(as_, cast):
    client = as_("owner")
    for number in range(3):
        task(cast, title=f"Töö {number}")
    for query in ("", "?view=board&whose=all&state=any", "?view=calendar", "?format=csv"):
        client.get(f"/tasks/{query}")
        with CaptureQueriesContext(connection) as first:
            client.get(f"/tasks/{query}")
        for number in range(3, 8):
            task(cast, title=f"Töö {number}")
        with CaptureQueriesContext(connection) as second:
            client.get(f"/tasks/{query}")
        assert len(second) <= len(first) <= 12, query
