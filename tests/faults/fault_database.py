"""The database is away for twenty seconds, or frozen: it takes connections and says nothing."""

from __future__ import annotations

import os
import signal
import time

from portal.supervisor import processes
from tests.factories.monitoring import Answering
from tests.faults.fault_checks import ONE
from tests.faults.fault_letters import LETTERS, SENT, WRITE
from tests.faults.portal import running, verdict, wait_until

AWAY_S, BOUND_S = 20, 120
FROZEN_S, ANSWER_S = 30, 5
STATUS = ("/status/", "/status/api/v2/summary.json", "/status/feed.atom", "/status/maintenance.ics")
LOOKS = "SELECT count(*) FROM monitoring_result"


def test_database_away():
    server = Answering()
    with running(letter_s=0.03, is_near=True) as portal:
        portal.shell(ONE % server.url + WRITE % LETTERS)
        wait_until(lambda: portal.number(SENT) > 20 and portal.number(LOOKS) > 0, 60, portal.told)
        assert portal.page()[0] == 200, "read once, so that there is a reading to show"
        portal.cluster.stop()
        began = time.monotonic()
        status, body = portal.page("/report/")
        known = {path: portal.page(path) for path in STATUS}
        time.sleep(max(AWAY_S - (time.monotonic() - began), 0))
        again, _body = portal.page("/report/")
        portal.cluster.start()
        looks, back = portal.number(LOOKS), time.monotonic()
        wait_until(lambda: portal.page()[0] == 200, BOUND_S, portal.told)
        page_s = time.monotonic() - back
        wait_until(lambda: portal.number(LOOKS) > looks, BOUND_S, portal.told)
        looks_s = time.monotonic() - back
        wait_until(lambda: portal.number(SENT) == LETTERS, BOUND_S, portal.told)
        letters_s, copies = time.monotonic() - back, portal.copies()
    server.stop()
    lost, most = LETTERS - len(copies), max(copies.values())
    verdict(
        f"database away {AWAY_S} s: page {status}/{again} meanwhile, back after {page_s:.1f} s, checks after "
        f"{looks_s:.1f} s, letters after {letters_s:.1f} s: lost {lost}, most copies {most}"
    )
    assert (lost, most <= 2) == (0, True)
    assert status == again == 503, body
    assert "Traceback" not in body
    assert "<h1" in body
    assert [found for found, _text in known.values()] == [200] * len(STATUS), known
    assert "snapshot_at" in known[STATUS[1]][1]
    assert "praegu ei vasta" in known[STATUS[0]][1]


def test_database_frozen():
    with running(letter_s=0.03) as portal:
        portal.shell(WRITE % LETTERS)
        wait_until(lambda: portal.number(SENT) > 20, 60, portal.told)
        assert portal.page()[0] == 200
        server = portal.cluster.process.pid
        frozen = [server, *processes.children(server)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        began, answers = time.monotonic(), []
        try:
            while time.monotonic() - began < FROZEN_S:
                for path in STATUS:
                    asked = time.monotonic()
                    answers.append((portal.page(path)[0], time.monotonic() - asked))
            asked = time.monotonic()
            page, _body = portal.page("/report/")
            page_s = time.monotonic() - asked
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        back = time.monotonic()
        wait_until(lambda: "praegu ei vasta" not in portal.page()[1], BOUND_S, portal.told)
        live_s = time.monotonic() - back
        wait_until(lambda: portal.number(SENT) == LETTERS, BOUND_S, portal.told)
        letters_s, copies = time.monotonic() - back, portal.copies()
    slowest = max(seconds for _status, seconds in answers)
    verdict(
        f"database frozen {FROZEN_S} s: {len(answers)} answers of the status doors, the slowest {slowest:.1f} s; "
        f"another page {page} after {page_s:.1f} s; live again after {live_s:.1f} s, letters after {letters_s:.1f} s: "
        f"lost {LETTERS - len(copies)}, most copies {max(copies.values())}"
    )
    assert {status for status, _seconds in answers} == {200}
    assert slowest <= ANSWER_S
    assert page == 503
    assert (len(copies), max(copies.values()) <= 2) == (LETTERS, True)
