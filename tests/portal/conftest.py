"""A component on the status page."""

import pytest

from components.models import Component, System
from core.fields import Translated
from tests.factories.people import organisation


@pytest.fixture
def tara(db) -> Component:
    ska = organisation()
    skais = System.objects.create(
        slug="skais", name=Translated(et="SKAIS"), kind="own", criticality="high", controller=ska, processor=ska
    )
    component = Component.objects.create(slug="tara", name=Translated(et="TARA-liides"), kind="authentication")
    component.uses.add(skais)
    return component
