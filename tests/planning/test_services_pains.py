"""What hurts is drafted as a proposal, once, and never hands itself in."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core import clock
from core.actor import SYSTEM
from incidents.models import Incident
from incidents.services import cases
from notifications.models import Delivery
from partners.models import Contact
from partners.services import note_interaction
from planning.models import Proposal
from planning.selectors.pains import effect_of
from planning.services import lines, proposals
from planning.services.pains import look_for_pains
from tests.factories import cases as make
from tests.factories import planning_plan as plan
from tests.factories.library import document, in_force
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(at, cast):
    """They work here since long."""
    with at("2025-01-02T10:00"):
        return [cast.user(who) for who in ("owner", "manager")]


def lived(at, opened: str, resolved: str, by) -> Incident:
    with at(opened):
        row = make.case(got="seanss katkes")
        cases.take(row, by=by)
    with at(resolved):
        row.refresh_from_db()
        cases.resolve(row, by=by)
    with at(f"{resolved[:10]}T16:59"):
        row.refresh_from_db()
        row.state, row.closed_at, row.cause_class = "closed", clock.now(), "software"
        row.save()
    return row


def thrice(at, by) -> list[Incident]:
    return [
        lived(at, "2026-02-10T10:00", "2026-02-10T12:30", by),  # 2.5 h
        lived(at, "2026-04-14T16:00", "2026-04-15T10:00", by),  # 1 h + 1 h
        lived(at, "2026-06-22T13:00", "2026-06-25T10:00", by),  # 22.06 shortened: till 14; two days off; 1 h
    ]


def test_the_third_time_is_drafted_with_its_hours_and_links(at, cast):
    by = cast.actor("owner")
    rows = thrice(at, by)
    row = Proposal.objects.get()
    assert row.origin == f"recurrence:{rows[0].fingerprint}"
    assert row.hours == Decimal("6.5")
    assert "6,5" in row.reason
    assert all(one.ref in row.reason for one in rows)
    assert list(row.evidence.values_list("about", flat=True)) == [f"incident:{one.ref}" for one in rows]
    assert (row.state, row.submitted_at) == ("draft", None)
    assert clock.local(row.created_at).date() == date(2026, 6, 25)
    told = Delivery.objects.filter(about=f"proposal:{row.ref}")
    assert set(told.values_list("channel", "address")) == {("inbox", cast.owner.email), ("email", cast.owner.email)}
    with at("2026-06-26T10:00"):
        look_for_pains()
    assert Proposal.objects.count() == 1, "once"


def test_two_times_or_more_than_a_year_apart_are_not(at, cast):
    by = cast.actor("owner")
    lived(at, "2025-02-09T10:00", "2025-02-10T12:30", by)
    lived(at, "2026-02-10T10:00", "2026-02-10T12:30", by)
    lived(at, "2026-03-10T10:00", "2026-03-10T12:30", by)
    assert not Proposal.objects.exists()


def test_the_same_measure_proves_the_effect(at, cast):
    by = cast.actor("owner")
    thrice(at, by)
    row = Proposal.objects.get()
    with at("2026-07-01T10:00"):
        proposals.submit(proposal=row, by=by)
        proposals.decide(proposal=row, verdict="approve", reason="Jah", by=cast.actor("manager"))
        line = plan.line(by=by, proposal=row, due_on=date(2026, 9, 30))
    with at("2026-07-15T10:00"):
        lines.finish(line=line, result="0", by=by)
        found = effect_of(row.origin, date(2026, 7, 15))
        assert (found.before, found.after, found.is_over, found.year_before) == (1, 0, False, 3)
    lived(at, "2026-08-03T10:00", "2026-08-03T12:00", by)
    with at("2026-10-15T10:00"):
        found = effect_of(row.origin, date(2026, 7, 15))
        assert (found.after, found.is_over, found.tone) == (1, True, "danger")
    assert Proposal.objects.count() == 1, "once more is not three times after the measure"


def test_a_document_late_for_60_days(at, cast):
    with at("2026-01-05T10:00"):
        row = in_force(document("d-1")).document
        row.review_on = date(2026, 3, 1)
        row.save()
    with at("2026-04-29T10:00"):
        look_for_pains()
        assert not Proposal.objects.exists()
    with at("2026-04-30T10:00"):
        look_for_pains()
        look_for_pains()
        found = Proposal.objects.get()
    assert (found.origin, found.hours) == ("document:d-1:20260301", None)
    assert list(found.evidence.values_list("about", flat=True)) == ["document:d-1"]


def test_a_partner_without_contact(at, cast):
    with at("2026-01-05T10:00"):
        contract("l-1", parties=("tehik",))
        Contact.objects.create(organisation=organisation("tehik"), name="Mari", role="haldur", email="m@tehik.example")
    with at("2026-06-20T10:00"):
        note_interaction(organisation=organisation("tehik"), kind="call", agreed="Jah", by=cast.actor("owner"))
    with at("2026-12-16T10:00"):
        assert look_for_pains() == 0
    with at("2026-12-17T10:00"):
        assert look_for_pains() == 1
        assert look_for_pains() == 0
    assert Proposal.objects.get().origin == "partner:tehik:20260620"


def test_a_partner_whom_nobody_can_reach(at, cast):
    with at("2026-01-05T10:00"):
        contract("l-1", parties=("ria",))
        assert look_for_pains() == 1
    found = Proposal.objects.get()
    assert found.author is None
    assert found.evidence.get().about == "contract:l-1"
    with at("2026-01-06T10:00"):
        handed = proposals.submit(proposal=found, by=cast.actor("owner"))
    assert handed.author == cast.owner
    assert SYSTEM.name != handed.submitted_by_name
    assert handed.submitted_at - found.created_at == timedelta(days=1)
