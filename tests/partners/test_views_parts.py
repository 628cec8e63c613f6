"""What an organisation uses and its X-tee subsystems, on its page and by the interface."""

from __future__ import annotations

import pytest

from accounts.models import AuditRecord
from components.models import Party
from core import clock
from partners.models import Subsystem
from tests.factories.monitoring import component
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def ska():
    row = organisation("ska")
    row.registry_code = "70001975"
    row.save()
    return row


def used(slug: str) -> set[str]:
    parts = Party.objects.filter(organisation__slug=slug, role="user")
    return {(part.system or part.component).slug for part in parts}


def test_what_it_uses_is_set_whole_and_told_to_the_trail(as_, ska):
    one, two, gone = component("av-sisend"), component("aut-tara"), component("vana")
    for each in (one, gone):
        Party.objects.create(component=each, organisation=ska, role="user")
    gone.archived_at = clock.now()
    gone.save()
    client = as_("owner")
    page = client.get("/partners/ska/uses/")
    assert "checked" in page.content.decode()
    assert client.post("/partners/ska/uses/", {"components": [two.pk]}).url == "/partners/ska/"
    assert used("ska") == {"aut-tara", "vana"}
    assert AuditRecord.objects.get(action="components.set_uses").changes == {"uses": ["av-sisend", "aut-tara"]}
    client.post("/partners/ska/uses/", {"components": [two.pk]})
    assert AuditRecord.objects.filter(action="components.set_uses").count() == 1
    bad = client.post("/partners/ska/uses/", {"components": [gone.pk, "x"]})
    assert (bad.status_code, used("ska")) == (422, {"aut-tara", "vana"})


def test_uses_by_the_interface(as_, ska):
    component("av-sisend")
    client = as_("owner")
    told = client.post("/api/v1/organisations/ska/uses/", {"systems": [], "components": ["av-sisend"]}, **JSON)
    assert told.status_code == 200
    assert {"role": "user", "system": None, "component": "av-sisend"} in told.json()["parts"]
    assert client.post("/api/v1/organisations/ska/uses/", {"components": ["none"]}, **JSON).status_code == 400
    nothing = {"systems": [], "components": []}
    assert as_("staff").post("/api/v1/organisations/ska/uses/", nothing, **JSON).status_code == 403


@pytest.mark.parametrize("code", ["skais", " skais ", "EE/GOV/70001975/skais"])
def test_a_subsystem_by_its_code_or_whole_identifier(as_, ska, code):
    client = as_("owner")
    made = client.post("/partners/ska/subsystems/new/", {"code": code, "member_class": "GOV", "environment": "EE"})
    assert made.url == "/partners/ska/"
    assert "EE/GOV/70001975/skais" in client.get("/partners/ska/").content.decode()
    assert client.get("/api/v1/organisations/ska/").json()["subsystems"] == ["EE/GOV/70001975/skais"]


BAD = ["skäis", "a/b", "EE/GOV/70009770/jah", "37605030299", "", "x" * 101, "EE/XXX/70001975/skais"]


@pytest.mark.parametrize("code", BAD)
def test_a_subsystem_that_can_not_be(as_, ska, code):
    given = {"code": code, "member_class": "GOV", "environment": "EE"}
    page = as_("owner").post("/partners/ska/subsystems/new/", given)
    assert page.status_code == 422
    assert page.context["form"].errors
    assert not Subsystem.objects.exists()


def test_once_retired_and_again(as_, ska):
    client, given = as_("owner"), {"organisation": "ska", "code": "skais", "member_class": "GOV"}
    made = client.post("/api/v1/subsystems/", given, **JSON)
    assert (made.status_code, made.json()["identifier"]) == (201, "EE/GOV/70001975/skais")
    assert client.post("/api/v1/subsystems/", given, **JSON).status_code == 422
    assert client.post(f"/partners/subsystems/{made.json()['id']}/retire/").status_code == 302
    assert "EE/GOV" not in client.get("/partners/ska/").content.decode()
    assert client.post(f"/partners/subsystems/{made.json()['id']}/retire/").status_code == 404
    assert client.post("/api/v1/subsystems/", given, **JSON).status_code == 201


def test_without_a_registry_code_there_is_no_member(as_):
    organisation("tehik")
    given = {"code": "x", "member_class": "GOV", "environment": "EE"}
    page = as_("owner").post("/partners/tehik/subsystems/new/", given)
    assert list(page.context["form"].errors) == ["code"]
