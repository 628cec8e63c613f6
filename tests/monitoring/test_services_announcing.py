"""Each change in its own transaction: a failing handler holds back nobody else."""

from datetime import timedelta

import pytest

from core import clock, events
from monitoring.events import CheckFailed
from monitoring.models import StateChange
from monitoring.services.announcing import ATTEMPTS, announce_changes
from tests.factories import monitoring as make

START = clock.parse_local("2026-03-04T08:50")


@pytest.fixture
def changes(db, heard):
    def change(check, state="down"):
        return StateChange.objects.create(
            check_definition=check, state=state, previous="up", at=START, next_attempt_at=START
        )

    with clock.at(START):
        return [change(make.check("k-bad")), change(make.check("k-good"))]


def failing_on(slug_id, monkeypatch, heard):
    def handler(event):
        if event.check_id == slug_id:
            raise RuntimeError("katki")
        heard.append(event)

    monkeypatch.setitem(events._handlers, CheckFailed, [handler])


def test_a_failing_handler_leaves_the_others_alone(changes, monkeypatch, heard):
    failing_on(changes[0].check_definition_id, monkeypatch, heard)
    with clock.at(START):
        assert announce_changes() == 1
    bad = StateChange.objects.get(pk=changes[0].pk)
    assert (bad.handled_at, bad.attempts) == (None, 1)
    assert "katki" in bad.error
    assert [event.check_id for event in heard] == [changes[1].check_definition_id]


def test_five_attempts_then_quarantine_and_later_changes_go_on(changes, monkeypatch, heard):
    check = changes[0].check_definition
    later = StateChange.objects.create(
        check_definition=check, state="up", previous="down", at=START, next_attempt_at=START
    )
    failing_on(check.pk, monkeypatch, heard)
    moment = START
    for _turn in range(ATTEMPTS):
        with clock.at(moment):
            announce_changes()
        assert StateChange.objects.get(pk=later.pk).handled_at is None or _turn == ATTEMPTS - 1
        moment += timedelta(minutes=10)
    bad = StateChange.objects.get(pk=changes[0].pk)
    assert bad.quarantined_at
    with clock.at(moment):
        announce_changes()
    assert StateChange.objects.get(pk=later.pk).handled_at


def test_the_back_off_grows(changes, monkeypatch, heard):
    failing_on(changes[0].check_definition_id, monkeypatch, heard)
    with clock.at(START):
        announce_changes()
        announce_changes()
    bad = StateChange.objects.get(pk=changes[0].pk)
    assert (bad.attempts, bad.next_attempt_at) == (1, START + timedelta(seconds=5))


def test_a_change_that_kills_its_worker_is_counted(changes, monkeypatch):
    def killer(event):
        raise KeyboardInterrupt

    monkeypatch.setitem(events._handlers, CheckFailed, [killer])
    with clock.at(START), pytest.raises(KeyboardInterrupt):
        announce_changes()
    assert StateChange.objects.get(pk=changes[0].pk).attempts == 1


def test_nothing_is_announced_twice(changes, heard):
    with clock.at(START):
        announce_changes()
        announce_changes()
    assert len(heard) == 2
