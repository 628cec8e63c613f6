"""The page of measures: figures that open, years and days of the address, restricted rows, the API."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.services import make_token
from tests.factories.partners import contract

pytestmark = pytest.mark.django_db
PAGE = "/notices/measures/"
ONE = f"{PAGE}2.2.a-2/"


@pytest.fixture
def secret(cast, at):
    """A restricted contract whose review is late."""
    with at("2026-01-05T10:00"):
        restricted = {"restriction_basis": "AvTS", "restricted_from": date(2026, 1, 1)}
        return contract("l-1", title="Salajane", review_on=date(2026, 6, 1), **restricted)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_every_measure_with_its_links(as_, secret, at):
    with at("2026-11-30T09:00"):
        page = text_of(as_("lead").get(PAGE))
        for slug in ("2.2.a-2", "2.2.a-3", "2.2.b-1", "2.2.b-2", "2.2.b-3", "2.2.c-1", "2.6.a-1", "2.6.b-2"):
            assert f"{PAGE}{slug}/?rows=missed" in page
        assert "0/1" in page
        rows = text_of(as_("lead").get(f"{ONE}?rows=missed"))
    assert "L-1 Salajane" in rows
    assert "/partners/contracts/l-1/" in rows


WRONG = ("year=1", "year=x", "as_of=homme", "as_of=2999-01-01", "as_of=9999-99-99", "year=2025&as_of=2026-01-05")


@pytest.mark.parametrize("query", WRONG)
def test_what_can_not_be_read_is_said_and_kept(as_, at, query):
    with at("2026-11-30T09:00"):
        page = text_of(as_("lead").get(f"{PAGE}?{query}"))
        refused = as_("lead").get(f"/api/v1/measures/?{query}")
    assert "errorlist" in page or "error" in page
    assert query.rpartition("=")[2] in page
    assert refused.status_code == 422


def test_the_day_of_the_address(as_, secret, at):
    with at("2026-11-30T09:00"):
        client = as_("lead")
        assert client.get("/api/v1/measures/2.2.a-2/?as_of=2026-05-31").json()["population"] == 0
        assert client.get("/api/v1/measures/2.2.a-2/?as_of=2026-06-01").json()["population"] == 1
        found = client.get("/api/v1/measures/2.2.a-2/?year=2025").json()
        assert found["as_of"].startswith("2025-12-31T23:59:59")
        assert "as_of=2026-05-31" in text_of(client.get(f"{PAGE}?as_of=2026-05-31")), "links carry it on"


def test_unknown_measures_and_lists(as_, at):
    with at("2026-11-30T09:00"):
        assert as_("lead").get(f"{PAGE}9.9.z-9/").status_code == 404
        assert as_("lead").get(f"{ONE}?rows=nonsense&page=77").status_code == 200


def test_csv_of_all_lists(as_, secret, at):
    with at("2026-11-30T09:00"):
        response = as_("lead").get(f"{ONE}?format=csv")
    assert response["Content-Type"].startswith("text/csv")
    assert "L-1 Salajane" in text_of(response)
    assert "contract:" in text_of(response)


def test_a_row_that_the_caller_may_not_see_is_counted_without_its_name(client, cast, secret, at):
    with at("2026-11-30T09:00"):
        _row, narrow = make_token(name="x", scopes=["notifications.*"], by=cast.actor("lead"))
        _row, wide = make_token(name="y", by=cast.actor("lead"))
        found = client.get("/api/v1/measures/2.2.a-2/", headers={"Authorization": f"Bearer {narrow}"}).json()
        assert (found["population"], found["missed_rows"][0]["is_seen"]) == (1, False)
        assert "Salajane" not in str(found)
        assert "contract:" not in str(found)
        found = client.get("/api/v1/measures/2.2.a-2/", headers={"Authorization": f"Bearer {wide}"}).json()
        assert "Salajane" in str(found)


def test_the_api_lists_them_all(as_, at):
    with at("2026-11-30T09:00"):
        found = as_("auditor").get("/api/v1/measures/").json()
    assert {one["state"] for one in found["results"]} <= {"empty", "unagreed"}
    assert [one["id"] for one in found["results"]] == sorted(one["id"] for one in found["results"])
    assert as_("staff").get("/api/v1/measures/").status_code == 403
