"""A database that accepts connections and says nothing (a frozen machine, a full disk) must not hold every page.

The server can not be asked to end what it does not hear of, and the kernel of a frozen one still acknowledges packets:
neither ``statement_timeout`` nor ``tcp_user_timeout`` helps. So the web process itself waits no longer than this.
Workers wait as long as it takes: they have nobody to answer.
"""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import psycopg2
from psycopg2 import extensions

STATEMENT_S = 15.0  # the longest of ours, a notice to 10,000, takes a second
SILENT_S = 0.3  # while it is known to be silent
KNOWN_S = 5.0  # so long after somebody waited in vain
STEP_S = 0.25

_patience: ContextVar[float] = ContextVar("patience", default=STATEMENT_S)
_silent_until = 0.0


def install() -> None:
    """Wait so in this process (psycopg2 then waits by ``wait``)."""
    extensions.set_wait_callback(wait)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Each statement and each new connection within answers in so many seconds, or raises OperationalError."""
    mark = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(mark)


def wait(connection: extensions.connection) -> None:
    """Until the server has answered. Raises psycopg2.OperationalError; the connection is closed then."""
    global _silent_until
    began = time.monotonic()
    while (state := connection.poll()) != extensions.POLL_OK:
        now = time.monotonic()
        is_known = now < _silent_until
        left = began - now + (min(_patience.get(), SILENT_S) if is_known else _patience.get())
        if left <= 0:
            if not is_known:  # else nobody would find out that it is back where that takes longer
                _silent_until = now + KNOWN_S
            raise psycopg2.OperationalError("the database does not answer")
        reads = [connection.fileno()] if state == extensions.POLL_READ else []
        writes = [connection.fileno()] if state == extensions.POLL_WRITE else []
        select.select(reads, writes, [], min(left, STEP_S))
    _silent_until = 0.0
