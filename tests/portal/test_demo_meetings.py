"""The demonstration year's meetings with partners."""

from __future__ import annotations

from datetime import timedelta

import pytest

from components.services import import_catalogue
from core.actor import SYSTEM
from partners.models import FollowUp, Interaction
from portal.demo.seeding import meetings, people
from portal.demo.seeding.year import AS_OF

pytestmark = pytest.mark.django_db


def test_the_years_meetings_stand_once_however_often_seeded(at):
    with at(f"{AS_OF:%Y-%m-%dT%H:%M}"):
        import_catalogue(by=SYSTEM)
        for _again in range(2):
            for _what, do in [*people.steps(timedelta(0)), *meetings.steps(timedelta(0))]:
                do()
        assert Interaction.objects.count() == 9
        assert FollowUp.objects.late().get().interaction.organisation.slug == "tehik"
        assert FollowUp.objects.open().count() == 2
