"""Runs are counted by days, months put on record and signed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, NotAllowed
from monitoring.models import CheckTerm, MonthSum, Protocol, Result
from monitoring.rules.due import next_due
from monitoring.services import definitions, protocols
from monitoring.services.heartbeats import sign_review
from monitoring.tasks import sum_months
from tests.factories import monitoring as make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def local(text: str) -> datetime:
    return clock.parse_local(text)


def watched(when: str, slug: str = "k-tara", **values):
    with clock.at(local(when)):
        return make.check(slug, **{"interval_s": 3600, **values})


def run(
    check, begins: str, ends: str, *, without: tuple[int, ...] = (), late: timedelta = timedelta(seconds=1)
) -> None:
    """Results at each due time between two instants, but for those of the numbers."""
    due, found = next_due(local(begins) - timedelta(microseconds=1), check.interval_s, check.slug), []
    while due < local(ends):
        found.append(Result(check_id=check.pk, at=due + late, verdict="up", duration_ms=200))
        due += timedelta(seconds=check.interval_s)
    Result.objects.bulk_create(one for number, one in enumerate(found) if number not in without)


def sums() -> dict[str, tuple[int, int]]:
    rows = MonthSum.objects.select_related("check_definition").order_by("month")
    return {f"{one.check_definition.slug} {one.month:%m}": (one.planned, one.ran) for one in rows}


def summed(at, when: str) -> int:
    with at(when):
        return protocols.sum_months()


def test_a_day_is_counted_once_and_only_when_it_is_over(at):
    check = watched("2026-03-01T00:00")
    run(check, "2026-03-01T00:00", "2026-03-06T00:00", without=(5, 6))
    assert summed(at, "2026-03-02T00:09") == 0, "the last results may not be stored yet"
    assert summed(at, "2026-03-02T00:10") == 1
    assert sums() == {"k-tara 03": (23, 21)}
    assert summed(at, "2026-03-02T05:00") == 0
    assert summed(at, "2026-03-05T05:00") == 3, "the days that nobody was here are made good"
    assert sums() == {"k-tara 03": (23 + 72, 21 + 72)}


def test_a_run_that_came_after_the_next_was_due_did_not_happen_in_time(at):
    check = watched("2026-03-01T00:00")
    run(check, "2026-03-01T00:00", "2026-03-03T00:00", late=timedelta(minutes=59))
    summed(at, "2026-03-02T00:10")
    assert sums() == {"k-tara 03": (23, 23)}
    Result.objects.all().delete()
    MonthSum.objects.all().delete()
    run(check, "2026-03-01T00:00", "2026-03-02T00:00", late=timedelta(hours=1, seconds=1))
    summed(at, "2026-03-02T00:10")
    assert sums()["k-tara 03"] == (23, 22), "the first one came too late, each later one counts for the next"


def test_many_runs_in_one_interval_are_one(at):
    check = watched("2026-03-01T00:00")
    for seconds in (1, 31, 61):
        run(check, "2026-03-01T00:00", "2026-03-02T00:00", late=timedelta(seconds=seconds))
    summed(at, "2026-03-02T00:10")
    assert sums() == {"k-tara 03": (23, 23)}


def test_paused_and_deleted_ones_leave_from_the_minute_of_it(at):
    paused, gone = watched("2026-03-01T00:00"), watched("2026-03-01T00:00", "k-log")
    with at("2026-03-02T12:00"):
        definitions.pause(check=paused, reason="Remont", by=SYSTEM)
        definitions.archive(check=gone, by=SYSTEM)
    with at("2026-03-04T12:00"):
        definitions.resume(check=paused, by=SYSTEM)
    summed(at, "2026-03-06T01:00")
    assert sums() == {"k-log 03": (35, 0), "k-tara 03": (35 + 35, 0)}
    assert CheckTerm.objects.filter(until_at__isnull=True).count() == 1


def test_another_interval_is_another_plan(at):
    check = watched("2026-03-01T00:00")
    with at("2026-03-02T00:00"):
        definitions.edit_check(check=check, interval_s=60, by=SYSTEM)
        definitions.edit_check(check=check, severity=3, by=SYSTEM)
    summed(at, "2026-03-03T01:00")
    ((planned, _ran),) = sums().values()
    assert 23 + 1438 <= planned <= 23 + 1440
    assert CheckTerm.objects.count() == 2


def test_clocks_change_and_the_day_has_its_hours(at):
    watched("2026-03-27T00:00", interval_s=600)
    for day, planned in ((27, 143), (28, 144), (29, 138), (30, 144)):
        before = sum(one[0] for one in sums().values())
        assert summed(at, f"2026-03-{day + 1}T01:00") == 1
        assert sum(one[0] for one in sums().values()) - before == planned


def test_reviews_are_planned_and_signed_and_heartbeats_are_others(at, cast):
    watched("2026-03-01T00:00", "k-sign", type="heartbeat")
    review = watched("2026-03-01T00:00", "k-vaatus", type="inspection", interval_s=7 * 86_400)
    with at("2026-03-05T10:00"):
        sign_review(check=review, note="Vaadatud", by=cast.actor("owner"))
    summed(at, "2026-03-06T01:00")
    assert sums() == {"k-vaatus 03": (1, 1)}
    summed(at, "2026-03-13T01:00")
    assert sums() == {"k-vaatus 03": (2, 1)}


def test_a_complete_month_is_put_on_record(at):
    check = watched("2026-03-30T00:00")
    run(check, "2026-03-30T00:00", "2026-04-03T00:00", without=(0, 1, 2))
    summed(at, "2026-03-31T12:00")
    assert not Protocol.objects.exists()
    with at("2026-04-01T01:00"):
        sum_months()
        sum_months()
    (one,) = Protocol.objects.all()
    assert (one.slug, one.planned, one.ran, one.missed) == ("2026-03", 47, 44, 3)
    assert one.sign_by == date(2026, 4, 15), "Good Friday is the 3rd: no working day"
    summed(at, "2026-04-03T01:00")
    assert (MonthSum.objects.count(), Protocol.objects.count()) == (2, 1)


def test_signed_once_by_who_may(at, cast):
    one = Protocol.objects.create(month=date(2026, 3, 1), planned=10, ran=9)
    for who in ("staff", "manager", "auditor", "resolver"):
        with pytest.raises(NotAllowed):
            protocols.sign_protocol(protocol=one, by=cast.actor(who))
    with at("2026-04-08T10:00"):
        signed = protocols.sign_protocol(protocol=one, note=" Lünk 11.03 ", by=cast.actor("owner"))
    assert (signed.note, signed.signed_name, signed.signed_at) == ("Lünk 11.03", "Owner", local("2026-04-08T10:00"))
    with pytest.raises(Conflict):
        protocols.sign_protocol(protocol=one, by=cast.actor("lead"))


def test_as_many_questions_however_many_checks(at, django_assert_max_num_queries):
    for number in range(4):
        run(watched("2026-03-01T00:00", f"k-{number}"), "2026-03-01T00:00", "2026-03-02T00:00")
        watched("2026-03-01T00:00", f"v-{number}", type="inspection")
    with django_assert_max_num_queries(4):
        assert len(protocols.kept_on(date(2026, 3, 1))) == 8


def test_pages(as_, cast):
    one = Protocol.objects.create(month=date(2026, 3, 1), planned=100, ran=99)
    check = make.check()
    MonthSum.objects.create(check_definition=check, month=one.month, planned=100, ran=99, summed_on=one.last_day)
    owner = as_("owner")
    page = owner.get("/monitoring/protocols/")
    assert "/monitoring/protocols/2026-03/" in page.content.decode()
    assert "<svg" in page.content.decode()
    detail = owner.get("/monitoring/protocols/2026-03/").content.decode()
    assert check.slug in detail
    assert "/monitoring/protocols/2026-03/sign/" in detail
    answer = owner.post("/monitoring/protocols/2026-03/sign/", {"note": "Kõik korras"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.note, one.signed_name) == ("Kõik korras", "Owner")
    assert owner.post("/monitoring/protocols/2026-03/sign/", {"note": "x"}).status_code == 409
    assert owner.get("/monitoring/protocols/2026-13/").status_code == 404
    assert owner.get("/monitoring/protocols/2026-04/").status_code == 404


def test_api(as_):
    one = Protocol.objects.create(month=date(2026, 3, 1), planned=100, ran=99)
    check = make.check()
    MonthSum.objects.create(check_definition=check, month=one.month, planned=100, ran=99, summed_on=one.last_day)
    owner = as_("owner")
    (listed,) = owner.get("/api/v1/monitoring-protocols/").json()["results"]
    assert (listed["month"], listed["missed"], listed["signed_at"]) == ("2026-03", 1, None)
    whole = owner.get("/api/v1/monitoring-protocols/2026-03/").json()
    assert whole["checks"] == [{"check": check.slug, "planned": 100, "ran": 99, "missed": 1}]
    signed = owner.post("/api/v1/monitoring-protocols/2026-03/sign/", {"note": "ok"}, content_type="application/json")
    assert (signed.status_code, signed.json()["signed_name"]) == (200, "Owner")
    assert owner.get("/api/v1/monitoring-protocols/2026-99/").status_code == 404
