"""The same acts by /api/v1/, with the same refusals."""

from __future__ import annotations

import pytest

from planning.models import Absence, Input, PlannedRelease
from planning.services.inputs import give_input
from tests.factories.catalogue import component
from tests.factories.people import organisation
from tests.factories.planning_developments import asked, development, long_standing, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return long_standing("owner", "lead", "staff", "resolver", "partner_a")


def post(client, path: str, **data):
    return client.post(f"/api/v1/{path}", data, content_type="application/json")


def test_from_development_to_accepted_input(as_, cast, at):
    organisation("tehik")
    component()
    with at("2026-12-21T10:00"):
        client = as_("owner")
        made = post(client, "developments/", slug="a", title="A", starts_on="2026-12-01", components=["aut-tara"])
        assert made.status_code == 201, made.json()
        sides = {"giver_organisation": "ska", "giver": cast.owner.email, "receiver_organisation": "tehik"}
        refused = post(client, "inputs/", development="a", what="Tekstid", due_on="2026-12-24", **sides)
        assert refused.status_code == 422
        assert "28.12.2026" in str(refused.json())
        made = post(client, "inputs/", development="a", what="Tekstid", in_days=3, **sides)
        assert made.json()["due_on"] == "2026-12-28"
        ref = made.json()["ref"]
        assert post(client, f"inputs/{ref}/give/", text="Siin").json()["state"] == "given"
        assert post(client, f"inputs/{ref}/accept/").status_code == 403
        assert post(as_("resolver"), f"inputs/{ref}/return/", text="").status_code == 422
        assert post(as_("resolver"), f"inputs/{ref}/return/", text="puudu").json()["was_returned"]
        assert post(as_("owner"), f"inputs/{ref}/give/", text="Nüüd").status_code == 200
        assert post(as_("resolver"), f"inputs/{ref}/accept/").json()["state"] == "accepted"
        assert post(as_("resolver"), f"inputs/{ref}/accept/").status_code == 409
    assert Input.objects.get().turns.count() == 4


def test_rows_as_csv_and_only_ones_own(as_, cast):
    asked(cast.owner)
    answer = as_("resolver").get("/api/v1/inputs/", {"format": "csv"})
    assert answer.content.decode().startswith("ref,development,what")
    assert as_("partner_a").get("/api/v1/inputs/").json()["count"] == 0
    assert as_("partner_a").get("/api/v1/planned-releases/").json()["count"] == 0
    assert as_("partner_a").get("/api/v1/absences/").json()["count"] == 0


def test_changes_and_calling_off(as_, cast):
    row = asked(cast.owner)
    client = as_("lead")
    path = f"/api/v1/inputs/{row.ref}/"
    late = client.patch(path, {"due_on": "2026-03-16"}, content_type="application/json")
    assert late.status_code == 422
    moved = client.patch(path, {"due_on": "2026-03-16", "reason": "lükkus"}, content_type="application/json")
    assert moved.json()["due_on"] == "2026-03-16"
    assert post(client, f"inputs/{row.ref}/cancel/", text="pole vaja").json()["state"] == "cancelled"


def test_seen_turns(as_, cast):
    row = give_input(input=asked(cast.owner), text="x", by=cast.actor("owner"))
    assert post(as_("resolver"), f"inputs/{row.ref}/accept/", seen=10**9).status_code == 409


def test_releases(as_, cast):
    development(components=[component("av-valjund")])
    client = as_("owner")
    made = post(client, "planned-releases/", component="av-valjund", version="1", planned_on="2026-12-07")
    assert made.status_code == 201
    pk = made.json()["id"]
    assert post(client, f"planned-releases/{pk}/move/", planned_on="2026-12-14").status_code == 400
    moved = post(client, f"planned-releases/{pk}/move/", planned_on="2026-12-14", reason="testid")
    assert moved.json()["planned_on"] == "2026-12-14"
    assert post(client, f"planned-releases/{pk}/out/").json()["released_at"]
    assert post(client, f"planned-releases/{pk}/out/").status_code == 409
    assert post(as_("staff"), f"planned-releases/{planned().pk}/cancel/", reason="x").status_code == 403
    assert PlannedRelease.objects.filter(release__isnull=False).count() == 1


def test_absences_in_two_steps(as_, cast):
    client = as_("staff")
    text = "alates;kuni\n2026-12-21;2026-12-23\n2026-12-30;2026-12-29"
    look = post(client, "absences/import/", text=text).json()
    assert [line["outcome"] for line in look["lines"]] == ["new", "refused"]
    assert not Absence.objects.exists()
    done = post(client, "absences/import/", text=look["text"], seen=look["mark"])
    assert done.status_code == 200
    assert Absence.objects.get().person == cast.staff
    assert post(client, "absences/import/", text=look["text"], seen=look["mark"]).status_code == 409
    other = post(client, "absences/", person=cast.owner.email, from_on="2026-12-21", until_on="2026-12-23")
    assert other.status_code == 403
    assert post(client, f"absences/{Absence.objects.get().pk}/remove/").status_code == 200
