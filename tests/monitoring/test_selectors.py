"""Component states and strips, the panel, the heart, the tasks and the command."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.actor import SYSTEM
from monitoring import selectors, tasks
from monitoring.models import Check, CheckState, StateChange
from monitoring.services.definitions import pause
from monitoring.services.heart import beat_heart
from monitoring.services.running import look_soon
from monitoring.ui import of_component
from tests.factories import monitoring as make


def put(check, state):
    CheckState.objects.filter(pk=check.pk).update(state=state)


def test_a_component_is_as_its_worst_check_in_production(db):
    good, bad = make.check("k-1"), make.check("k-2")
    elsewhere, paused = make.check("k-3", environment="test"), make.check("k-4")
    review = make.check("k-5", type="inspection")
    for check, state in ((good, "up"), (bad, "degraded"), (elsewhere, "down"), (review, "degraded")):
        put(check, state)
    put(paused, "down")
    pause(check=paused, reason="x", by=SYSTEM)
    (known,) = selectors.component_states([good.component_id]).values()
    assert known.state == "degraded"
    assert known.label


def test_reviews_do_not_speak_of_working(db):
    review = make.check(type="inspection")
    assert selectors.component_states([review.component_id]) == {}


def test_a_component_that_nobody_looked_at_for_long_is_unknown(db):
    check = make.check()
    long_ago = clock.now() - timedelta(hours=1)
    CheckState.objects.update(state="up", last_run_at=long_ago, next_due_at=long_ago)
    assert selectors.component_states([check.component_id])[check.component_id].state == "unknown"


def test_strips_have_ninety_days(db):
    check = make.check()
    assert len(selectors.strips([check.pk])[check.pk]) == 90
    assert len(selectors.component_strip(check.component_id)) == 90
    assert selectors.component_strip(0) == []


def test_the_panel_is_for_the_agency(cast):
    check = make.check()
    assert of_component(cast.actor("staff"), check.component)["rows"] == [check]
    assert of_component(cast.actor("partner_a"), check.component) is None


def test_the_heart(db):
    assert selectors.watcher_age() is None
    now = clock.now()
    with clock.at(now):
        beat_heart()
    with clock.at(now + timedelta(seconds=7)):
        assert selectors.watcher_age() == timedelta(seconds=7)


def test_tasks_carry_a_failure_to_its_news(db, door, heard, monkeypatch):
    kicked = []
    monkeypatch.setattr(tasks.announce_changes, "apply_async", lambda **options: kicked.append(options))
    make.check(failures_needed=1)
    tasks.run_due_checks()
    assert kicked
    tasks.announce_changes()
    tasks.look_at_heartbeats()
    tasks.beat_heart()
    assert len(heard) == 1


def test_a_broker_that_is_away_costs_nothing(db, door, monkeypatch):
    def away(**options):
        raise OSError("no broker")

    monkeypatch.setattr(tasks.announce_changes, "apply_async", away)
    make.check(failures_needed=1)
    tasks.run_due_checks()
    assert StateChange.objects.count() == 1


def test_the_command(db, door, server, capsys):
    make.check(config={"url": server.url})
    call_command("checks", "run", "k-tara")
    call_command("checks", "list")
    out = capsys.readouterr().out
    assert "up (state up)" in out
    assert "k-tara" in out
    with pytest.raises(CommandError):
        call_command("checks", "run", "nothing")


def test_the_practice_ground_hastens_its_own_checks(db):
    make.check("k-1", config={"url": "http://127.0.0.1:9/", "target": "@harjutus/x"})
    make.check("k-2")
    CheckState.objects.update(next_due_at=clock.now() + timedelta(hours=1))
    assert look_soon(Check.objects.filter(config__target__startswith="@harjutus/")) == 1
    assert Check.objects.filter(now__next_due_at__lte=clock.now()).get().slug == "k-1"
