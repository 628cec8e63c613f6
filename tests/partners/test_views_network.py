"""Who is tied to us, by what, and whether somebody answers there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from components.models import Party
from core import clock
from partners.models import Contact, ResolverGroup
from partners.selectors.network import network
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
URL = "/partners/network/"


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


def contact(of: str, days: int | None) -> None:
    verified = None if days is None else clock.today() - timedelta(days)
    facts = {"name": of, "role": "x", "email": "a@b.example", "verified_on": verified}
    Contact.objects.create(organisation=organisation(of), **facts)


@pytest.fixture
def tied():
    """tehik by an ending contract and a team, ria by a use, kov-a by a contract about the component."""
    tara = component("aut-tara")
    contract("l-1", parties=("ska", "tehik"), mode="express", notice="60d", ends_on=date(2026, 12, 31))
    contract("l-2", parties=("kov-a",), components=[tara])
    contract("l-3", parties=("kov-b",), ends_on=date(2025, 1, 1))
    Party.objects.create(component=tara, organisation=organisation("ria"), role="user")
    ResolverGroup.objects.create(slug="g", organisation=organisation("tehik"), name="Tiim", channel="phone_email")
    contact("ria", 365)
    contact("tehik", 366)
    return tara


def shown(rows) -> dict:
    return {row.organisation.slug: (row.ties, row.contact, bool(row.waiting)) for row in rows}


def test_ties_and_states(tied, cast):
    assert shown(network(cast.actor("owner"))) == {
        "tehik": (["contract", "team"], "unverified", True),
        "ria": (["use"], "verified", False),
        "kov-a": (["contract"], "none", False),
    }


def test_by_kind_of_tie_and_by_component(tied, cast, as_):
    owner = cast.actor("owner")
    assert set(shown(network(owner, tie="use"))) == {"ria"}
    assert set(shown(network(owner, tie="team"))) == {"tehik"}
    assert shown(network(owner, component=tied)) == {
        "ria": (["use"], "verified", False),
        "kov-a": (["contract"], "none", False),
    }
    client = as_("owner")
    page = client.get(f"{URL}?tie=use&component=aut-tara")
    assert [row.organisation.slug for row, *_words in page.context["rows"]] == ["ria"]
    assert client.get(f"{URL}?tie=x&component=none").status_code == 200
    assert f"{URL}?component=aut-tara" in client.get("/components/aut-tara/").content.decode()
    told = client.get("/api/v1/organisations/network/?component=aut-tara").json()
    assert [(row["organisation"], row["ties"]) for row in told] == [("ria", ["use"]), ("kov-a", ["contract"])]
    assert client.get("/api/v1/organisations/network/?component=none").status_code == 400


def test_a_restricted_contract_ties_nobody_for_who_does_not_see_it(tied, cast):
    contract("l-9", parties=("secret",), restriction_basis="AvTS § 35 lg 1 p 9", restricted_from=date(2026, 1, 1))
    assert "secret" in shown(network(cast.actor("owner")))
    assert "secret" not in shown(network(cast.actor("staff")))


def test_each_box_leads_to_its_organisation_and_the_table_says_the_same(tied, as_):
    text = as_("staff").get(URL).content.decode()
    picture, table = text[text.index('class="picture graph star"') :].split("</svg>", 1)
    for slug in ("tehik", "ria", "kov-a"):
        assert f'href="/partners/{slug}/"' in picture
        assert f'href="/partners/{slug}/"' in table
    assert "kov-b" not in text
    assert as_("partner_a").get(URL).status_code == 403


def test_forty_organisations_cost_no_more_queries(tied, as_):
    client = as_("owner")
    client.get(URL)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    before = count()
    for n in range(40):
        contract(f"m-{n}", parties=(f"kov-{n}",))
        Party.objects.create(component=tied, organisation=organisation(f"kov-{n}"), role="user")
        contact(f"kov-{n}", 3)
    assert count() == before
