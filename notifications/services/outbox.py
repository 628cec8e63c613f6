"""The queue of record: a letter is a row, written in the transaction of its cause, claimed under a lease, marked
after its answer (reliability-security.md, "Nothing is lost"; figures from there)."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.services.audit import record
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.events import publish
from core.marks import as_typed
from core.models import Link
from notifications.access import NOTIFICATIONS
from notifications.events import DeliveryEnded, LettersQueued
from notifications.lifecycle import DELIVERED, DELIVERY, FAILED, JOINED, SENDING, WAITING
from notifications.models import Delivery, DeliveryAttempt, NoticeUpdate, a_day_on
from notifications.selectors import INBOX
from notifications.services import digests
from notifications.services.fallback import fall_back
from notifications.types import Exchange, Recipient

LEASE = timedelta(seconds=30)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 30, 30 * 60
CRASHES_ALLOWED, SUSPECTED = 5, 1
BATCH = 1000  # rows a statement when a notice goes to thousands

# Materialized: inside a nested loop the planner may run a plain subquery again, and lock more than the limit.
CLAIM = """
    WITH due AS MATERIALIZED (
            SELECT id FROM notifications_delivery
             WHERE queue = %(queue)s AND channel = ANY(%(channels)s) AND state IN ('waiting', 'sending')
               AND ((state = 'waiting' AND next_attempt_at <= %(now)s)
                    OR (state = 'sending' AND lease_until <= %(now)s AND held_by <> %(worker)s
                        AND crashes < %(crashes)s))
             ORDER BY next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    UPDATE notifications_delivery AS d
       SET state = 'sending', lease_until = %(until)s, held_by = %(worker)s, attempts = d.attempts + 1
      FROM due
     WHERE d.id = due.id
    RETURNING d.*
"""

DELIVER = """
    UPDATE notifications_delivery AS d
       SET state = 'delivered', ended_at = %(now)s, lease_until = NULL, held_by = '', error = '',
           receipt = taken.receipt
      FROM unnest(%(ids)s::bigint[], %(receipts)s::text[]) AS taken(id, receipt)
     WHERE d.id = taken.id AND d.state IN ('sending', 'waiting')
    RETURNING d.id
"""


def letter(
    *,
    event_key: str,
    recipient: Recipient,
    subject: str,
    body: str,
    about: str = "",
    link: Link | None = None,
    path: str = "",
    queue: str = "bulk",
    notice_update: NoticeUpdate | None = None,
    thread_key: str = "",
    joins: bool = False,
) -> Delivery:
    """An unsaved letter. ``event_key`` names cause and recipient; ``body`` may hold ``{link}``, filled at sending
    from ``path`` (with ``{token}`` where the link's token goes) and ``link``. An inbox letter is delivered at once; one
    that ``joins`` goes inside a digest when it is one of many."""
    made = Delivery(
        event_key=event_key if len(event_key) <= 200 else hashlib.sha256(event_key.encode()).hexdigest(),
        channel=recipient.channel,
        address=recipient.address,
        user_id=recipient.user_id,
        endpoint_id=recipient.endpoint_id,
        name=recipient.name[:150],
        language=recipient.language,
        why=recipient.why[:200],
        subject=as_typed(" ".join(subject.split()))[:300],
        body=body,
        about=about,
        link=link,
        path=path,
        queue=queue,
        notice_update=notice_update,
        thread_key=thread_key,
        joins=joins,
    )
    if recipient.channel == INBOX:
        made.state, made.ended_at = DELIVERED, made.created_at
    return made


@transaction.atomic
def enqueue(
    *,
    event_key: str,
    recipient: Recipient,
    subject: str,
    body: str,
    about: str = "",
    link: Link | None = None,
    path: str = "",
    queue: str = "bulk",
    notice_update: NoticeUpdate | None = None,
    thread_key: str = "",
    joins: bool = False,
    by: Actor,
) -> Delivery | None:
    """Put one letter into the outbox in the caller's transaction; None when this event_key is there already."""
    made = letter(
        event_key=event_key,
        recipient=recipient,
        subject=subject,
        body=body,
        about=about,
        link=link,
        path=path,
        queue=queue,
        notice_update=notice_update,
        thread_key=thread_key,
        joins=joins,
    )
    return made if enqueue_many([made], by=by) else None


@transaction.atomic
def enqueue_many(letters: Iterable[Delivery], *, by: Actor) -> int:
    """Put letters (of ``letter()``) into the outbox, ``BATCH`` a statement; gives how many were new."""
    letters = list(letters)
    keys = [one.event_key for one in letters]
    known = set(Delivery.objects.filter(event_key__in=keys).values_list("event_key", flat=True))
    new = {one.event_key: one for one in letters if one.event_key not in known}
    digests.gather(new.values())
    Delivery.objects.bulk_create(new.values(), batch_size=BATCH, ignore_conflicts=True)
    for queue in {one.queue for one in new.values() if one.state == WAITING}:
        publish(LettersQueued(queue=queue))
    return _give_ids(new)


def _give_ids(letters: dict[str, Delivery]) -> int:
    """``ON CONFLICT DO NOTHING`` gives no ids back. A row that somebody wrote in the same moment is theirs: its
    instant of making differs."""
    rows = Delivery.objects.filter(event_key__in=list(letters)).values_list("event_key", "pk", "created_at")
    ours = [(letters[key], pk) for key, pk, made_at in rows if letters[key].created_at == made_at]
    for one, pk in ours:
        one.pk, one._state.adding, one._state.db = pk, False, "default"
    return len(ours)


@transaction.atomic
def claim(queue: str, limit: int = 20, *, worker: str, channels: Collection[str]) -> list[Delivery]:
    """Take what is due under a lease: waiting letters, and those of another holder that died; its own, whose lease a
    long stall let run out, the worker has in stock already. Never waits for a lock."""
    now = clock.now()
    values = {
        "queue": queue,
        "limit": limit,
        "worker": worker,
        "channels": list(channels),
        "now": now,
        "until": now + LEASE,
        "crashes": CRASHES_ALLOWED,
    }
    return sorted(Delivery.objects.raw(CLAIM, values), key=lambda one: (one.next_attempt_at, one.pk))


def renew(deliveries: Iterable[Delivery], *, worker: str) -> int:
    """Lengthen the lease of what the worker still holds."""
    held = Delivery.objects.filter(pk__in=[one.pk for one in deliveries], state=SENDING, held_by=worker)
    return held.update(lease_until=clock.now() + LEASE)


@transaction.atomic
def begin(deliveries: Sequence[Delivery]) -> set[int]:
    """Said just before letters go; gives the ids of those that their holder still has. Until its answer is marked each
    counts as a crash, so that of a dead worker's stock only the letters in its hands are suspected."""
    held = Delivery.objects.filter(pk__in=[one.pk for one in deliveries], state=SENDING)
    held = held.filter(held_by__in={one.held_by for one in deliveries})
    number = held.update(crashes=F("crashes") + 1, lease_until=clock.now() + LEASE)
    return {one.pk for one in deliveries} if number == len(deliveries) else set(held.values_list("pk", flat=True))


def not_begun(deliveries: Sequence[Delivery]) -> None:
    """Take ``begin`` back: they did not go after all."""
    if deliveries:
        held = Delivery.objects.filter(pk__in=[one.pk for one in deliveries], state=SENDING)
        held.filter(held_by__in={one.held_by for one in deliveries}).update(crashes=F("crashes") - 1)


@transaction.atomic(savepoint=False)
def mark_delivered(delivery: Delivery, receipt: str) -> None:
    """The relay took it. Counts even when the lease had run out meanwhile: it did go."""
    mark_all_delivered([(delivery, receipt)])


@transaction.atomic(savepoint=False)
def mark_all_delivered(taken: Sequence[tuple[Delivery, str]]) -> None:
    """The same of many, with their receipts, in one statement."""
    values = {"ids": [one.pk for one, _receipt in taken], "receipts": [receipt[:300] for _one, receipt in taken]}
    with connection.cursor() as cursor:
        cursor.execute(DELIVER, {**values, "now": clock.now()})
        ended = {pk for (pk,) in cursor.fetchall()}
    for one, receipt in taken:
        if one.pk in ended and one.is_digest:
            _end_joined(one, DELIVERED, {"receipt": receipt[:300], "error": ""})
        elif one.pk in ended:
            publish(DeliveryEnded(delivery_id=one.pk, about=one.about, channel=one.channel, state=DELIVERED))


@transaction.atomic(savepoint=False)
def mark_retry(delivery: Delivery, error: str, *, after_s: float | None = None) -> None:
    """Try later: 30 s × 2ⁿ with full jitter, at most 30 min, not before ``after_s``. After 24 h it has failed."""
    now = clock.now()
    due = now + timedelta(seconds=max(pause_s(delivery.attempts), after_s or 0))
    if due >= delivery.give_up_at:
        mark_failed(delivery, error)
        return
    values = {"state": WAITING, "next_attempt_at": due, "error": error[:2000], "crashes": 0}
    _held(delivery).update(**values, lease_until=None, held_by="")


def pause_s(attempts: int) -> float:
    """Seconds until the next try after so many tries."""
    longest = min(FIRST_PAUSE_S * 2 ** min(attempts - 1, 10), LONGEST_PAUSE_S)
    return random.uniform(0, longest)  # noqa: S311  (spreads load, guards nothing)


@transaction.atomic(savepoint=False)
def mark_failed(delivery: Delivery, error: str) -> None:
    """Given up, visibly; its people are told by the next channel instead."""
    delivery.error = error[:2000]
    if _end(_held(delivery), delivery, FAILED, error=delivery.error) and not delivery.is_digest:
        fall_back(delivery)


@transaction.atomic(savepoint=False)
def note_attempt(delivery: Delivery, exchange: Exchange, *, error: str = "", secret: str = "") -> DeliveryAttempt:
    """Keep a try in the log, with the ``secret`` part of its addresses left out."""
    sent = exchange.sent.replace(secret, "{token}") if secret else exchange.sent
    return DeliveryAttempt.objects.create(
        delivery=delivery,
        status=exchange.status,
        duration_ms=exchange.duration_ms,
        sent=sent,
        answer=exchange.answer,
        error=error[:500],
    )


def release(deliveries: Sequence[Delivery], *, until: datetime, worker: str) -> None:
    """Give letters back untried (their target is away, time is up): the try does not count."""
    if not deliveries:
        return
    held = Delivery.objects.filter(pk__in=[one.pk for one in deliveries], state=SENDING, held_by=worker)
    held.update(state=WAITING, next_attempt_at=until, attempts=F("attempts") - 1, lease_until=None, held_by="")


@transaction.atomic
def quarantine(queue: str) -> int:
    """Fail letters that killed their worker five times, so that the others go on; gives how many. Letters that a digest
    left behind are freed."""
    digests.free_left_behind()
    rows = Delivery.objects.filter(queue=queue, state=SENDING, lease_until__lte=clock.now())
    deadly: Sequence[Delivery] = rows.filter(crashes__gte=CRASHES_ALLOWED).select_for_update(skip_locked=True)
    for delivery in deadly:
        mark_failed(delivery, _("Sending it ended the worker %(n)s times.") % {"n": delivery.crashes})
    return len(deadly)


@transaction.atomic
def send_again(delivery: Delivery, *, by: Actor) -> Delivery:
    """Put a failed letter back into the queue for another day. Raises Conflict when it has not failed."""
    NOTIFICATIONS.require(by, "send_again")
    if delivery.is_digest:  # its letters go by themselves
        for one in delivery.letters.filter(state=FAILED):
            requeue(one, "send_again", by=by)
        return delivery
    return requeue(delivery, "send_again", by=by)


@transaction.atomic
def requeue(delivery: Delivery, action: str, *, by: Actor) -> Delivery:
    """Begin the letter anew, for another day of tries. Raises Conflict when its state does not allow the action."""
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if not DELIVERY.allows(action, delivery.state):
        raise Conflict(_("Only a letter that has ended can be sent again."))
    delivery.state = DELIVERY.target(action, delivery.state)
    delivery.attempts = delivery.crashes = 0
    delivery.next_attempt_at, delivery.give_up_at = clock.now(), a_day_on()
    delivery.ended_at, delivery.lease_until, delivery.error = None, None, ""
    delivery.save()
    record("notifications.send_again", by=by, subject=f"notifications.delivery:{delivery.pk}", label=delivery.subject)
    publish(LettersQueued(queue=delivery.queue))
    return delivery


def _held(delivery: Delivery):
    """The row as long as this holder holds it: another's claim makes our verdict void."""
    return Delivery.objects.filter(pk=delivery.pk, state=SENDING, held_by=delivery.held_by)


def _end(rows, delivery: Delivery, state: str, **values) -> bool:
    ended = rows.update(state=state, ended_at=clock.now(), lease_until=None, held_by="", **values)
    if ended and delivery.is_digest:
        _end_joined(delivery, state, values)
    elif ended:
        publish(DeliveryEnded(delivery_id=delivery.pk, about=delivery.about, channel=delivery.channel, state=state))
    return bool(ended)


def _end_joined(digest: Delivery, state: str, values: dict) -> None:
    """What befell the digest befell each letter in it."""
    for one in digests.letters_in(digest):
        one.error = values.get("error", "")
        if _end(Delivery.objects.filter(pk=one.pk, state=JOINED), one, state, **values) and state == FAILED:
            fall_back(one)
