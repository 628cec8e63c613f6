"""Bodies of the API that no honest client sends, and errors where a CSV was asked for."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
BODIES = [b"[" * 100_000, b'{"a":' * 50_000, b'"\\ud800"', b"[]", b"null", b"1e999", b"9" * 5000, b"\xff", b""]


@pytest.mark.parametrize("body", BODIES)
def test_a_hostile_body_is_a_bad_request(as_, body):
    answer = as_("owner").post("/api/v1/incidents/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("value", ["a\0b", "\ud800", 10**30, [], {}, None, True, "x" * 20_000])
def test_a_hostile_value_is_a_bad_request(as_, value):
    given = dict.fromkeys(("title", "component", "system", "fault_class", "environment", "priority"), value)
    assert as_("owner").post("/api/v1/incidents/", given, content_type="application/json").status_code == 400


def test_an_error_is_a_problem_where_a_csv_was_asked_for(as_):
    answer = as_("owner").get("/api/v1/incidents/INC-2099-00001/?format=csv")
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", "text/html", "a"])
def test_a_kind_that_is_not_given_is_a_problem(as_, kind):
    answer = as_("owner").get("/api/v1/incidents/", headers={"Accept": kind})
    assert (answer.status_code, answer.json()["status"]) == (406, 406)
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_persons_number_past_all_numbers_is_nobodys(client):
    headers = {"Authorization": "Bearer a.b", "X-Acting-For": "9" * 5000}
    assert client.get("/api/v1/incidents/", headers=headers).status_code == 401
