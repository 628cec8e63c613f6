"""Five hundred letters, and whatever carries them is killed or emptied in the middle."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from tests.fakes.smtp import free_port
from tests.faults.portal import Portal, running, verdict, wait_until

LETTERS, BOUND_S = 500, 150
WRITE = """
from core.actor import SYSTEM
from notifications.services import enqueue_many, letter
from notifications.types import Recipient
enqueue_many([
    letter(event_key=f"fault:{n}", recipient=Recipient("email", f"a{n}@faults.example", "et"), subject=f"Teade {n}",
           body="Tere!", queue="critical" if n %% 2 else "bulk")
    for n in range(%d)
], by=SYSTEM)
"""
KILLS = [("worker", False), ("post", False), ("web", False), ("beat", False), ("bulk", True), ("post", True)] * 2
STATES = """SELECT state, channel, queue, attempts, crashes, lease_until, held_by, count(*)
             FROM notifications_delivery GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 8 DESC LIMIT 20"""
UNSENT = "SELECT count(*) FROM notifications_delivery WHERE state <> 'delivered'"
SENT = "SELECT count(*) FROM notifications_delivery WHERE state = 'delivered' AND channel = 'email'"


def write_letters(portal: Portal) -> None:
    portal.shell(WRITE % LETTERS)


def all_told(portal: Portal) -> None:
    def told() -> str:
        return f"{portal.sql(STATES)}\n{portal.told()}"

    wait_until(lambda: portal.number(SENT) == LETTERS and portal.number(UNSENT) == 0, BOUND_S, told)


def counted(portal: Portal, began: float, what: str) -> None:
    copies = portal.copies()
    lost, twice, most = LETTERS - len(copies), sum(n > 1 for n in copies.values()), max(copies.values())
    took = time.monotonic() - began
    verdict(f"{what}: {LETTERS} letters, lost {lost}, told twice {twice}, most copies {most}, {took:.0f} s")
    assert lost == 0
    assert most <= 2


def test_parts_killed():
    """kill -9 of workers, their children, beat and web, one every second and a half."""
    with running(letter_s=0.03) as portal:
        write_letters(portal)
        began, kills = time.monotonic(), 0
        for part, child in itertools.takewhile(lambda _one: portal.number(SENT) < LETTERS, KILLS):
            kills += portal.kill(part, child=child)
            time.sleep(1.5)
        all_told(portal)
        wait_until(lambda: portal.page()[0] == 200, 60, portal.told)
        counted(portal, began, f"parts killed {kills} times")


def test_broker_folder_deleted():
    with running() as portal:
        write_letters(portal)
        began = time.monotonic()
        for _turn in range(3):
            shutil.rmtree(portal.data / "broker", ignore_errors=True)
            time.sleep(2)
        all_told(portal)
        counted(portal, began, "broker's folder deleted 3 times")


@contextmanager
def own_redis(home: Path) -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(home)],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="no redis-server on this machine")
def test_redis_flushed(tmp_path):
    with own_redis(tmp_path) as url, running(redis=url) as portal:
        write_letters(portal)
        began = time.monotonic()
        with redis.Redis.from_url(url) as broker:
            for _turn in range(5):
                broker.flushall()
                time.sleep(1)
        all_told(portal)
        counted(portal, began, "Redis flushed 5 times")
