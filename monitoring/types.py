"""The base of check types: one file each in ``monitoring/check_types/``.

Texts of verdicts are stored, and read by people and by other parties' queues: they are always Estonian. A type writes
them with gettext; the engine calls it under ``translation.override("et")``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from core import outbound
from core.registry import Registry


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one run of a check says.

    ``state`` is up, degraded, down or unknown (we could not look); ``expected`` and ``got`` are short texts for people
    (no secrets, no personal data); ``duration_ms`` is the whole run; ``figures`` are numbers worth a trend, by name.
    """

    state: str
    expected: str
    got: str
    duration_ms: int = 0
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Probe:
    """The outbound door as a check may use it: its time limit in seconds and what the allow-list opens."""

    timeout_s: float
    allow: Sequence[outbound.AllowRule] = ()

    def connect(self, host: str, port: int) -> outbound.Peer:
        """Raises outbound.Failure."""
        return outbound.connect(host, port, timeout_s=self.timeout_s, allow=self.allow)

    def tls_peer(self, host: str, port: int, *, server_name: str | None = None) -> outbound.TlsPeer:
        """Raises outbound.Failure."""
        return outbound.tls_peer(host, port, timeout_s=self.timeout_s, allow=self.allow, server_name=server_name)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that came from outside: ``kind`` success, fail or start; ``exit_code`` and ``run_id`` where given."""

    kind: str
    at: datetime
    exit_code: int | None = None
    run_id: Any = None


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a passive check: the latest sign of each kind, and the figures of its definition in seconds.

    ``watched_from``: signs before that instant may have been lost (we were away, or the check was paused).
    """

    now: datetime
    interval_s: int
    grace_s: int
    watched_from: datetime | None = None
    latest: dict[str, Sign] = field(default_factory=dict)


class CheckType:
    """A kind of check, registered with ``@check_types.register``. ``way`` says which method does the work:

    - ``http``: ``request`` gives the question for a pycurl batch, ``judge`` reads the answer (or the Failure);
    - ``probe``: ``run`` asks through the probe, in a thread; it may raise outbound.Failure, which ``failed`` reads;
    - ``signs``: nobody is asked: ``judge_signs`` looks at the signs that came and says until when that holds.

    ``config_form`` is a Django form of its settings; ``target`` their address as people read it. ``speaks`` is False
    where the state says nothing about whether the component works. ``signs_get_lost`` while the portal itself is away.
    ``thresholds`` are the usual (failures, successes).
    """

    slug: ClassVar[str]
    label: ClassVar[Any]
    about: ClassVar[Any] = ""
    config_form: ClassVar[type]
    way: ClassVar[Literal["http", "probe", "signs"]]
    speaks: ClassVar[bool] = True
    signs_get_lost: ClassVar[bool] = False
    thresholds: ClassVar[tuple[int, int]] = (3, 2)

    def target(self, config: dict[str, Any]) -> str:
        return ""

    def expected(self, config: dict[str, Any]) -> str:
        """What the check expects, in the language in force."""
        raise NotImplementedError

    def request(self, config: dict[str, Any], probe: Probe) -> outbound.Request:
        raise NotImplementedError

    def judge(self, config: dict[str, Any], outcome: outbound.Response | outbound.Failure) -> Verdict:
        raise NotImplementedError

    def run(self, config: dict[str, Any], probe: Probe) -> Verdict:
        raise NotImplementedError

    def judge_signs(self, config: dict[str, Any], signs: Signs) -> tuple[Verdict, datetime]:
        raise NotImplementedError

    def failed(self, config: dict[str, Any], failure: outbound.Failure) -> Verdict:
        """No answer is *down*; a door that stays shut on our side is *unknown*: we did not look."""
        state = "unknown" if failure.kind == "forbidden" else "down"
        took = round(failure.timings.get("total", 0))
        return Verdict(state, self.expected(config), str(failure.message), took)


check_types: Registry[type[CheckType]] = Registry("monitoring.check_types")


@dataclass(frozen=True, slots=True)
class FaultClassSource:
    """Who knows the fault classes: an upper floor. ``choices()`` gives (slug, label) pairs for forms."""

    slug: str
    choices: Callable[[], list[tuple[str, str]]]


fault_class_sources: Registry[FaultClassSource] = Registry()
