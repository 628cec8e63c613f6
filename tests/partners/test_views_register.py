"""The comparison with the document register, and the measure of verified contacts, as people meet them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from components.models import Party
from core import clock
from partners.models import Contact, Contract, ResolverGroup
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
URL = "/partners/contracts/compare/"


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


def outcomes(page) -> dict[str, str]:
    return {one.reference: one.outcome for one, _slug in page.context["rows"]}


def test_compared_and_nothing_changed(as_):
    contract("l-1", ends_on=date(2026, 12, 31))
    contract("l-2", ends_on=date(2027, 1, 31))
    contract("l-3")
    before = list(Contract.objects.values())
    text = "viit;lõpp\n1-1/l-1;31.12.2026\n1-1/L-2;31.12.2026\n9-9/9;\n1-1/l-3;eile\n"
    page = as_("owner").post(URL, {"text": text})
    assert outcomes(page) == {
        "1-1/l-1": "same",
        "1-1/l-2": "differs",
        "9-9/9": "not_here",
        "1-1/l-3": "not_there",
    }
    shown = page.content.decode()
    assert "9-9/9;" in shown.split("<textarea", 1)[1]
    assert [(one.number, one.why) for one in page.context["bad"]] == [(5, "date")]
    assert list(Contract.objects.values()) == before


def test_one_that_renewed_itself_is_the_same_as_written(as_):
    terms = {"mode": "tacit", "period": "12m", "starts_on": date(2023, 1, 1), "ends_on": date(2024, 12, 31)}
    contract("l-1", **terms)
    client = as_("owner")
    for day, outcome in (("31.12.2024", "same"), ("31.12.2026", "same"), ("31.12.2025", "differs")):
        assert outcomes(client.post(URL, {"text": f"viit;lõpp\n1-1/l-1;{day}"})) == {"1-1/l-1": outcome}


def test_a_file_of_windows_and_one_that_is_none(as_):
    contract("l-1", ends_on=date(2026, 12, 31))
    client = as_("auditor")
    file = SimpleUploadedFile("register.csv", "viit,lõpp\r\n1-1/l-1,2026-12-31\r\n".encode("cp1257"))
    assert outcomes(client.post(URL, {"file": file})) == {"1-1/l-1": "same"}
    for raw in (b"PK\x03\x04\x81\x83\xff", b"viit;l\n" + b"x" * 1_000_000):
        assert client.post(URL, {"file": SimpleUploadedFile("x.csv", raw)}).status_code == 422
    assert client.post(URL, {"text": "  "}).status_code == 422


def test_partners_without_a_verified_contact(as_):
    """A number that leads to exactly its rows: contract, use or team, and nobody verified within 365 days."""
    today = clock.today()
    contract("l-1", parties=("by-contract", "ska"))
    contract("l-2", parties=("was-once",), ends_on=date(2022, 1, 1))
    Party.objects.create(component=component("av-sisend"), organisation=organisation("by-use"), role="user")
    ResolverGroup.objects.create(slug="g", organisation=organisation("by-team"), name="T", channel="phone_email")
    organisation("nothing-of-ours")
    client = as_("owner")
    unverified = {"by-contract", "by-use", "by-team"}
    page = client.get("/partners/?contact=unverified")
    assert ({row.slug for row in page.context["rows"]} - {"ska"}, page.context["unverified"]) == (
        unverified,
        page.context["total"],
    )
    for slug, days in (("by-contract", 366), ("by-use", 365), ("by-team", 1)):
        verified = today - timedelta(days)
        Contact.objects.create(
            organisation=organisation(slug), name=slug, role="x", email="a@b.example", verified_on=verified
        )
    page = client.get("/partners/?contact=unverified")
    assert {row.slug for row in page.context["rows"]} - {"ska"} == {"by-contract"}
    assert as_("partner_a").get("/partners/").context["unverified"] is None
