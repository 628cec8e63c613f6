"""kill -9 of the supervisor itself: whatever it had started ends with it."""

from __future__ import annotations

import time

from portal.supervisor.processes import is_running
from tests.faults.portal import running, verdict, wait_until

BOUND_S = 30


def test_no_orphan():
    with running() as portal:
        before = portal.processes()
        began = time.monotonic()
        portal.process.kill()
        portal.process.wait()
        wait_until(lambda: not any(is_running(pid) for pid in portal.processes()), BOUND_S, portal.told)
        took = time.monotonic() - began
        verdict(f"supervisor killed: {len(before)} processes, orphans after {took:.1f} s: {len(portal.processes())}")
        assert len(before) > 6
