"""A batch of checks side by side: HTTP through one curl multi, sockets in a few threads.

Verdicts are handed out as they come, so that one target that hangs does not hold back the news of a hundred others.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core import outbound
from monitoring.lifecycle import UNKNOWN
from monitoring.types import CheckType, Probe, Verdict, check_types

THREADS = 16
TOGETHER_S = 0.25  # verdicts that come within it are handed out together
MOST_TOGETHER = 250
PATIENCE_S = 75.0  # the longest time limit of a check is 60 s


@dataclass(frozen=True, slots=True)
class Due:
    """One check to be run: what the engine needs of it."""

    id: int
    type: str
    config: dict[str, Any]
    timeout_s: float


@dataclass(slots=True)
class _Run:
    allow: Sequence[outbound.AllowRule]
    verdicts: queue.SimpleQueue[tuple[int, Verdict]] = field(default_factory=queue.SimpleQueue)

    def probe(self, due: Due) -> Probe:
        return Probe(due.timeout_s, self.allow)

    def ask_http(self, batch: Sequence[Due]) -> None:
        with translation.override("et"):
            requests = self._requests(batch)
            for request, outcome in outbound.multi(requests, total=PATIENCE_S):
                with self._guarded(request.key):
                    verdict = type_of(request.key).judge(request.key.config, outcome)
                    self.verdicts.put((request.key.id, verdict))

    def _requests(self, batch: Sequence[Due]) -> list[outbound.Request]:
        found = []
        for due in batch:
            with self._guarded(due):
                request = type_of(due).request(due.config, self.probe(due))
                found.append(replace(request, key=due))
        return found

    def ask_probe(self, due: Due) -> None:
        with translation.override("et"), self._guarded(due):
            self.verdicts.put((due.id, self._probed(due)))

    def _probed(self, due: Due) -> Verdict:
        try:
            return type_of(due).run(due.config, self.probe(due))
        except outbound.Failure as failure:
            return type_of(due).failed(due.config, failure)

    @contextlib.contextmanager
    def _guarded(self, due: Due) -> Iterator[None]:
        """A check that breaks by itself says *unknown* and leaves the others alone."""
        try:
            yield
        except Exception as error:  # whatever a plug-in raises
            got = _("the check itself failed: %(error)s") % {"error": f"{type(error).__name__}: {error}"[:200]}
            self.verdicts.put((due.id, Verdict(UNKNOWN, "", got)))


def run(batch: Sequence[Due], allow: Sequence[outbound.AllowRule] = ()) -> Iterator[list[tuple[int, Verdict]]]:
    """Runs all; gives lists of (id, verdict) as they come, each id at most once.

    What has not ended after 75 s gets no verdict: its lease runs out and it is due again.
    """
    work = _Run(allow)
    http = [due for due in batch if type_of(due).way == "http"]
    others = [due for due in batch if type_of(due).way == "probe"]
    if http:
        threading.Thread(target=work.ask_http, args=(http,), name="checks-http", daemon=True).start()
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="checks") if others else None
    for due in others:
        pool.submit(work.ask_probe, due)
    try:
        yield from _handed_out(work.verdicts, len(http) + len(others))
    finally:
        if pool:
            pool.shutdown(wait=False, cancel_futures=True)


def _handed_out(verdicts: queue.SimpleQueue, expected: int) -> Iterator[list[tuple[int, Verdict]]]:
    ends = time.monotonic() + PATIENCE_S
    while expected > 0 and time.monotonic() < ends:
        together = _collected(verdicts, min(expected, MOST_TOGETHER), ends)
        if together:
            expected -= len(together)
            yield together


def _collected(verdicts: queue.SimpleQueue, most: int, ends: float) -> list[tuple[int, Verdict]]:
    """The first verdict that comes, and those that follow it within TOGETHER_S."""
    together: list[tuple[int, Verdict]] = []
    with contextlib.suppress(queue.Empty):
        together.append(verdicts.get(timeout=max(ends - time.monotonic(), 0.001)))
        closes = time.monotonic() + TOGETHER_S
        while len(together) < most:
            together.append(verdicts.get(timeout=max(closes - time.monotonic(), 0.001)))
    return together


def type_of(due: Due) -> CheckType:
    return check_types.get(due.type)()
