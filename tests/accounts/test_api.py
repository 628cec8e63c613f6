"""People and substitutes under /api/v1/."""

import pytest

from core import clock

pytestmark = pytest.mark.django_db


def test_people_with_their_roles(as_, cast):
    cast.user("partner_a")
    found = as_("lead").get("/api/v1/people/", {"role": "partner"}).json()["results"]
    assert [one["memberships"][0]["organisation"] for one in found] == ["kov-a"]
    assert as_("staff").get("/api/v1/people/").status_code == 403


def test_naming_a_substitute(as_, cast):
    today = str(clock.today())
    body = {"absent": cast.owner.pk, "substitute": cast.staff.pk, "from_on": today, "until_on": today, "reason": "x"}
    client = as_("lead")

    def post(**given):
        return client.post("/api/v1/substitutions/", body | given, content_type="application/json")

    assert post(until_on="2020-01-01").status_code == 422
    assert post(absent=999999).status_code == 400
    assert post().status_code == 201
    again = post()
    assert (again.status_code, again.json()["title"]) == (409, "substitute-named")
    assert client.get("/api/v1/substitutions/", {"when": "now"}).json()["count"] == 1
