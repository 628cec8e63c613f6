"""How many heartbeats a second come through the real web server: its two processes, eight connections."""

from __future__ import annotations

import http.client
import os
import subprocess
import threading
import time

import pytest
from django.db import connection

from core.actor import SYSTEM
from monitoring.models import Ping
from monitoring.services.definitions import add_check
from portal.supervisor import parts
from tests.bench import report
from tests.bench.bench_checks import wait_for
from tests.factories.monitoring import component
from tests.fakes.smtp import free_port

CLIENTS, EACH = 8, 250


@pytest.mark.usefixtures("rows")
def test_heartbeats():
    check = add_check(slug="k-elu", type="heartbeat", component=component(), fault_class="katkestus", by=SYSTEM)
    port = free_port()
    part = parts.web("127.0.0.1", port)
    web = subprocess.Popen(part.command, env=os.environ | {"DATABASE_URL": address()}, start_new_session=True)
    try:
        wait_for(port)
        ping(port, str(check.ping_key), 20)
        began = time.perf_counter()
        clients = [threading.Thread(target=ping, args=(port, str(check.ping_key), EACH)) for _n in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        took = time.perf_counter() - began
    finally:
        web.terminate()
        web.wait(30)
    assert Ping.objects.count() == CLIENTS * EACH + 20
    told = f"{CLIENTS * EACH} pings by {CLIENTS} connections, the clients on the same machine: "
    report.tell("heartbeat", "Heartbeats", f"{told}{CLIENTS * EACH / took:,.0f} a second.")


def address() -> str:
    """The test database, for another process."""
    kept = connection.settings_dict
    host = str(kept["HOST"]).replace("/", "%2F")
    port = f":{kept['PORT']}" if kept["PORT"] else ""
    password = f":{kept['PASSWORD']}" if kept["PASSWORD"] else ""
    return f"postgres://{kept['USER']}{password}@{host}{port}/{kept['NAME']}"


def ping(port: int, key: str, times: int) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for _turn in range(times):
        client.request("GET", f"/ping/{key}")
        answer = client.getresponse()
        assert answer.read() == b"OK"
    client.close()
