"""Components and checks, and a real HTTP server of our own that can be told what to answer."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from components.models import Component
from core.actor import SYSTEM
from core.outbound import AllowRule
from monitoring.models import AllowedTarget, Check
from monitoring.selectors import LOOPBACK
from monitoring.services.definitions import add_check

LOCAL = AllowRule(LOOPBACK, range(1, 65536))


def component(slug: str = "aut-tara", kind: str = "authentication") -> Component:
    return Component.objects.get_or_create(slug=slug, defaults={"kind": kind, "name": {"et": slug}})[0]


def check(slug: str = "k-tara", *, type: str = "http", of: str = "aut-tara", **values: Any) -> Check:
    """A check through the service; an HTTP one asks ``http://127.0.0.1:9/`` unless ``config`` says otherwise."""
    config = values.pop("config", {"url": "http://127.0.0.1:9/"} if type == "http" else {})
    values = {"fault_class": "katkestus", "interval_s": 60, "timeout_s": 5, "severity": 1, **values}
    return add_check(slug=slug, type=type, component=component(of), config=config, by=SYSTEM, **values)


def open_loopback(settings) -> None:
    """The door opens to this machine, as in the demonstration."""
    settings.DEMO = True
    AllowedTarget.objects.create(network="127.0.0.0/8", ports="1-65535", purpose="tests", owner="tests")


class Crowded(ThreadingHTTPServer):
    request_queue_size = 512  # a batch of checks connects at once; five, the default, makes the others wait seconds
    daemon_threads = True


class Answering:
    """A server on a port of its own: ``status``, ``body`` and ``delay_s`` may be changed while it runs; it counts."""

    def __init__(self, port: int = 0) -> None:
        self.status, self.body, self.delay_s, self.asked = 200, b"hello", 0.0, 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                time.sleep(outer.delay_s)
                with suppress(OSError):
                    self.send_response(outer.status)
                    self.send_header("Content-Length", str(len(outer.body)))
                    self.end_headers()
                    self.wfile.write(outer.body)

            def log_message(self, *args) -> None:
                pass

        self.server = Crowded(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
