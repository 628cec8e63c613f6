"""Meetings, letters and calls on pages and in the API."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from partners.models import FollowUp, Interaction
from partners.services import note_interaction
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


@pytest.fixture
def promise(cast) -> FollowUp:
    facts = {"text": "Saata kava", "due_on": date(2026, 11, 13), "responsible": cast.user("staff")}
    row = note_interaction(
        organisation=organisation("tehik"),
        kind="meeting",
        held_on=date(2026, 10, 14),
        agreed="Uus võti detsembris",
        follow_ups=[facts],
        by=cast.actor("owner"),
    )
    return row.follow_ups.get()


def text_of(client, url: str) -> str:
    return client.get(url).content.decode()


def test_noted_on_the_organisations_page(as_, cast):
    organisation("tehik")
    client = as_("owner")
    given = {"kind": "call", "held_on": "2026-11-20", "agreed": "Helistame uuesti", "text": "Helistada"}
    page = client.post("/partners/tehik/interactions/new/", given)
    assert page.status_code == 422
    assert "Helistame uuesti" in page.content.decode()
    given |= {"due_on": "2026-12-01", "responsible": cast.user("lead").pk}
    assert client.post("/partners/tehik/interactions/new/", given).url == "/partners/tehik/"
    assert Interaction.objects.get().follow_ups.get().responsible == cast.user("lead")
    assert "Helistame uuesti" in text_of(client, "/partners/tehik/")


def test_changed_and_added_to(as_, cast, promise):
    client, row = as_("lead"), promise.interaction
    client.post(
        f"/partners/interactions/{row.pk}/edit/", {"kind": "letter", "held_on": "2026-10-15", "agreed": "Teisiti"}
    )
    given = {"text": "Kontrollida", "due_on": "2026-12-04", "responsible": cast.user("lead").pk}
    client.post(f"/partners/interactions/{row.pk}/follow-ups/new/", given)
    client.post(f"/partners/follow-ups/{promise.pk}/edit/", {**given, "text": "Saata uus kava"})
    row.refresh_from_db()
    assert (row.kind, row.agreed) == ("letter", "Teisiti")
    assert {each.text for each in row.follow_ups.all()} == {"Kontrollida", "Saata uus kava"}


def test_the_agencys_own_knowledge(as_, promise):
    assert "Uus võti detsembris" in text_of(as_("staff"), "/partners/tehik/")
    for who in ("resolver", "partner_a"):
        client = as_(who)
        assert "Uus võti detsembris" not in text_of(client, "/partners/tehik/")
        assert client.get("/api/v1/interactions/").json()["count"] == 0
        assert client.get("/api/v1/follow-ups/").json()["count"] == 0
        assert client.post(f"/partners/follow-ups/{promise.pk}/done/").status_code in (403, 404)


def test_late_ones_are_on_the_today_page_of_the_responsible_until_done(as_, promise):
    assert "Saata kava" not in text_of(as_("owner"), "/")
    client = as_("staff")
    assert "Saata kava" in text_of(client, "/")
    client.post(f"/partners/follow-ups/{promise.pk}/done/")
    assert "Saata kava" not in text_of(client, "/")
    promise.refresh_from_db()
    assert promise.done_on == clock.today()


def test_the_api_notes_and_finishes(as_, cast):
    organisation("tehik")
    client = as_("owner")
    promised = {"text": "Saata", "due_on": "2026-11-30", "responsible": cast.user("staff").email}
    given = {"organisation": "tehik", "kind": "letter", "agreed": "Saadame", "follow_ups": [promised]}
    made = client.post("/api/v1/interactions/", given, content_type="application/json")
    assert made.status_code == 201, made.content
    one = made.json()["follow_ups"][0]
    assert client.get("/api/v1/follow-ups/?state=open").json()["count"] == 1
    assert client.get("/api/v1/follow-ups/?state=late").json()["count"] == 0
    assert client.post(f"/api/v1/follow-ups/{one['id']}/done/").json()["done_on"] == "2026-11-23"
