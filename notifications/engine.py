"""Sessions with one other side, in threads: they carry what they are handed and say what came of it.

The other side may take half a minute for one recipient and a hundredth of a second for the next. So a session that
waits long for an answer is left to wait, and another is opened in its stead: with 3 % of the addresses hanging for
25 s, a single session would carry one letter a second. Threads touch no database and no models.
"""

from __future__ import annotations

import queue
import threading
import time
from contextlib import ExitStack, suppress
from contextvars import copy_context
from dataclasses import dataclass, field

import structlog

from notifications.types import Channel, Exchange, Message, SessionLost, TargetDown

log = structlog.get_logger(__name__)
PATIENCE_S = 1.5  # an answer that takes longer is waited for by a session that does not count any more
GOODBYE_S = 2


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a session carries; ``key`` is the sender's own mark."""

    key: int
    message: Message
    address: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a parcel: a receipt or the channel's exception. Without a parcel: a session was opened
    (``result`` None), or could not be (TargetDown)."""

    lane: Lane
    parcel: Parcel | None
    result: str | Exchange | Exception | None
    is_over: bool = False  # the session ended with it


@dataclass(eq=False)
class Lane:
    """The sessions of a channel to one ``target``. They put into ``outcomes``; all else here is the owner's alone."""

    channel: Channel
    target: str
    outcomes: queue.SimpleQueue[Outcome]
    handed: queue.SimpleQueue[Parcel | None] = field(default_factory=queue.SimpleQueue)
    since: dict[int, float] = field(default_factory=dict)  # when each parcel in hands was handed over
    threads: list[threading.Thread] = field(default_factory=list)
    opened: int = 0
    opening: int = 0
    most: int = 0
    is_closed: bool = False

    def __post_init__(self) -> None:
        self.most = self.channel.most_sessions

    @property
    def free(self) -> int:
        """How many parcels may be handed over: one a session, and some ahead, so that none waits for the owner."""
        ahead = min(self.channel.sessions - 1, self.opened)
        return self.opened + ahead - len(self.since)

    @property
    def is_slow(self) -> bool:
        """All the sessions that there may be wait for slow answers."""
        return len(self.since) >= self.most and self._slow() >= self.most

    def _slow(self) -> int:
        now = time.monotonic()
        return sum(now - since > PATIENCE_S for since in self.since.values())

    def open_for(self, waiting: int) -> None:
        """Open what is missing: the first alone, so that a side that is away is asked once; then as many as work at
        once, not counting those that wait for a slow answer."""
        todo = len(self.since) + waiting
        wanted = min(self.channel.sessions + self._slow(), self.most, todo) if self.opened else 1
        missing = wanted - self.opened - self.opening if todo > self.opened else 0
        if missing > 0:
            self.threads = [one for one in self.threads if one.is_alive()]
        for _n in range(missing):
            self.opening += 1
            thread = threading.Thread(target=copy_context().run, args=(self._work,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def hand(self, parcel: Parcel) -> None:
        """Give it to a free session."""
        self.since[parcel.key] = time.monotonic()
        self.handed.put(parcel)

    def take(self, outcome: Outcome) -> bool:
        """Count what a session says. True where the whole side is away: none could be opened, and none is open."""
        if outcome.parcel is not None:
            del self.since[outcome.parcel.key]
            self.opened -= outcome.is_over
            return isinstance(outcome.result, TargetDown) and not self.is_closed
        if self.is_closed:
            return False
        self.opening -= 1
        if outcome.result is None:
            self.opened += 1
            return False
        if not isinstance(outcome.result, TargetDown):
            log.error("no session", target=self.target, exc_info=outcome.result)
        self.most = self.opened  # a relay that lets in no more than so many
        return self.opened == 0

    def take_back(self) -> list[int]:
        """The keys of parcels that no session has begun to carry; they are in hands no more."""
        keys = []
        with suppress(queue.Empty):
            while (parcel := self.handed.get_nowait()) is not None:
                keys.append(parcel.key)
                del self.since[parcel.key]
        return keys

    def close(self) -> None:
        """Say goodbye; a side that does not answer to that is not waited for."""
        for _thread in self.threads:
            self.handed.put(None)
        self.is_closed = True
        until = time.monotonic() + GOODBYE_S
        for thread in self.threads:
            thread.join(max(until - time.monotonic(), 0))

    def _work(self) -> None:
        """A session, until it is lost, told to end, or one too many after a slow answer."""
        with ExitStack() as stack:
            try:
                stack.enter_context(self.channel.session())
            except Exception as error:
                self.outcomes.put(Outcome(self, None, error))
                return
            self.outcomes.put(Outcome(self, None, None))
            while (parcel := self.handed.get()) is not None:
                began = time.monotonic()
                result = self._carried(parcel)
                is_over = isinstance(result, SessionLost) or (
                    time.monotonic() - began > PATIENCE_S and self.opened > self.channel.sessions
                )
                self.outcomes.put(Outcome(self, parcel, result, is_over))
                if is_over:
                    return

    def _carried(self, parcel: Parcel) -> str | Exchange | Exception:
        try:
            return self.channel.send(parcel.message, parcel.address)
        except Exception as error:
            return error
