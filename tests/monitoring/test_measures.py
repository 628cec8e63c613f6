"""Watching took place, is signed for, covers all; components did as promised: by hand-made rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from components.models import Component
from components.services import plan_maintenance
from core import clock
from core.actor import SYSTEM
from core.fields import Translated
from core.measures import Reading, measures
from monitoring.models import Check, CheckState, Ping, Protocol, StateInterval
from monitoring.services import definitions
from notifications.models import Delivery, Subscription
from notifications.services import draft_notice, outbox, publish_notice
from tests.factories import monitoring as make

pytestmark = pytest.mark.django_db
SLUGS = ("2.1.b-2", "2.1.b-3", "2.1.b-4", "2.1.c-1")
AS_OF = "2026-03-31T09:00"
WORDS = Translated(et="Uuendus", en="Update")


def local(text: str) -> datetime:
    return clock.parse_local(text)


def read(slug: str, as_of: str = AS_OF):
    return measures.get(slug).read(Reading.of(local(as_of)))


def counts(slug: str, as_of: str = AS_OF) -> tuple[int, int, int]:
    found = read(slug, as_of)
    return found.total("fulfilled"), found.total("missed"), found.total("left_out")


def month(number: int, planned: int = 100, ran: int = 100, signed: str = "", year: int = 2026) -> Protocol:
    one = Protocol(month=date(year, number, 1), planned=planned, ran=ran)
    if signed:
        from tests.factories.people import person

        one.signed_at, one.signed_by = local(signed), person(f"signer-{year}-{number}", role="owner")
    one.save()
    return one


def test_runs_of_complete_months_of_the_year():
    month(12, 500, 400, year=2025)
    month(1, 1000, 990)
    month(2, 1000, 1000)
    month(3, 1000, 0)
    assert counts("2.1.b-2") == (1990, 10, 0)
    assert read("2.1.b-2").figure == "1990/2000"
    assert counts("2.1.b-2", "2026-02-28T23:59") == (990, 10, 0)
    assert read("2.1.b-2", "2026-01-31T09:00").state == "empty"


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ("2026-02-13T23:59", (1, 0, 0)),  # January ends on a Saturday; the tenth working day is Friday 13 February
        ("2026-02-14T00:00", (0, 1, 0)),
        ("", (0, 1, 0)),
    ],
)
def test_signed_within_ten_working_days(signed, expected):
    month(1, signed=signed)
    assert counts("2.1.b-3") == expected


def test_not_due_until_the_tenth_working_day_is_over():
    month(1, signed="2026-02-10T10:00")
    month(2)
    assert counts("2.1.b-3", "2026-02-09T09:00") == (0, 0, 1), "it was not signed then"
    assert counts("2.1.b-3", "2026-03-13T23:59") == (1, 0, 1)
    assert counts("2.1.b-3", "2026-03-14T00:00") == (1, 1, 0)


def ran(check: Check, when: str) -> None:
    CheckState.objects.filter(pk=check.pk).update(last_run_at=local(when), next_due_at=local(when))


@pytest.mark.parametrize(("last", "expected"), [("2026-03-31T08:57:55", (1, 0, 0)), ("2026-03-31T08:57:54", (0, 1, 0))])
def test_a_check_has_run_in_its_last_two_intervals(at, last, expected):
    """Sixty seconds and a time limit of five: two intervals, and the time that the last one may take."""
    with at("2026-03-01T09:00"):
        check = make.check()
    ran(check, last)
    assert counts("2.1.b-4") == expected


def test_what_runs_later_says_nothing_of_then(at):
    with at("2026-03-01T09:00"):
        check = make.check()
    StateInterval.objects.filter(check_definition=check).delete()
    known = StateInterval.objects.create(check_definition=check, state="up", from_at=local("2026-03-10T09:00"))
    ran(check, "2026-04-20T09:00")
    assert counts("2.1.b-4") == (1, 0, 0)
    assert counts("2.1.b-4", "2026-03-09T09:00") == (0, 1, 0)
    known.state = "unknown"
    known.save()
    assert counts("2.1.b-4") == (0, 1, 0)


def test_paused_later_was_on_then_and_paused_before_was_not(at):
    with at("2026-03-01T09:00"):
        check = make.check()
    ran(check, "2026-03-31T08:59")
    with at("2026-03-31T10:00"):
        definitions.pause(check=check, reason="Remont", by=SYSTEM)
    assert counts("2.1.b-4") == (1, 0, 0)
    assert counts("2.1.b-4", "2026-03-31T10:01") == (0, 1, 0)


def test_reviews_and_reasons(at):
    with at("2026-03-01T09:00"):
        review = make.check("k-vaatus", type="inspection", interval_s=86_400, of="stiil")
        Component.objects.create(slug="log", kind="logging", name={"et": "log"}, unwatched_because="Vana süsteem")
        Component.objects.create(slug="ria", kind="external", name={"et": "ria"})
    assert counts("2.1.b-4") == (0, 1, 1)
    Ping.objects.create(check_definition=review, kind="success", at=local("2026-03-29T10:00"))
    assert counts("2.1.b-4") == (1, 0, 1)
    assert counts("2.1.b-4", "2026-03-31T10:06") == (0, 1, 1)


def promised(slug: str = "aut-tara", target: str = "99.5", hours: str = "E–R 9–17") -> Component:
    component = make.component(slug)
    component.availability_target, component.service_hours = target, hours
    component.save()
    return component


def states(check: Check, *parts: tuple[str, str, str | None]) -> None:
    StateInterval.objects.filter(check_definition=check).delete()
    for state, begins, ends in parts:
        StateInterval.objects.create(
            check_definition=check, state=state, from_at=local(begins), until_at=local(ends) if ends else None
        )


@pytest.fixture
def check(at):
    with at("2026-01-01T00:00"):
        promised()
        return make.check()


def broken(check: Check, begins: str, ends: str, state: str = "down") -> None:
    states(check, ("up", "2026-01-01T00:00", begins), (state, begins, ends), ("up", ends, None))


@pytest.mark.parametrize(
    ("minutes", "met"),
    # 1 to 30 March 2026: 21 working days of 480 minutes; 99.5 % of them leave 50.4 minutes
    [(50, True), (51, False)],
)
def test_by_the_minute_in_service_hours(check, minutes, met):
    end = local("2026-03-04T10:00") + timedelta(minutes=minutes)
    broken(check, "2026-03-04T10:00", clock.local(end).strftime("%Y-%m-%dT%H:%M"))
    assert counts("2.1.c-1") == ((1, 0, 0) if met else (0, 1, 0))


@pytest.mark.parametrize(
    ("begins", "ends"), [("2026-03-04T17:00", "2026-03-05T09:00"), ("2026-03-07T00:00", "2026-03-09T09:00")]
)
def test_nights_and_weekends_are_no_service_hours(check, begins, ends):
    broken(check, begins, ends)
    assert counts("2.1.c-1") == (1, 0, 0)


def test_a_shortened_day_closes_earlier(check):
    """23 February 2026 ends at 14:00 and the 24th is a holiday."""
    broken(check, "2026-02-23T14:00", "2026-02-25T09:00")
    assert counts("2.1.c-1", "2026-03-01T09:00") == (1, 0, 0)
    broken(check, "2026-02-23T13:00", "2026-02-25T09:00")
    assert counts("2.1.c-1", "2026-03-01T09:00") == (0, 1, 0)


def test_the_month_up_to_the_day_before_and_beside_it_the_complete_one(check):
    broken(check, "2026-03-30T09:00", "2026-03-30T17:00")
    assert counts("2.1.c-1", "2026-03-30T18:00") == (1, 0, 0), "the day is not over"
    found = read("2.1.c-1", "2026-03-31T00:00")
    assert (found.total("missed"), found.span) == (1, (date(2026, 3, 1), date(2026, 3, 30)))
    later = read("2.1.c-1", "2026-04-10T09:00")
    assert (later.total("fulfilled"), [(one.fulfilled, one.total) for one in later.counted.splits]) == (1, [(0, 1)])
    assert later.counted.splits[0].label.endswith("2026-03")


@pytest.mark.parametrize(("hours", "expected"), [(8, (1, 0, 0)), (9, (0, 0, 1))])
def test_above_five_per_cent_unknown_nothing_is_said(check, hours, expected):
    """21 days of 8 hours: 5 % are 8.4 hours."""
    begins = "2026-03-04T09:00"
    ends = "2026-03-04T17:00" if hours == 8 else "2026-03-05T10:00"
    broken(check, begins, ends, "unknown")
    assert counts("2.1.c-1") == expected


def test_without_a_target_it_is_not_counted(check):
    Component.objects.update(availability_target=None)
    assert counts("2.1.c-1") == (0, 0, 0)
    assert read("2.1.c-1").counted.waits_for


def test_a_paused_check_says_nothing_of_the_component(at, check):
    with at("2026-01-01T00:00"):
        other = make.check("k-teine")
    broken(check, "2026-03-05T10:00", "2026-03-05T10:10")
    with at("2026-03-04T09:00"):
        definitions.pause(check=other, reason="Remont", by=SYSTEM)
    assert counts("2.1.c-1") == (0, 0, 1), "while it was on, nobody had looked yet"
    states(other, ("up", "2026-01-01T00:00", "2026-03-04T09:00"), ("unknown", "2026-03-04T09:00", None))
    assert counts("2.1.c-1") == (1, 0, 0)


def work(at, told: str, starts: str = "2026-03-18T10:00", ends: str = "2026-03-18T12:00") -> None:
    """Work of which the first reader heard then."""
    Subscription.objects.create(address="mari@x.example", topic="all", confirmed_at="2026-01-01T00:00Z")
    with at(told):
        planned = plan_maintenance(
            title=WORDS,
            components=[make.component()],
            starts_at=local(starts),
            ends_at=local(ends),
            late_reason="katse",
            by=SYSTEM,
        )
        about, topics = f"maintenance:{planned.public_id}", ["component:aut-tara"]
        facts = {"starts_at": planned.starts_at, "ends_at": planned.ends_at}
        notice = draft_notice(kind="maintenance", title=WORDS, about=about, topics=topics, **facts, by=SYSTEM)
        publish_notice(notice, body=WORDS, late_reason="katse", by=SYSTEM)
        outbox.mark_delivered(Delivery.objects.filter(address="mari@x.example").latest("pk"), "250")


@pytest.mark.parametrize(("told", "expected"), [("2026-03-16T10:00", (1, 0, 0)), ("2026-03-16T10:01", (0, 1, 0))])
def test_an_outage_of_planned_work_counts_unless_it_was_told_in_time(at, check, told, expected):
    work(at, told)
    broken(check, "2026-03-18T10:00", "2026-03-18T12:00")
    assert counts("2.1.c-1") == expected


def test_what_lasts_longer_than_the_work_counts(at, check):
    work(at, "2026-03-10T10:00")
    broken(check, "2026-03-18T10:00", "2026-03-18T13:00")
    assert counts("2.1.c-1") == (0, 1, 0)


def asked(slug: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(slug)
    return len(queries)


def test_as_many_questions_however_many_rows(at, check):
    work(at, "2026-03-10T10:00")
    month(1)
    few = {slug: asked(slug) for slug in SLUGS}
    for number in range(2, 5):
        month(number, year=2025)
        with at("2026-01-01T00:00"):
            promised(f"osa-{number}")
            make.check(f"k-{number}", of=f"osa-{number}")
    assert {slug: asked(slug) for slug in SLUGS} == few
    assert few == {"2.1.b-2": 1, "2.1.b-3": 1, "2.1.b-4": 2, "2.1.c-1": 6}
