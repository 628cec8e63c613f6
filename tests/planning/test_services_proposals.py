"""Proposals: handed in, decided with a reason by somebody else, resting on things that are seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from planning.models import Evidence, Proposal
from planning.selectors.evidence import find, shown
from planning.services import proposals, rounds
from tests.factories import cases
from tests.factories import planning_plan as plan
from tests.factories.partners import contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(cast):
    return cast.actor("owner")


@pytest.fixture
def manager(cast):
    return cast.actor("manager")


def test_a_deadline_on_a_day_off_names_the_next_working_day(at, cast):
    lead = cast.actor("lead")
    with at("2026-11-02T10:00"):
        for day, following in (
            ("2026-12-24", "28.12.2026"),
            ("2026-11-07", "09.11.2026"),
            ("2026-12-26", "28.12.2026"),
        ):
            with pytest.raises(Invalid, match=following) as refused:
                plan.planning_round(by=lead, deadline=clock.parse_local(f"{day}T17:00"))
            assert refused.value.field == "deadline_at"
        row = plan.planning_round(by=lead, deadline=clock.parse_local("2026-12-23T14:00"))
        assert row.ref == "PV-2026-01"
        with pytest.raises(Invalid):
            rounds.change_round(round=row, deadline_at=clock.parse_local("2026-12-25T14:00"), by=lead)
        with pytest.raises(Invalid):
            plan.planning_round(by=lead, year=1)


def test_late_by_the_minute(at, owner, cast):
    with at("2026-10-01T10:00"):
        row = plan.planning_round(by=cast.actor("lead"), deadline=clock.parse_local("2026-10-09T17:00"))
        first, second = plan.proposal(by=owner), plan.proposal(by=owner)
    with at("2026-10-09T17:00"):
        assert not proposals.submit(proposal=first, round=row, by=owner).is_late
    with at("2026-10-09T17:01"):
        assert proposals.submit(proposal=second, round=row, by=owner).is_late


def test_nothing_is_handed_in_without_a_reason_or_before_the_round(owner, cast):
    with pytest.raises(Invalid) as refused:
        plan.proposal(by=owner, reason="  ", is_submitted=True)
    assert refused.value.field == "reason"
    later = plan.planning_round(by=cast.actor("lead"), opens_on=clock.today() + timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        plan.proposal(by=owner, round=later)
    assert refused.value.field == "round"


def test_decided_once_with_a_reason(owner, manager):
    row = plan.proposal(by=owner, is_submitted=True)
    with pytest.raises(Invalid) as refused:
        proposals.decide(proposal=row, verdict="approve", reason=" ", by=manager)
    assert refused.value.field == "reason"
    with pytest.raises(NotAllowed):
        proposals.decide(proposal=row, verdict="approve", reason="Jah", by=owner)
    row = proposals.decide(proposal=row, verdict="postpone", reason="Hiljem", seen="submitted", by=manager)
    assert (row.state, row.decided_by_name, row.decision_reason) == ("postponed", manager.name, "Hiljem")
    with pytest.raises(Conflict):
        proposals.decide(proposal=row, verdict="approve", reason="Jah", seen="submitted", by=manager)
    assert (
        proposals.decide(proposal=row, verdict="approve", reason="Jah", seen="postponed", by=manager).state
        == "approved"
    )
    with pytest.raises(Conflict):
        proposals.decide(proposal=row, verdict="reject", reason="Ei", by=manager)


def test_nobody_decides_their_own(manager):
    row = plan.proposal(by=manager, is_submitted=True)
    with pytest.raises(NotAllowed):
        proposals.decide(proposal=row, verdict="approve", reason="Jah", by=manager)


def test_what_was_handed_in_is_not_changed(owner):
    row = plan.proposal(by=owner, is_submitted=True)
    with pytest.raises(Conflict):
        proposals.change_proposal(proposal=row, title="Muu", by=owner)
    assert proposals.withdraw(proposal=row, by=owner).state == "withdrawn"
    with pytest.raises(Conflict):
        proposals.withdraw(proposal=row, by=owner)


def test_costs_that_are_no_costs(owner):
    for hours in (-1, 10**9):
        with pytest.raises(Invalid) as refused:
            plan.proposal(by=owner, hours=hours)
        assert refused.value.field == "hours"
    assert not Proposal.objects.exists()


def test_evidence_is_linked_and_shown_to_whom_it_is(owner, cast, manager):
    case, secret = cases.case(), contract("l-9", restriction_basis="AvTS § 35", restricted_from=clock.today())
    row = plan.proposal(by=owner, evidence=[f"incident:{case.ref}", f"contract:{secret.slug}"])
    proposals.link_evidence(proposal=row, about=f"incident:{case.ref}", by=owner)
    assert Evidence.objects.count() == 2, "linked twice it stays one"
    for about in ("incident:UK-0", "person:1", "contract:\0", "x"):
        with pytest.raises(Invalid) as refused:
            proposals.link_evidence(proposal=row, about=about, by=owner)
        assert refused.value.field == "about"
    abouts = list(row.evidence.values_list("about", flat=True))
    seen = shown(owner, abouts)
    assert [one.is_seen for one in seen.values()] == [True, True]
    unseen = shown(cast.actor("staff"), abouts)[f"contract:{secret.slug}"]
    assert (unseen.is_seen, unseen.url, unseen.title) == (False, "", "")
    assert [one.about for one in find(owner, case.ref[-4:])] == [f"incident:{case.ref}"]
    assert find(cast.actor("staff"), "l-9") == []
    proposals.submit(proposal=row, by=owner)
    proposals.decide(proposal=row, verdict="reject", reason="Ei", by=manager)
    with pytest.raises(Conflict):
        proposals.unlink_evidence(evidence=row.evidence.first(), by=owner)
