"""Pages of partners, as each of the cast meets them."""

from __future__ import annotations

import pytest

from components import services as catalogue_services
from core import clock
from core.actor import SYSTEM
from partners.models import Contact, ResolverGroup
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter():
    catalogue_services.import_catalogue(by=SYSTEM)


@pytest.fixture
def contact() -> Contact:
    return Contact.objects.create(
        organisation=organisation("kov-a"), name="Mari Mets", role="STARi administraator", email="mari@kov.example"
    )


def slugs(response) -> set[str]:
    return {row.slug for row in response.context["rows"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=municipality", {"kov-a", "kov-b", "kov-c"}),
        ("q=70009770", {"tehik"}),
        ("role=developer&system=star", {"dev-st"}),
        ("component=av-star-kov&role=user", {"kov-a", "kov-b", "kov-c", "osutaja-a"}),
    ],
)
def test_filters_narrow(as_, starter, query, expected):
    assert slugs(as_("staff").get(f"/partners/?{query}")) == expected


def test_the_list_counts_contacts_that_one_sees(as_, starter, contact):
    rows = as_("owner").get("/partners/?sort=-contacts").context["rows"]
    assert (rows[0].slug, rows[0].contact_count) == ("kov-a", 1)
    assert as_("partner_b").get("/partners/?sort=-contacts").context["rows"][0].contact_count == 0
    assert as_("owner").get("/partners/?format=csv").content.decode().count("\n") == 15


def test_contacts_are_seen_by_the_agency_and_their_own(as_, starter, contact):
    for who in ("owner", "staff", "auditor", "partner_a"):
        assert "mari@kov.example" in as_(who).get("/partners/kov-a/").content.decode()
    for who in ("partner_b", "resolver"):
        page = as_(who).get("/partners/kov-a/")
        assert page.status_code == 200
        assert "Mari Mets" not in page.content.decode()


def test_teams_are_the_agencys_knowledge(as_, starter):
    text = as_("staff").get("/partners/tehik/").content.decode()
    assert "taristu@tehik.example" in text
    assert "taristu@tehik.example" not in as_("resolver").get("/partners/tehik/").content.decode()
    assert as_("resolver").get("/partners/groups/").status_code == 403
    assert slugs(as_("manager").get("/partners/groups/?organisation=ria")) == {"ria-tugi", "cert"}
    assert as_("manager").get("/partners/groups/?format=xlsx").status_code == 200


def test_a_contact_is_added_changed_verified_and_ended(as_):
    organisation("tehik")
    client = as_("owner")
    given = {
        "name": "Jaan Kask",
        "role": "valve",
        "email": "jaan@tehik.example",
        "language": "en",
        "valid_from": str(clock.today()),
    }
    assert client.post("/partners/tehik/contacts/new/", given).url == "/partners/tehik/"
    made = Contact.objects.get()
    client.post(f"/partners/contacts/{made.pk}/edit/", {**given, "phone": "+372 555 0000"})
    client.post(f"/partners/contacts/{made.pk}/verify/")
    client.post(f"/partners/contacts/{made.pk}/end/", {"on": str(clock.today())})
    made.refresh_from_db()
    assert (made.phone, made.verified_on, made.valid_until) == ("+372 555 0000", clock.today(), clock.today())


def test_what_was_typed_stays_where_it_is_refused(as_, contact):
    given = {"name": "Uus Nimi", "role": "x", "language": "et", "valid_from": str(clock.today())}
    page = as_("lead").post(f"/partners/contacts/{contact.pk}/edit/", given)
    assert page.status_code == 422
    assert "Uus Nimi" in page.content.decode()


def test_a_team_is_changed(as_, starter):
    client = as_("owner")
    form = client.get("/partners/groups/kov-admin/edit/").context["form"]
    assert form.initial["contact_role"] == "STARi administraator"
    given = {"name": "KOVi administraator", "channel": "email", "contact_role": "admin"}
    assert client.post("/partners/groups/kov-admin/edit/", given).url == "/partners/groups/"
    assert ResolverGroup.objects.get(slug="kov-admin").name == "KOVi administraator"


def test_the_api_shows_the_same(as_, starter, contact):
    found = as_("partner_a").get("/api/v1/contacts/?valid=true").json()
    assert [row["email"] for row in found["results"]] == ["mari@kov.example"]
    assert as_("partner_b").get("/api/v1/contacts/").json()["count"] == 0
    kov = as_("staff").get("/api/v1/organisations/kov-a/").json()
    assert {"role": "user", "system": "star", "component": None} in kov["parts"]
    assert as_("staff").get("/api/v1/organisations/?kind=municipality").json()["count"] == 3
    assert as_("staff").get("/api/v1/resolver-groups/arendaja/").json()["via"] == "tehik-uk"
    assert as_("resolver").get("/api/v1/resolver-groups/").json()["count"] == 0


def test_a_component_says_whom_to_ask(as_, starter, contact):
    text = as_("staff").get("/components/av-star-kov/").content.decode()
    assert "/partners/kov-a/" in text
    assert "mari@kov.example" in text
    assert "mari@kov.example" not in as_("partner_b").get("/components/av-star-kov/").content.decode()
    assert "/partners/dev-st/" in as_("staff").get("/components/systems/star/").content.decode()
