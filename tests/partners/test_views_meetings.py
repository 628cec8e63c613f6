"""A meeting with a partner: what is open a line each, decided in place, and its minutes as text."""

from __future__ import annotations

from datetime import date

import pytest

from partners.models import FollowUp, Interaction
from tests.factories.cases import case, component, group, handed
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
URL = "/partners/tehik/meeting/"


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


@pytest.fixture
def waiting():
    """A contract of tehik that ends soon, and one of ria."""
    terms = {"mode": "express", "notice": "60d", "ends_on": date(2026, 12, 31)}
    contract("l-2", parties=("ria",), **terms)
    return contract("l-1", parties=("tehik",), **terms)


def given(cast, **more) -> dict:
    return {"held_on": "2026-11-23", "agreed": "Räägiti", "responsible": cast.user("lead").pk, **more}


def test_what_waits_is_decided_in_place_and_read_as_text(as_, cast, waiting):
    client = as_("owner")
    text = client.get(URL).content.decode()
    assert "decision-contract:l-1" in text
    assert "l-2" not in text
    made = client.post(
        URL, given(cast, **{"decision-contract:l-1": "Pikendada & teatada", "due-contract:l-1": "2026-12-04"})
    )
    assert made.url == URL
    promise = FollowUp.objects.get()
    assert (promise.about, promise.due_on, promise.responsible) == (
        "contract:l-1",
        date(2026, 12, 4),
        cast.user("lead"),
    )
    minutes = client.get(f"{URL}?format=txt")
    assert minutes["Content-Type"].startswith("text/plain")
    assert "L-1 Andmevahetus: Pikendada & teatada" in minutes.content.decode()
    assert "04.12.2026" in minutes.content.decode()


def test_a_decision_has_its_day_and_what_was_typed_stays(as_, cast, waiting):
    page = as_("owner").post(
        URL, given(cast, **{"decision-contract:l-1": "Pikendada", "decision-incident:SKA-9": "Uurida"})
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert "Pikendada" in text
    assert "Uurida" in text
    assert not Interaction.objects.exists()


def test_what_closed_meanwhile_is_kept_with_its_decision(as_, cast):
    organisation("tehik")
    as_("owner").post(URL, given(cast, **{"decision-incident:SKA-9": "Uurida", "due-incident:SKA-9": "2026-12-01"}))
    assert FollowUp.objects.get().about == "incident:SKA-9"


def test_open_cases_of_the_organisation_a_line_each(as_, cases):
    text, minutes = as_("owner").get(URL).content.decode(), as_("auditor").get(f"{URL}?format=txt").content.decode()
    organisation("ria")
    elsewhere = as_("owner").get("/partners/ria/meeting/").content.decode()
    for ref in cases:
        assert f"decision-incident:{ref}" in text
        assert ref in minutes
        assert ref not in elsewhere


@pytest.fixture
def cases(cast):
    """Open cases about what tehik provides, and one that lies with its team."""
    row = component("av-sisend")
    row.provider = organisation("tehik")
    row.save()
    handover = handed(by=cast.actor("owner"), to=group(organisation=organisation("tehik")))
    return [case(of="av-sisend").ref, handover.incident.ref]


def test_who_reads_and_who_notes(as_, cast, waiting):
    for who, status in (("staff", 403), ("auditor", 403)):
        client = as_(who)
        assert "<textarea" not in client.get(URL).content.decode()
        assert client.post(URL, given(cast)).status_code == status
    for who in ("resolver", "partner_a"):
        assert as_(who).get(URL).status_code == 403
