"""Names to addresses with a deadline: ``getaddrinfo`` cannot be interrupted, so it is asked in threads."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Hashable

from core.outbound.errors import Failure

Resolver = Callable[[str, int], list[str]]
THREADS = 32  # names asked at once; a batch has few distinct hosts


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses that the machine's own name service gives. Raises OSError."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Lookups:
    """Many names asked side by side; answers are collected as they come."""

    def __init__(self, resolver: Resolver | None = None) -> None:
        self._resolver = resolver or system_resolver
        self._asked: queue.SimpleQueue[tuple[Hashable, str, int] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[Hashable, list[str] | Failure]] = queue.SimpleQueue()
        self._threads = self._waiting = 0

    def ask(self, key: Hashable, host: str, port: int) -> None:
        """Puts a question; its answer comes under ``key``."""
        self._waiting += 1
        self._asked.put((key, host, port))
        if self._threads < min(THREADS, self._waiting):
            self._threads += 1
            threading.Thread(target=self._work, name="outbound-dns", daemon=True).start()

    def answers(self, wait_s: float = 0.0) -> list[tuple[Hashable, list[str] | Failure]]:
        """What has come by now; where nothing has, waits that long for the first."""
        found = []
        while True:
            try:
                found.append(self._answers.get(timeout=wait_s) if wait_s and not found else self._answers.get_nowait())
            except queue.Empty:
                self._waiting -= len(found)
                return found

    def close(self) -> None:
        """Ends the idle threads; one that hangs in the name service ends when that gives up."""
        while True:
            try:
                self._asked.get_nowait()
            except queue.Empty:
                break
        for _each in range(self._threads):
            self._asked.put(None)

    def _work(self) -> None:
        while (question := self._asked.get()) is not None:
            key, host, port = question
            try:
                answer: list[str] | Failure = self._resolver(host, port)
            except (OSError, UnicodeError) as error:
                answer = Failure("dns", f"{host}: {error}")
            self._answers.put((key, answer))


def lookup(host: str, port: int, *, resolver: Resolver | None = None, timeout_s: float = 5.0) -> list[str]:
    """One name's addresses. Raises Failure("dns") or, after ``timeout_s`` seconds, Failure("timeout")."""
    began, lookups = time.monotonic(), Lookups(resolver)
    lookups.ask(host, host, port)
    answers = lookups.answers(wait_s=max(timeout_s, 0.001))
    lookups.close()
    if not answers:
        waited = (time.monotonic() - began) * 1000
        raise Failure("timeout", f"the name service did not answer for {host}", timings={"total": waited})
    if isinstance(answers[0][1], Failure):
        raise answers[0][1]
    return answers[0][1]
