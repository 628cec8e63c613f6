"""An error budget that is burnt: by the availability of the last complete month."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core import clock
from monitoring.models import StateInterval
from planning.models import Proposal
from planning.services.pains import look_for_pains
from tests.factories.monitoring import check

pytestmark = pytest.mark.django_db


def test_a_component_below_its_target(at, cast):
    with at("2026-01-02T10:00"):
        row = check(of="aut-tara")
        row.component.availability_target = Decimal("99.9")
        row.component.save()
        StateInterval.objects.filter(check_definition=row).delete()
        for state, begins, ends in (
            ("up", "2026-01-31T00:00", "2026-02-10T10:00"),
            ("down", "2026-02-10T10:00", "2026-02-10T12:00"),
            ("up", "2026-02-10T12:00", "2026-03-05T00:00"),
        ):
            moments = {"from_at": clock.parse_local(begins), "until_at": clock.parse_local(ends)}
            StateInterval.objects.create(check_definition=row, state=state, **moments)
    with at("2026-02-27T10:00"):
        assert look_for_pains() == 0, "January is the last complete month, and nothing was watched in it"
    with at("2026-03-02T10:00"):
        assert look_for_pains() == 1
        assert look_for_pains() == 0
    found = Proposal.objects.get()
    assert (found.origin, found.hours) == ("budget:aut-tara:2026-02", Decimal("2.0"))
    assert found.evidence.get().about == "component:aut-tara"
