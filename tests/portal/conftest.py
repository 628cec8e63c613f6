"""A component on the status page, and a page on which much goes on."""

import pytest

from components.models import Component, System
from core.fields import Translated
from notifications import services
from tests.factories import catalogue
from tests.factories.letters import NEXT
from tests.factories.people import organisation
from tests.factories.status import WORDS, publish, watched, work


@pytest.fixture
def tara(db) -> Component:
    ska = organisation()
    skais = System.objects.create(
        slug="skais", name=Translated(et="SKAIS"), kind="own", criticality="high", controller=ska, processor=ska
    )
    component = Component.objects.create(slug="tara", name=Translated(et="TARA-liides"), kind="authentication")
    component.uses.add(skais)
    return component


@pytest.fixture
def busy(cast, tara):
    """Troubles open and over, work behind, now and ahead, a component watched and one that nobody watches."""
    watched(tara)
    catalogue.component("teine")
    over = publish(cast, impact="minor")
    services.end_notice(over, body=WORDS, by=cast.actor("owner"))
    open_one = publish(cast, impact="major")
    services.add_update(open_one, body=WORDS, stage="monitoring", **NEXT, by=cast.actor("owner"))
    for hours in (-50, -1, 48):
        work(tara, hours)
    return open_one
