"""From the queue to the channels: claimed under a lease, carried by sessions in threads, marked after each answer.

All that touches the database happens in the one thread that runs the queue: so it never waits for another side, marks
what came meanwhile in one transaction, and renews its leases by itself. Figures: docs/benchmarks.md.
"""

from __future__ import annotations

import os
import queue
import socket
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from core import clock
from core.links import token_for
from notifications.engine import Lane, Outcome, Parcel
from notifications.models import Delivery
from notifications.services import endpoints, outbox, subscriptions
from notifications.services.messages import address_of, message_of, prepare
from notifications.types import CarryError, Exchange, TransientError, channels

log = structlog.get_logger(__name__)

CLAIMED = 100  # letters in stock; a crash leaves them waiting for the end of their lease, untried
MOST_STOCK = 5 * CLAIMED  # with those of sides that are slow
LONGEST_S = 180  # and the last answers (tasks.LIMITS); the sweep starts the next run
LOOK_EVERY_S = 0.5  # for new letters, while slow answers are waited for
WAIT_S = 0.25
GATHER_S = 0.02  # what is answered meanwhile is marked together: of 300 letters a second, six a transaction
ALONE_S = 1
RENEW_EVERY_S = 10
FAULTS_TO_OPEN = 3
OPEN_S = 60
BREAKER_MEMORY_S = 600


def run_queue(name: str, *, lasts_s: float = LONGEST_S) -> int:
    """Send what is due in the queue until nothing is, or ``lasts_s`` passed; gives how many were delivered. One at a
    time does so for each queue, so that a queue never takes two processes; another gives 0 at once."""
    with _alone(name) as is_alone:
        return Run(name, time.monotonic() + lasts_s).go() if is_alone else 0


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Hold the queue's advisory lock, which ends with us: economy only, claims are safe without it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"letters:{name}"])
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"letters:{name}"])


def open_channels() -> list[str]:
    """Channels that are configured and whose target is not known to be away."""
    return [slug for slug, channel in channels.items() if channel.target() and not _is_away(channel.target())]


class Run:
    """A run of one queue. A letter is in ``stock`` (claimed, untried), then in ``hands`` (of a session)."""

    def __init__(self, name: str, until: float) -> None:
        self.name, self.until = name, until
        self.worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self.lanes: dict[tuple[str, str], Lane] = {}
        self.stock: dict[Lane, list[Delivery]] = defaultdict(list)
        self.hands: dict[int, Delivery] = {}
        self.doubted: set[str] = set()  # targets that had faults, until they take something
        self.delivered = 0
        self.looks_at = self.renews_at = self.alone_until = 0.0

    def go(self) -> int:
        outbox.quarantine(self.name)
        self.renews_at = time.monotonic() + RENEW_EVERY_S
        try:
            while self._turn():
                pass
        finally:
            for lane in self.lanes.values():
                lane.close()
        return self.delivered

    def _turn(self) -> bool:
        """Claim, hand over, hear; False when nothing is left or time is up and nothing in hands."""
        if time.monotonic() < self.until:
            self._claim()
            self._hand_over()
        else:
            self._give_back(list(self.lanes.values()))
        if not self.hands and not any(self.stock.values()):
            return False
        self._hear()
        self._renew()
        return True

    def _claim(self) -> None:
        now = time.monotonic()
        sizes = [(len(letters), lane.is_slow) for lane, letters in self.stock.items()]
        waiting, total = sum(n for n, is_slow in sizes if not is_slow), sum(n for n, _is_slow in sizes)
        if waiting > CLAIMED // 2 or total >= MOST_STOCK or now < self.looks_at:
            return
        batch = outbox.claim(self.name, CLAIMED - waiting, worker=self.worker, channels=open_channels())
        self.looks_at = 0 if batch else now + LOOK_EVERY_S
        closed: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in prepare(batch):
            slug, target = _side(delivery)
            if (slug, target) not in self.lanes and _is_away(target):
                closed[target].append(delivery)
            else:
                self.stock[self._lane(slug, target)].append(delivery)
        for letters in closed.values():
            _leave(letters, self.worker)

    def _lane(self, slug: str, target: str) -> Lane:
        if (slug, target) not in self.lanes:
            self.lanes[slug, target] = Lane(channels.get(slug), target, self.outcomes)
            if cache.get(breaker_key(target)):
                self.doubted.add(target)
        return self.lanes[slug, target]

    def _hand_over(self) -> None:
        """To free sessions, in one transaction for all of them."""
        chosen = []
        for lane, letters in self.stock.items():
            lane.open_for(len(letters))
            chosen += [(lane, delivery) for delivery in self._next(letters, lane.free)]
        begun = outbox.begin([delivery for _lane, delivery in chosen]) if chosen else set()
        for lane, delivery in chosen:
            self.stock[lane].remove(delivery)
            if delivery.pk not in begun:  # another's by now
                continue
            self.hands[delivery.pk] = delivery
            try:
                lane.hand(Parcel(delivery.pk, message_of(delivery), address_of(delivery)))
            except Exception as error:  # switched off since, or a fault of ours in one letter
                self._mark_all([(delivery, lane, error)])

    def _next(self, letters: list[Delivery], number: int) -> list[Delivery]:
        """The next few. One that was in hands when a worker died goes alone, and is marked at once: so the deadly one
        alone comes to ``CRASHES_ALLOWED``, and hardly any goes a third time where the next worker dies too. One that
        hangs keeps the others waiting for ``ALONE_S``."""
        suspect = next((one for one in letters if _is_suspect(one)), None)
        if any(_is_suspect(one) for one in self.hands.values()):
            is_alone = time.monotonic() < self.alone_until
            return [] if is_alone else [one for one in letters if not _is_suspect(one)][:number]
        if suspect and number:
            self.alone_until = time.monotonic() + ALONE_S
            return [suspect]
        return letters[:number]

    def _hear(self) -> None:
        """Wait for a session to say something, then mark all that was said."""
        said: list[Outcome] = []
        with suppress(queue.Empty):
            said.append(self.outcomes.get(timeout=WAIT_S))
            time.sleep(0 if any(_is_suspect(one) for one in self.hands.values()) else GATHER_S)
            while True:
                said.append(self.outcomes.get_nowait())
        away = {one.lane: one.result for one in said if one.lane.take(one)}
        self._mark_all([(self.hands[one.parcel.key], one.lane, one.result) for one in said if one.parcel])
        for lane, error in away.items():
            self.doubted.add(lane.target)
            _note_fault(lane.target, error)
            self._give_back([lane])
            self.lanes.pop(_key(lane)).close()

    def _take_back(self, lane: Lane) -> None:
        """What waited for a free session was not tried after all."""
        letters = [self.hands.pop(key) for key in lane.take_back()]
        outbox.not_begun(letters)
        self.stock[lane] += letters

    def _mark_all(self, answers: list[Answer]) -> None:
        """Together; where one of them fails, each by itself, so that the others are not told twice for it."""
        if not answers:
            return
        try:
            with transaction.atomic():
                _mark_all(answers)
        except Exception:
            log.exception("letters not marked together", number=len(answers))
            for answer in answers:
                _mark_alone(answer)
        for delivery, lane, result in answers:
            del self.hands[delivery.pk]
            if not isinstance(result, Exception):
                self.delivered += 1
                self._trust(lane.target)

    def _trust(self, target: str) -> None:
        if target in self.doubted:
            self.doubted.discard(target)
            cache.delete(breaker_key(target))

    def _give_back(self, lanes: list[Lane]) -> None:
        """Untried letters, when their side is away or time is up."""
        for lane in lanes:
            self._take_back(lane)
            outbox.release(self.stock.pop(lane, []), until=clock.now() + timedelta(seconds=1), worker=self.worker)

    def _renew(self) -> None:
        if time.monotonic() < self.renews_at:
            return
        self.renews_at = time.monotonic() + RENEW_EVERY_S
        held = [*self.hands.values(), *(one for letters in self.stock.values() for one in letters)]
        outbox.renew(held, worker=self.worker)
        outbox.quarantine(self.name)


Answer = tuple[Delivery, Lane, str | Exchange | Exception]


def _mark_all(answers: list[Answer]) -> None:
    taken = []
    for delivery, _lane, result in answers:
        if isinstance(result, CarryError):
            _not_taken(delivery, result)
        elif isinstance(result, Exception):
            log.error("letter not sent", delivery=delivery.pk, exc_info=result)
            outbox.mark_retry(delivery, f"{type(result).__name__}: {result}")
        else:
            note(delivery, result)
            taken.append((delivery, str(result)))
    if taken:
        outbox.mark_all_delivered(taken)


def _mark_alone(answer: Answer) -> None:
    try:
        with transaction.atomic():
            _mark_all([answer])
    except Exception:
        log.exception("letter not marked", delivery=answer[0].pk)


def _key(lane: Lane) -> tuple[str, str]:
    return lane.channel.slug, lane.target


def _side(delivery: Delivery) -> tuple[str, str]:
    """The channel and its other side, by which letters are grouped and the circuit breaker counts."""
    return delivery.channel, channels.get(delivery.channel).target(delivery.address if delivery.endpoint_id else "")


def _is_suspect(delivery: Delivery) -> bool:
    return delivery.crashes >= outbox.SUSPECTED


def _leave(letters: list[Delivery], worker: str) -> None:
    """Letters to a side that is known to be away wait untried; a program's that waited a day go another way."""
    over = [one for one in letters if one.endpoint_id and one.give_up_at <= clock.now()]
    for delivery in over:
        outbox.mark_failed(delivery, delivery.error or _("No complete answer came in time."))
    left = [one for one in letters if one not in over]
    outbox.release(left, until=clock.now() + timedelta(seconds=OPEN_S), worker=worker)


def _not_taken(delivery: Delivery, error: CarryError) -> None:
    """Log the try; then later, or never: an address that is gone is used no more."""
    note(delivery, error.exchange, error=str(error))
    if isinstance(error, TransientError):
        outbox.mark_retry(delivery, str(error), after_s=error.after_s)
        return
    outbox.mark_failed(delivery, str(error))
    if getattr(error, "disable", False):
        stop(delivery, because=str(error))


def stop(delivery: Delivery, *, because: str) -> None:
    """The other side says that its address is gone: nothing goes there any more."""
    if delivery.endpoint_id:
        endpoints.shut(delivery.endpoint, because=because)
    else:
        subscriptions.stop_address(delivery.channel, delivery.address, reason=because)


def note(delivery: Delivery, receipt: str | Exchange | None, *, error: str = "") -> None:
    """Keep the try in the log, where the channel gives what went and came; without secrets."""
    if isinstance(receipt, Exchange):
        secret = token_for(delivery.link) if delivery.link else ""
        outbox.note_attempt(delivery, receipt, error=error, secret=secret)


def breaker_key(target: str) -> str:
    return f"letters-away:{target}"


def _is_away(target: str) -> bool:
    """Open after three faults in a row; closes by itself after a minute, and one batch then tries."""
    faults, at = cache.get(breaker_key(target), (0, 0.0))
    return faults >= FAULTS_TO_OPEN and clock.now().timestamp() - at < OPEN_S


def _note_fault(target: str, error: Exception) -> None:
    faults, _at = cache.get(breaker_key(target), (0, 0.0))
    cache.set(breaker_key(target), (faults + 1, clock.now().timestamp()), BREAKER_MEMORY_S)
    log.warning("letters: target away", target=target, faults=faults + 1, error=str(error))
