"""Planned work and payout windows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from components import services
from components.models import Maintenance, MaintenancePattern
from components.tasks import plan_recurring_maintenance
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from core.fields import Translated
from notifications.services import draft_notice, publish_notice, subscribe
from tests.factories import catalogue
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
TITLE = Translated(et="Uuendus")


@pytest.fixture
def plan(cast):
    """``plan(component, "2026-03-10T18:00", hours=2)`` plans work by the owner."""

    def make(component, start: str, hours: int = 2, **facts):
        starts = clock.parse_local(start)
        facts = {"title": TITLE, "components": [component], "by": cast.actor("owner"), **facts}
        return services.plan_maintenance(starts_at=starts, ends_at=starts + timedelta(hours=hours), **facts)

    return make


@pytest.fixture
def paying():
    """A component behind one that a paying system uses; its window in March 2026: the 5th 0.00 to the 8th 23.59
    (the 8th is a Sunday: two working days before it are the 5th and the 6th)."""
    skais = catalogue.system("skais")
    front, behind = catalogue.component("av-sisend", used_by=[skais]), catalogue.component("av-turvaserver")
    catalogue.needs(front, behind)
    catalogue.payout_window(skais)
    return behind


def test_work_is_planned_moved_and_cancelled(plan, cast, heard):
    by = cast.actor("lead")
    work = plan(catalogue.component("log"), "2026-03-17T18:00")
    work = services.move_maintenance(
        maintenance=work, starts_at=work.starts_at + timedelta(days=1), ends_at=work.ends_at + timedelta(days=1), by=by
    )
    work = services.cancel_maintenance(maintenance=work, reason="ei ole vaja", by=by)
    assert (work.state, work.sequence) == ("cancelled", 2)
    assert [event.action for event in heard] == ["planned", "moved", "cancelled"]
    assert AuditRecord.objects.get(action="components.cancelled_maintenance").reason == "ei ole vaja"
    with pytest.raises(Conflict):
        services.cancel_maintenance(maintenance=work, by=by)


def test_done_early_ends_now_and_not_before_it_begins(plan, cast, heard, at):
    work, by = plan(catalogue.component("log"), "2026-03-17T18:00"), cast.actor("owner")
    with at("2026-03-17T17:00"), pytest.raises(Conflict):
        services.finish_maintenance(maintenance=work, by=by)
    with at("2026-03-17T19:00"):
        assert work.is_going_on
        work = services.finish_maintenance(maintenance=work, by=by)
    assert (work.state, work.ends_at) == ("done", clock.parse_local("2026-03-17T19:00"))
    assert heard[-1].action == "finished"


def test_a_payout_window_of_a_system_behind_the_dependency_refuses(plan, paying, heard):
    with pytest.raises(Invalid) as refused:
        plan(paying, "2026-03-06T18:00")
    assert (refused.value.field, refused.value.code) == ("window_reason", "payout-window")
    assert "Peretoetused" in str(refused.value)
    assert not heard
    plan(paying, "2026-03-09T18:00")
    plan(paying, "2026-03-06T18:00", environment="test")
    assert plan(paying, "2026-03-06T18:00", window_reason="turvaviga").window_reason == "turvaviga"


def test_moving_into_a_window_is_refused_too(plan, paying, cast):
    work = plan(paying, "2026-03-10T18:00")
    with pytest.raises(Invalid):
        services.move_maintenance(
            maintenance=work,
            starts_at=clock.parse_local("2026-03-08T22:00"),
            ends_at=clock.parse_local("2026-03-09T02:00"),
            by=cast.actor("owner"),
        )


def test_other_refusals(plan, cast):
    log = catalogue.component("log")
    with pytest.raises(Invalid) as backwards:
        plan(log, "2026-03-17T18:00", hours=0)
    assert backwards.value.field == "ends_at"
    with pytest.raises(Invalid):
        plan(log, "2026-03-17T18:00", components=[])
    with pytest.raises(NotAllowed):
        plan(log, "2026-03-17T18:00", by=cast.actor("staff"))


def pattern(**values) -> MaintenancePattern:
    facts = {"nth": 3, "weekday": 3, "from_time": "18:00", "minutes": 420, "rule_text": "kuu 3. neljapäev"}
    facts |= {"slug": "ria", "organisation": organisation("ria"), "environment": "production"}
    return MaintenancePattern.objects.create(**{**facts, **values})


def test_recurring_work_is_made_sixty_days_ahead_and_once(heard, at):
    tara = catalogue.external("ria-tara")
    catalogue.external("tedi", provider="tehik")
    pattern()
    with at("2026-03-01T12:00"):
        assert plan_recurring_maintenance() == 2
        assert plan_recurring_maintenance() == 0
    first, second = Maintenance.objects.all()
    assert first.starts_at == clock.parse_local("2026-03-19T18:00")
    assert first.ends_at == clock.parse_local("2026-03-20T01:00")
    assert second.starts_at == clock.parse_local("2026-04-16T18:00")
    assert list(first.components.all()) == [tara]
    assert set(first.title) == {"et", "en", "ru"}
    assert len(heard) == 2


def test_recurring_work_that_was_moved_is_not_made_again(cast, at):
    catalogue.external("ria-tara")
    pattern()
    with at("2026-03-01T12:00"):
        services.plan_recurring_maintenance(days=20)
        work = Maintenance.objects.get()
        day = timedelta(days=1)
        services.move_maintenance(
            maintenance=work, starts_at=work.starts_at + day, ends_at=work.ends_at + day, by=cast.actor("owner")
        )
        assert services.plan_recurring_maintenance(days=20) == 0


def test_others_regular_work_in_a_window_says_its_rule(at):
    skais = catalogue.system("skais")
    tara, front = catalogue.external("ria-tara"), catalogue.component("aut", used_by=[skais])
    catalogue.needs(front, tara)
    catalogue.payout_window(skais, rule="kuu 20.")
    pattern()
    with at("2026-03-01T12:00"):
        services.plan_recurring_maintenance(days=20)
    assert Maintenance.objects.get().window_reason == "kuu 3. neljapäev"


class TestToldInTime:
    """48 hours ahead; for a weekend or a Monday by Friday 10:00; later only with a reason, which is kept."""

    @pytest.fixture(autouse=True)
    def friday(self, at):
        with at("2026-11-27T11:00"):
            yield

    def test_too_near_needs_a_reason(self, plan):
        log = catalogue.component("log")
        with pytest.raises(Invalid) as refused:
            plan(log, "2026-11-30T18:00")  # Monday: people had to be told an hour ago
        assert (refused.value.field, refused.value.code) == ("late_reason", "late")
        assert "27.11.2026 10.00" in str(refused.value.message)
        assert plan(log, "2026-11-30T18:00", late_reason="turvaviga").late_reason == "turvaviga"
        assert plan(log, "2026-12-01T18:00").late_reason == ""

    def test_the_test_environment_and_what_has_begun_need_none(self, plan):
        log = catalogue.component("log")
        assert plan(log, "2026-11-27T18:00", environment="test")
        assert plan(log, "2026-11-27T10:30")

    def test_moving_nearer_needs_one_and_staying_does_not(self, plan, cast):
        work = plan(catalogue.component("log"), "2026-12-03T18:00")
        times = {"starts_at": work.starts_at, "ends_at": work.ends_at + timedelta(hours=1)}
        services.move_maintenance(maintenance=work, **times, by=cast.actor("owner"))
        nearer = clock.parse_local("2026-11-28T18:00")
        times = {"starts_at": nearer, "ends_at": nearer + timedelta(hours=1)}
        with pytest.raises(Invalid):
            services.move_maintenance(maintenance=work, **times, by=cast.actor("owner"))

    def test_as_the_agency_agreed(self, plan, settings):
        settings.NOTICE_HOURS = 1
        assert plan(catalogue.component("log"), "2026-11-27T14:00")

    def test_its_page_says_by_when_and_since_when(self, plan, as_, cast):
        work = plan(catalogue.component("log"), "2026-12-03T18:00")
        address = f"/components/maintenance/{work.public_id}/"
        assert "2026" in as_("owner").get(address).context["tell_by"].isoformat()
        words = Translated(et="Hooldus", en="Maintenance")
        by = cast.actor("lead")
        subscribe(topic="component:log", channel="inbox", by=by)
        notice = draft_notice(
            kind="maintenance", title=words, topics=["component:log"], about=f"maintenance:{work.public_id}", by=by
        )
        assert as_("owner").get(address).context["told_at"] is None
        publish_notice(notice, body=words, by=by)
        assert as_("owner").get(address).context["told_at"] == clock.now()
