"""Systems, components, releases and planned work by API."""

from __future__ import annotations

import pytest

from components import services
from components.models import Maintenance, Release
from core.actor import SYSTEM
from tests.factories import catalogue

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def starter():
    services.import_catalogue(by=SYSTEM)


def test_components_share_filters_with_the_page(as_, starter):
    body = as_("partner_a").get(f"{API}/components/?kind=style&system=star").json()
    assert [row["slug"] for row in body["results"]] == ["stiil-ligipaas"]
    one = as_("partner_a").get(f"{API}/components/av-turvaserver/").json()
    assert one["systems"] == ["skais1", "skais2-ametnik", "skais2-iseteenindus", "star"]
    assert one["name"]["en"].startswith("X-tee security server")


def test_systems_and_dependencies(as_, starter):
    client = as_("staff")
    star = client.get(f"{API}/systems/star/").json()
    assert {"organisation": "dev-st", "role": "developer"} in star["parties"]
    found = client.get(f"{API}/dependencies/?component=aut-tara").json()
    assert [(row["upstream"], row["effect"]["et"]) for row in found["results"]] == [
        ("ria-tara", "Iseteenindusse ei saa sisse logida")
    ]
    assert client.get(f"{API}/components/?format=csv").content.decode().startswith("slug,kind,name")


def test_a_release_is_posted_by_those_who_may(as_):
    catalogue.component("log")
    given = {"component": "log", "version": "2.1", "notes": {"et": "Kiirem"}}
    made = as_("owner").post(f"{API}/releases/", given, content_type="application/json")
    assert (made.status_code, made.json()["environment"]) == (201, "production")
    assert as_("owner").post(f"{API}/releases/", given, content_type="application/json").status_code == 409
    refused = as_("staff").post(f"{API}/releases/", {**given, "version": "3"}, content_type="application/json")
    assert (refused.status_code, refused["content-type"]) == (403, "application/problem+json")
    unknown = as_("owner").post(f"{API}/releases/", {**given, "component": "x"}, content_type="application/json")
    assert unknown.status_code == 400
    assert Release.objects.count() == 1


def test_work_is_posted_and_a_payout_window_refuses(as_):
    skais = catalogue.system("skais")
    catalogue.component("log", used_by=[skais])
    catalogue.payout_window(skais)
    given = {
        "title": {"et": "Uuendus"},
        "components": ["log"],
        "starts_at": "2027-03-08T18:00:00+02:00",
        "ends_at": "2027-03-08T20:00:00+02:00",
    }
    client = as_("lead")
    refused = client.post(f"{API}/maintenances/", given, content_type="application/json")
    assert (refused.status_code, refused.json()["title"]) == (422, "payout-window")
    assert "window_reason" in refused.json()["errors"]
    given["window_reason"] = "turvaviga"
    made = client.post(f"{API}/maintenances/", given, content_type="application/json")
    assert made.status_code == 201
    work = Maintenance.objects.get()
    assert client.get(f"{API}/maintenances/{work.public_id}/").json()["components"] == ["log"]
    assert client.get(f"{API}/maintenances/?component=log&state=done").json()["count"] == 0


def test_strangers_see_nothing(client):
    assert client.get(f"{API}/components/").status_code in (401, 403)
