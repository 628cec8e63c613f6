"""Due checks against real servers: failing, recovering, gaps, two workers, COPY."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.actor import SYSTEM
from core.errors import Conflict
from monitoring.models import CheckState, Result, StateInterval
from monitoring.services.announcing import announce_changes
from monitoring.services.running import ask_to_run, run_due, run_now
from tests.factories import monitoring as make

START = clock.parse_local("2026-03-04T08:50")


def seconds(n: float):
    return clock.at(START + timedelta(seconds=n))


@pytest.fixture
def watched(db, door, server, at):
    with seconds(0):
        return make.check(config={"url": server.url, "text": "hello"})


def state_of(check) -> CheckState:
    return CheckState.objects.get(pk=check.pk)


def run_until(check, begin: float, turns: int) -> float:
    """Run the check as often as it becomes due; gives the seconds after START of the last run."""
    for _turn in range(turns):
        begin = max(begin, (state_of(check).next_due_at - START).total_seconds())
        with seconds(begin):
            assert run_due() == 1
            announce_changes()
    return begin


def test_a_new_check_is_green_after_one_run(watched):
    run_until(watched, 0, 1)
    state = state_of(watched)
    assert (state.state, state.since) == ("up", START)
    assert "200" in state.got
    assert "hello" in state.expected


def test_three_failures_in_a_row_are_told_once_with_evidence(watched, server, heard):
    at = run_until(watched, 0, 1)
    heard.clear()
    server.status = 503
    first = run_until(watched, at + 1, 1)
    at = run_until(watched, first, 1)
    assert at == first + watched.retry_s
    assert heard == []
    run_until(watched, at, 2)
    (failed,) = heard
    assert (failed.state, failed.severity, failed.fault_class) == ("down", 1, "katkestus")
    assert failed.at == START + timedelta(seconds=first)
    assert "503" in failed.got
    assert "hello" in failed.expected


def test_it_recovers_by_itself_after_two_good_answers(watched, server, heard):
    server.status = 503
    at = run_until(watched, 0, 3)
    assert state_of(watched).state == "down"
    heard.clear()
    server.status = 200
    at = run_until(watched, at, 1)
    assert state_of(watched).state == "down"
    run_until(watched, at, 1)
    (recovered,) = heard
    assert recovered.at == START + timedelta(seconds=at)
    assert [one.state for one in StateInterval.objects.filter(until_at=None)] == ["up"]


def test_a_server_that_is_stopped_and_started(db, door, heard):
    with seconds(0):
        server = make.Answering()
        check = make.check(config={"url": server.url})
    at = run_until(check, 0, 1)
    server.stop()
    at = run_until(check, at, 3)
    assert state_of(check).state == "down"
    again = make.Answering(server.port)
    run_until(check, at, 2)
    again.stop()
    assert [type(news).__name__ for news in heard] == ["CheckRecovered", "CheckFailed", "CheckRecovered"]


def test_a_slow_answer_is_a_warning_and_silence_a_fault(db, door, server):
    with seconds(0):
        slow = make.check("slow", config={"url": server.url, "warn_ms": 1}, failures_needed=1)
        silent = make.check("silent", config={"url": server.url}, timeout_s=1, failures_needed=1)
    server.delay_s = 0.1
    with seconds(0):
        run_due(only=slow.pk)
    server.delay_s = 2
    with seconds(0):
        run_due(only=silent.pk)
    assert state_of(slow).state == "degraded"
    assert state_of(silent).state == "down"


def test_what_the_door_refuses_is_unknown_not_down(db, server):
    """Without the demonstration loopback stays shut: we did not look."""
    check = make.check(config={"url": server.url})
    run_due()
    assert state_of(check).state == "unknown"
    assert server.asked == 0


def test_time_that_nobody_watched_is_unknown(watched):
    last = run_until(watched, 0, 2)
    due = state_of(watched).next_due_at
    with seconds(last + 600):
        run_due()
    spans = list(StateInterval.objects.order_by("from_at", "pk").values_list("state", "from_at", "until_at"))
    back = START + timedelta(seconds=last + 600)
    assert spans[-3:] == [("up", START, due), ("unknown", due, back), ("up", back, None)]


def test_a_run_that_is_a_little_late_is_no_gap(watched):
    last = run_until(watched, 0, 2)
    with seconds(last + 2 * 60 + 5):
        run_due()
    assert not StateInterval.objects.filter(state="unknown", from_at__gt=START).exists()


def test_after_a_gap_a_failure_must_be_proven_again(watched, server):
    last = run_until(watched, 0, 1)
    server.status = 500
    with seconds(last + 600):
        run_due()
    assert state_of(watched).state == "unknown"
    run_until(watched, last + 600, 2)
    assert state_of(watched).state == "down"


def test_a_hundred_targets_down_at_once_are_a_hundred_news(db, door, heard):
    with seconds(0):
        for n in range(100):
            make.check(f"k-{n}", config={"url": f"http://127.0.0.1:9/{n}"}, failures_needed=1)
        assert run_due() == 100
        assert announce_changes() == 100
    assert len({news.check_id for news in heard}) == 100
    assert Result.objects.count() == 100


def test_one_that_hangs_does_not_hold_back_the_others(db, door, server, heard):
    server.delay_s = 3
    stored_while_waiting = []
    with seconds(0):
        slow = make.check("k-slow", config={"url": server.url}, timeout_s=2)
        make.check("k-quick", config={"url": "http://127.0.0.1:9/"}, failures_needed=1)
        run_due(on_change=lambda: stored_while_waiting.append(Result.objects.filter(check_id=slow.pk).exists()))
    assert stored_while_waiting[0] is False


def test_results_hold_what_came_letter_by_letter(db, door, server):
    check = make.check(config={"url": server.url, "text": 'õ";,\n\\N'})
    run_due()
    result = Result.objects.get(check_id=check.pk)
    assert 'õ";,\n\\N' in result.got
    assert result.figures == {"status": 200}


def test_a_check_that_breaks_by_itself_is_unknown(db, door, server):
    broken, sound = make.check("k-broken"), make.check("k-sound", config={"url": server.url})
    type(broken).objects.filter(pk=broken.pk).update(config={})
    assert run_due() == 2
    assert state_of(broken).state == "unknown"
    assert "KeyError" in state_of(broken).got
    assert state_of(sound).state == "up"


def test_paused_and_archived_checks_are_left_alone(watched):
    watched.paused_at = clock.now()
    watched.save()
    with seconds(0):
        assert run_due() == 0


def test_a_result_of_a_claim_that_ran_out_does_not_count(watched, monkeypatch):
    from monitoring.services import running

    def taken_over(batch, allow):
        CheckState.objects.update(lease_until=clock.now() + timedelta(seconds=1))
        return iter([[(watched.pk, running.check_types.get("http")().judge(watched.config, Failure))]])

    from core.outbound import Failure as Kind

    Failure = Kind("timeout")
    monkeypatch.setattr(running.engine, "run", taken_over)
    with seconds(0):
        assert run_due() == 0
    assert not Result.objects.exists()


def test_a_person_may_hasten_a_run(watched, cast):
    run_until(watched, 0, 1)
    with seconds(5):
        ask_to_run(check=watched, by=cast.actor("owner"))
        assert run_due() == 1


def test_run_now_waits_for_the_verdict(watched):
    with seconds(0):
        assert run_now(check=watched, by=SYSTEM).state == "up"


def test_nothing_to_run_for_a_heartbeat(db):
    with pytest.raises(Conflict):
        run_now(check=make.check("h", type="heartbeat"), by=SYSTEM)


def test_a_batch_takes_few_statements(db, door, django_assert_max_num_queries):
    for n in range(50):
        make.check(f"k-{n}", failures_needed=1)
    with django_assert_max_num_queries(40):  # claim, allow-list, and nine for each of at most a few commits
        assert run_due() == 50


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_one_check_twice(settings, server):
    make.open_loopback(settings)
    checks = [make.check(f"k-{n}", config={"url": server.url}) for n in range(40)]
    server.delay_s = 0.05
    counts: list[int] = []

    def work():
        try:
            counts.append(run_due(25))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == len(checks) == server.asked == Result.objects.count()
