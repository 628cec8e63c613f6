"""Targets agreed, comments said, quarters frozen: who may, what is refused, what stays."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import AuditRecord
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.measures import measures
from planning.models import MeasureTarget, Snapshot, SnapshotFigure
from planning.selectors import ledger as selectors
from planning.selectors.snapshots import against_today
from planning.services import ledger
from tests.factories.partners import contract

pytestmark = pytest.mark.django_db
FOLLOW_UPS = "2.6.b-1"


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-30T09:00"):
        yield


def test_the_lead_agrees_and_the_one_before_is_named(cast):
    lead, measure = cast.actor("lead"), measures.get(FOLLOW_UPS)
    ledger.agree_target(measure=measure, year=2026, value=90, by=lead)
    row = ledger.agree_target(measure=measure, year=2026, value=85, by=lead)
    assert (row.value, row.previous, row.by_name) == (85, "≥ 90 %", lead.name)
    assert MeasureTarget.objects.count() == 1
    assert AuditRecord.objects.filter(action="planning.agree_target").count() == 2


@pytest.mark.parametrize("who", ["owner", "manager", "auditor", "staff", "partner_a"])
def test_nobody_else_agrees(cast, who):
    with pytest.raises(NotAllowed):
        ledger.agree_target(measure=measures.get(FOLLOW_UPS), year=2026, value=90, by=cast.actor(who))


@pytest.mark.parametrize(("year", "value"), [(2026, 101), (2026, -1), (1999, 90), (2199, 90)])
def test_a_target_that_can_not_be(cast, year, value):
    with pytest.raises(Invalid):
        ledger.agree_target(measure=measures.get(FOLLOW_UPS), year=year, value=value, by=cast.actor("lead"))


def test_all_open_targets_at_once_leave_those_agreed(cast):
    lead = cast.actor("lead")
    ledger.agree_target(measure=measures.get(FOLLOW_UPS), year=2026, value=50, by=lead)
    assert ledger.agree_proposed(year=2026, by=lead) > 10
    assert ledger.agree_proposed(year=2026, by=lead) == 0
    assert MeasureTarget.objects.get(measure=FOLLOW_UPS).value == 50


def test_comments_are_dated_masked_and_never_empty(cast):
    row = ledger.comment(measure=measures.get(FOLLOW_UPS), year=2026, text="Vt 38001085718", by=cast.actor("owner"))
    assert "38001085718" not in row.text
    assert row.role == "owner"
    with pytest.raises(Invalid):
        ledger.comment(measure=measures.get(FOLLOW_UPS), year=2026, text="  ", by=cast.actor("owner"))
    with pytest.raises(NotAllowed):
        ledger.comment(measure=measures.get(FOLLOW_UPS), year=2026, text="Jah", by=cast.actor("auditor"))


def test_a_measure_that_does_not_exist(cast):
    with pytest.raises(NotFound):
        ledger.measure_called("9.z-1", cast.actor("owner"))


def test_a_quarter_is_frozen_once_when_it_is_over(cast):
    owner = cast.actor("owner")
    row = ledger.freeze(year=2026, quarter=3, by=owner)
    assert row.as_of.isoformat() == "2026-09-30T20:59:59.999999+00:00"
    assert SnapshotFigure.objects.filter(snapshot=row).count() == sum(one.readers is None for one in measures)
    for quarter, error in ((3, Conflict), (4, Conflict), (5, Invalid), (None, Conflict)):
        with pytest.raises(error):
            ledger.freeze(year=2026, quarter=quarter, by=owner)


def test_the_last_quarter_is_frozen_by_itself_once():
    assert ledger.freeze_due(by=SYSTEM) == 1
    assert ledger.freeze_due(by=SYSTEM) == 0
    assert list(Snapshot.objects.values_list("year", "quarter")) == [(2026, 3)]


def test_at_the_turn_of_the_year_the_year_is_frozen_too(at):
    with at("2027-01-04T09:00"):
        assert ledger.freeze_due(by=SYSTEM) == 2
    assert set(Snapshot.objects.values_list("year", "quarter")) == {(2026, 4), (2026, None)}


def test_a_later_correction_stands_beside_the_frozen_figure(cast, at):
    owner = cast.actor("owner")
    row = ledger.freeze(year=2026, quarter=3, by=owner)
    before = {each.figure.measure: each for each in against_today(row, owner)}
    assert not any(each.differs for each in before.values())
    with at("2026-01-05T10:00"):  # written down later than it was
        contract("l-1", review_on=date(2026, 6, 1))
    after = {each.figure.measure: each for each in against_today(row, owner)}
    assert after["2.2.a-2"].differs
    assert [each.label for each in after["2.2.a-2"].came]
    assert after["2.2.a-2"].figure.figure == "0/0", "what was frozen stays"


def test_the_figures_are_kept_for_minutes_and_counted_anew_on_demand(cast, at, django_assert_max_num_queries):
    owner = cast.actor("owner")
    before = {line.slug: line.figure.figure for line in selectors.lines(owner)}
    with at("2026-01-05T10:00"):
        contract("l-1", review_on=date(2026, 6, 1))
    with django_assert_max_num_queries(6):
        kept = {line.slug: line.figure.figure for line in selectors.lines(owner)}
    assert kept == before
    selectors.forget()
    assert {line.slug: line.figure.figure for line in selectors.lines(owner)}["2.2.a-2"] == "0/1"
