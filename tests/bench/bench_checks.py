"""What a thousand HTTP checks cost in processor time, from claim to stored result, beside Debian's check_http."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.actor import SYSTEM
from monitoring.models import CheckState
from monitoring.services.definitions import add_check
from monitoring.services.running import run_due
from tests.bench import report
from tests.factories.monitoring import component, open_loopback
from tests.fakes.smtp import free_port

CHECKS, ROUNDS, BATCH, PEER_RUNS = 500, 2, 500, 1000
PEER = Path("/usr/lib/nagios/plugins/check_http")
SERVER = "from tests.factories.monitoring import Answering; Answering({port}).thread.join()"


@contextmanager
def server() -> Iterator[int]:
    """A web server in a process of its own, so that its work is not counted."""
    port = free_port()
    code = f"import django; django.setup(); {SERVER.format(port=port)}"
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.kill()
        process.wait()


def wait_for(port: int) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        with socket.socket() as tried:
            if not tried.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise RuntimeError("the web server did not start")


def cost(who: int, do: Callable[[], None]) -> tuple[float, float]:
    """(processor seconds, seconds by the clock) of our own process or of its ended children."""
    before, began = resource.getrusage(who), time.perf_counter()
    do()
    after = resource.getrusage(who)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - began


def ours() -> None:
    for _round in range(ROUNDS):
        CheckState.objects.update(next_due_at="2020-01-01T00:00Z")
        left = CHECKS
        while left > 0:
            left -= run_due(BATCH)


def peers(port: int) -> None:
    command = [str(PEER), "-I", "127.0.0.1", "-p", str(port), "-u", "/"]
    for _run in range(PEER_RUNS):
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


@pytest.mark.usefixtures("rows")
def test_checks(settings):
    open_loopback(settings)
    with server() as port:
        for n in range(CHECKS):
            add_check(
                slug=f"k-{n}",
                type="http",
                component=component(),
                config={"url": f"http://127.0.0.1:{port}/{n}"},
                fault_class="katkestus",
                by=SYSTEM,
            )
        run_due(BATCH)
        rows = [["this portal: claimed, asked, judged, stored", *cost(resource.RUSAGE_SELF, ours)]]
        if PEER.exists():
            rows.append(
                [
                    "check_http, one process a check, nothing stored",
                    *cost(resource.RUSAGE_CHILDREN, lambda: peers(port)),
                ]
            )
    assert not CheckState.objects.exclude(state="up").exists()
    lines = [[name, f"{cpu:.2f}", f"{clock:.1f}"] for name, cpu, clock in rows]
    head = "A thousand checks of a local server; the processor time of the server and of the database is not counted."
    report.tell("checks", "Checks", f"{head}\n\n{report.table(['who', 'CPU s', 'seconds'], lines)}")
