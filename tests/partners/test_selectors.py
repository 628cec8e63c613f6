"""By which address a team is reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from partners.models import Contact, ResolverGroup
from partners.selectors import address_for
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def group(slug: str, **values) -> ResolverGroup:
    return ResolverGroup.objects.create(slug=slug, name=slug, channel="email", **values)


def contact(slug: str, **values) -> Contact:
    facts = {"name": "Mari", "role": "STARi administraator", "email": "mari@kov.example", "language": "ru"}
    return Contact.objects.create(organisation=organisation(slug), **{**facts, **values})


def test_its_own_address_comes_first():
    made = group(
        "uk", email="uk@tehik.example", contact_role="STARi administraator", organisation=organisation("kov-a")
    )
    contact("kov-a")
    assert address_for(made) == ("uk", "uk@tehik.example", "et")


def test_else_the_valid_contact_of_the_chosen_organisation_in_the_role():
    made = group("kov-admin", contact_role="stari administraator")
    contact("kov-b", email="teine@kov.example")
    contact("kov-a", role="raamatupidaja", email="raha@kov.example")
    assert address_for(made, organisation("kov-a")) is None
    contact("kov-a")
    assert address_for(made, organisation("kov-a")) == ("Mari", "mari@kov.example", "ru")
    assert address_for(made) is None


def test_ended_ones_and_those_without_an_address_are_not_written_to():
    made = group("kov-admin", contact_role="STARi administraator", organisation=organisation("kov-a"))
    yesterday = clock.today() - timedelta(days=1)
    contact("kov-a", valid_from=yesterday, valid_until=yesterday)
    contact("kov-a", email="", phone="5550000")
    assert address_for(made) is None


def test_a_team_reached_through_another_has_that_ones_address():
    desk = group("tehik-uk", email="uk@tehik.example")
    developer = group("arendaja", via=desk, email="otse@arendaja.example")
    assert address_for(developer) == ("tehik-uk", "uk@tehik.example", "et")
