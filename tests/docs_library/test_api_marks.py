"""Restrictions and links of versions under /api/v1/: the same acts and refusals as on the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from docs_library.models import Restriction, RestrictionCopy, ShareLink
from notifications.models import Delivery
from tests.docs_library.test_api import VERSIONS, post
from tests.factories import library as make
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def day(days: int) -> str:
    return str(clock.today() + timedelta(days))


@pytest.fixture
def version():
    return make.published(audience="public")


@pytest.fixture
def mark(version):
    return make.restricted(version, days=300)


@pytest.fixture
def one(version):
    return f"{VERSIONS}{version.pk}/"


class TestMarks:
    @pytest.fixture
    def at_mark(self, one, mark):
        return f"{one}restrictions/{mark.pk}/"

    def test_extended_once_with_a_reason(self, as_, at_mark):
        post(as_("owner"), f"{at_mark}extend/", 403, until_on=day(400), because="Meede kestab")
        lead = as_("lead")
        post(lead, f"{at_mark}extend/", 422, until_on=day(200), because="Meede kestab")
        post(lead, f"{at_mark}extend/", 400, until_on=day(400), because="")
        shown = post(lead, f"{at_mark}extend/", until_on=day(400), because="Meede kestab")
        assert [one["until_on"] for one in shown["marks"]] == [day(400)]
        post(lead, f"{at_mark}extend/", 409, until_on=day(500), because="Veel")

    def test_lifted(self, as_, at_mark, mark):
        owner = as_("owner")
        assert post(owner, f"{at_mark}lift/", because="Põhjus on ära langenud")["marks"] == []
        mark.refresh_from_db()
        assert mark.ended_on == clock.today()
        post(owner, f"{at_mark}lift/", 409, because="Veel")

    def test_sent_to_an_organisation_or_a_person(self, as_, at_mark, cast):
        assert cast.partner_a
        owner = as_("owner")
        copy = post(owner, f"{at_mark}copies/", 201, organisation="kov-a")
        assert (copy["organisation"], copy["user"]) == ("kov-a", None)
        assert Delivery.objects.filter(channel="email", user=cast.partner_a).exists()
        post(owner, f"{at_mark}copies/", 409, organisation="kov-a")
        post(owner, f"{at_mark}copies/", 201, user=cast.staff.email)
        post(owner, f"{at_mark}copies/", 422)
        post(owner, f"{at_mark}copies/", 422, organisation="kov-a", user=cast.staff.email)
        assert RestrictionCopy.objects.count() == 2

    def test_a_mark_of_another_version_is_not_found(self, as_, mark):
        other = make.published("teine")
        for act, sent in {"lift": {"because": "x"}, "copies": {"organisation": "kov-a"}}.items():
            post(
                as_("owner"),
                f"{VERSIONS}{other.pk}/restrictions/{mark.pk}/{act}/",
                404 if act == "lift" else 400,
                **sent,
            )
        assert mark.is_active

    @pytest.mark.parametrize(("who", "code"), [("auditor", 403), ("staff", 404), ("partner_a", 404), ("admin", 404)])
    def test_who_does_not(self, who, code, as_, at_mark):
        organisation("kov-a")
        client = as_(who)
        post(client, f"{at_mark}lift/", code, because="x")
        post(client, f"{at_mark}extend/", code, until_on=day(400), because="x")
        assert Restriction.objects.get().ended_on is None


class TestShares:
    def test_made_opened_and_revoked(self, as_, one, client, version):
        owner = as_("owner")
        share = post(owner, f"{one}shares/", 201, whom="Arendaja", until_on=day(7))
        path = share["address"][share["address"].index("/library/") :]
        assert share["is_open"]
        assert owner.get(f"{one}shares/").json() == [share]
        owner.logout()
        assert client.get(path).status_code == 200
        owner = as_("owner")
        gone = post(owner, f"{one}shares/{share['id']}/revoke/")
        assert (gone["is_open"], gone["address"]) == (False, None)
        post(owner, f"{one}shares/{share['id']}/revoke/", 409)
        owner.logout()
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize(
        ("sent", "code"),
        [
            ({"whom": " "}, 400),
            ({"until_on": "2020-01-01"}, 422),
            ({"until_on": "9999-01-01"}, 422),
            ({"whom": None}, 400),
        ],
    )
    def test_what_can_not_be(self, sent, code, as_, one):
        post(as_("owner"), f"{one}shares/", code, **{"whom": "Arendaja", "until_on": day(7), **sent})
        assert not ShareLink.objects.exists()

    def test_what_is_restricted_is_not_shared(self, as_, one, mark):
        post(as_("owner"), f"{one}shares/", 409, whom="Arendaja", until_on=day(7))

    @pytest.mark.parametrize("who", ["manager", "staff", "partner_a", "auditor", "admin"])
    def test_who_does_not(self, who, as_, one, version):
        share = make.shared(version)
        client = as_(who)
        post(client, f"{one}shares/", 403, whom="Arendaja", until_on=day(7))
        post(client, f"{one}shares/{share.pk}/revoke/", 403)
        seen = client.get(f"{one}shares/").json()
        assert [row["address"] for row in seen] == ([None] if who in ("manager", "auditor") else [])
        assert ShareLink.objects.get().is_open

    def test_one_of_another_version_is_not_found(self, as_, one):
        share = make.shared(make.published("teine"))
        post(as_("owner"), f"{one}shares/{share.pk}/revoke/", 404)
