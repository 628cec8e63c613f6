"""Who hears of a component because a contract covers it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from components.models import System
from core import clock
from core.fields import Translated
from notifications.models import Delivery
from notifications.selectors import who_would_be_told
from notifications.services import draft_notice, publish_notice, subscribe
from partners.models import Contact
from tests.factories.cases import system
from tests.factories.letters import NEXT
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
TARA = "component:aut-tara"
BOTH = Translated(et="Häire", en="Trouble")


def contact(of: str = "ria", email: str = "mari@ria.example", **values) -> Contact:
    return Contact.objects.create(organisation=organisation(of), name="Mari", role="kontakt", email=email, **values)


@pytest.fixture(autouse=True)
def tara():
    return component("aut-tara")


def told(*topics: str, kind: str = "problem", **options) -> dict[str, str]:
    return {one.address: one.why for one in who_would_be_told(topics or [TARA], kind, **options)}


def test_contacts_of_its_parties_and_why(tara):
    contract("l-5", parties=("ria", "ska"), components=[tara], reference="11.1-2/9101")
    contact()
    contact("ska", "meie@ska.example")
    contact("tehik", "voeras@tehik.example")
    assert told() == {"mari@ria.example": "lepingu 11.1-2/9101 alusel"}
    assert set(told(kind="maintenance")) == set(told(kind="change")) == {"mari@ria.example"}
    assert told(kind="training") == told("component:muu") == {}


def test_by_the_system_it_covers():
    contract("l-12", parties=("kov-a",), systems=[system("star")])
    contact("kov-a", "mari@kov.example")
    assert System.objects.filter(slug="star").exists()
    assert set(told("system:star")) == {"mari@kov.example"}


def test_only_of_contracts_in_force_and_valid_contacts(tara):
    contract("l-1", components=[tara], ends_on=clock.today() - timedelta(days=1))
    contract("l-2", parties=("tehik",), components=[tara], starts_on=clock.today() + timedelta(days=1))
    contact()
    contact("tehik", "uk@tehik.example")
    assert told() == {}
    contract("l-3", parties=("ria", "tehik"), components=[tara])
    Contact.objects.filter(organisation__slug="tehik").update(
        valid_from=date(2020, 1, 1), valid_until=clock.today() - timedelta(days=1)
    )
    assert set(told()) == {"mari@ria.example"}


def test_what_is_the_agencys_own_stays_there(tara):
    contract(components=[tara])
    contact()
    assert told(is_public=False) == {}


def test_told_once_and_without_a_way_out(tara, cast):
    """One who subscribed too gets one letter; who unsubscribed is told by the contract all the same."""
    contract(components=[tara])
    partner = cast.user("partner_a")
    contact(email=partner.email)
    contact(email="teine@ria.example")
    subscribe(topic=TARA, by=cast.actor("partner_a"))
    notice = draft_notice(kind="problem", title=BOTH, topics=[TARA], by=cast.actor("owner"))
    publish_notice(notice, body=BOTH, **NEXT, by=cast.actor("owner"))
    letters = {row.address: row for row in Delivery.objects.filter(channel="email")}
    assert set(letters) == {partner.email, "teine@ria.example"}
    assert letters["teine@ria.example"].link is None
    assert "{unsubscribe}" not in letters["teine@ria.example"].body
