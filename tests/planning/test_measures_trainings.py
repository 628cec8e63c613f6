"""Measures of trainings and advice, by hand-made rows."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.measures import Reading, measures
from planning.services.advice import answer_advice, withdraw_advice
from planning.services.seats import register
from planning.services.trainings import cancel_training
from planning.ui.trainings import in_plan
from tests.factories.planning_trainings import advice, held, training

pytestmark = pytest.mark.django_db


def read(slug: str, as_of: str = "2026-11-30T09:00"):
    return measures.get(slug).read(Reading.of(clock.parse_local(as_of)))


def counts(slug: str, as_of: str = "2026-11-30T09:00") -> tuple[int, int, int]:
    found = read(slug, as_of)
    return found.total("fulfilled"), found.total("missed"), found.total("left_out")


@pytest.fixture(autouse=True)
def members(cast, at):
    """People of the year before."""
    with at("2025-01-01T09:00"):
        for who in ("owner", "staff", "partner_a"):
            cast.user(who)


def test_advice_in_960_minutes_of_working_time(cast, at):
    asker, owner = cast.actor("partner_a"), cast.actor("owner")
    for asked, answered in (
        ("2026-06-22T09:00", "2026-06-26T12:00"),  # 960 minutes to the minute
        ("2026-06-22T09:00", "2026-06-26T12:01"),
        ("2026-11-16T09:00", "2026-11-17T22:00"),  # the evening is nobody's working time
        ("2025-12-30T09:00", "2026-01-30T09:00"),  # asked in another year
    ):
        with at(asked):
            row = advice(asker)
        with at(answered):
            answer_advice(advice=row, answer="Nii.", by=owner)
    assert counts("2.2.b-4") == (2, 1, 0)
    assert counts("2.2.b-4", "2026-06-26T12:00") == (1, 0, 1), "what came a minute later is not known yet"
    assert counts("2.2.b-4", "2026-06-25T12:00") == (0, 0, 2)


def test_advice_that_waits_or_was_withdrawn(cast, at):
    asker = cast.actor("partner_a")
    with at("2026-11-25T11:00"):
        advice(asker)
        early, late = advice(asker), advice(asker)
    with at("2026-11-26T11:00"):
        withdraw_advice(advice=early, by=asker)
    with at("2026-11-30T08:00"):
        withdraw_advice(advice=late, by=asker)
    assert counts("2.2.b-4", "2026-11-27T11:00") == (0, 0, 3), "960 minutes are up at this very minute, not past"
    assert counts("2.2.b-4") == (0, 2, 1), "withdrawing past the limit does not make it good"


def test_planned_trainings_that_were_held(cast, at):
    owner = cast.actor("owner")
    with at("2026-01-05T09:00"):
        first = training(held_on=date(2026, 3, 2))
        register(training=first, is_own_seat=False, names=["Mari", "Mai"], by=cast.actor("partner_a"))
        gone = training(held_on=date(2026, 4, 1))
        training(held_on=date(2026, 5, 4))
        beside = training(held_on=date(2026, 6, 1), is_planned=False)
        training(held_on=date(2026, 12, 1))
        training(held_on=date(2027, 1, 4))
        cancel_training(training=gone, reason="haigus", by=owner)
    absent = first.registrations.get(name="Mai").pk
    held(first, absent=(absent,))
    held(beside)
    assert counts("2.2.b-5") == (1, 2, 2)
    assert counts("2.2.b-5", "2026-03-02T15:00") == (0, 1, 4), "marked at four o'clock"
    split = read("2.2.b-5").counted.splits[0]
    assert (split.fulfilled, split.total) == (1, 2)


def test_own_days(cast, at):
    with at("2026-01-05T09:00"):
        whole, half = training(held_on=date(2026, 3, 2), days=2), training(held_on=date(2026, 3, 9), days="0.5")
        missed = training(held_on=date(2026, 3, 16))
        for row in (whole, half, missed):
            register(training=row, by=cast.actor("owner"))
            register(training=row, by=cast.actor("staff"))
    held(whole)
    assert (read("4.d5").n, read("4.d5").figure) == (2, "2")
    held(half)
    held(missed, absent=(missed.registrations.get(person=cast.user("owner")).pk,))
    assert read("4.d5").n == 2.5
    assert read("4.d5", "2026-03-01T09:00").is_empty
    assert read("4.d5").measure.target is None


def test_what_managers_see_of_the_year(cast, at):
    with at("2026-11-30T09:00"):
        advice(cast.actor("staff"))
        training(held_on=date(2026, 12, 3))
        told = in_plan(cast.actor("owner"), 2026)
        assert (told["waiting"], told["late"], told["ahead"]) == (1, 0, 1)
        assert [result.figure for result, _url in told["results"]] == ["0/0", "0/0"]
        assert in_plan(cast.actor("owner"), 2025)["waiting"] == 0
        assert in_plan(cast.actor("partner_a"), 2026) is None
