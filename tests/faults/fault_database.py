"""The database is away for twenty seconds."""

from __future__ import annotations

import time

from tests.factories.monitoring import Answering
from tests.faults.fault_checks import ONE
from tests.faults.fault_letters import LETTERS, SENT, WRITE
from tests.faults.portal import running, verdict, wait_until

AWAY_S, BOUND_S = 20, 120
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
    assert "ei vasta" in known[STATUS[0]][1]
