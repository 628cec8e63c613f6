"""Checks under /api/v1/: the same rows, filters and services as the pages."""

import pytest

from monitoring.models import Check
from monitoring.services.running import run_due
from tests.factories import monitoring as make

NEW = {
    "slug": "k-uus",
    "type": "http",
    "component": "aut-tara",
    "fault_class": "katkestus",
    "config": {"url": "https://tara.example/"},
}


@pytest.fixture
def api(as_):
    def ask(who: str, method: str, path: str, data=None):
        call = getattr(as_(who), method)
        return (
            call(f"/api/v1/checks/{path}", data, content_type="application/json")
            if data is not None
            else call(f"/api/v1/checks/{path}")
        )

    return ask


def test_list_and_one(api, db):
    make.check()
    assert api("staff", "get", "?state=unknown").json()["count"] == 1
    one = api("staff", "get", "k-tara/").json()
    assert (one["component"], one["state"], one["ping_url"]) == ("aut-tara", "unknown", "")


def test_others_see_nothing(api, db):
    make.check()
    assert api("partner_a", "get", "").json()["count"] == 0
    assert api("partner_a", "get", "k-tara/").status_code == 404


def test_the_life_of_a_check(api, db):
    make.component()
    made = api("owner", "post", "", NEW)
    assert made.status_code == 201, made.json()
    assert made.json()["config"]["statuses"] == "200-299"
    assert api("owner", "patch", "k-uus/", {"severity": 1}).json()["severity"] == 1
    assert api("owner", "post", "k-uus/pause/", {"reason": "töö"}).json()["paused_because"] == "töö"
    assert api("owner", "post", "k-uus/run/", {}).status_code == 409
    assert api("owner", "post", "k-uus/resume/", {}).json()["paused_at"] is None
    assert api("owner", "post", "k-uus/run/", {}).status_code == 200


@pytest.mark.parametrize(
    ("given", "status"), [({"config": {"url": "x"}}, 422), ({"type": "telepathy"}, 400), ({"component": "none"}, 400)]
)
def test_bad_input_is_a_problem(api, db, given, status):
    make.component()
    response = api("owner", "post", "", NEW | given)
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")


def test_staff_may_not_write(api, db):
    make.check()
    assert api("staff", "patch", "k-tara/", {"severity": 1}).status_code == 403
    assert Check.objects.count() == 1


def test_a_review_is_signed(api, db):
    make.check("k-review", type="inspection")
    assert api("owner", "post", "k-review/sign/", {"note": "korras"}).json()["state"] == "up"


def test_results_newest_first(api, db, door, server):
    make.check(config={"url": server.url})
    run_due()
    results = api("auditor", "get", "k-tara/results/").json()["results"]
    assert [row["verdict"] for row in results] == ["up"]


def test_a_heartbeats_address_is_for_editors(api, db):
    beat = make.check("k-beat", type="heartbeat")
    assert str(beat.ping_key) in api("owner", "get", "k-beat/").json()["ping_url"]
    assert api("auditor", "get", "k-beat/").json()["ping_url"] == ""
