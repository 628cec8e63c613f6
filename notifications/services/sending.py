"""From the queue to the channels: claim at most twenty, one session a channel, mark each after its answer."""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _

from core import clock
from core.links import code_for, token_for
from core.vault import unseal
from notifications.models import Delivery, NoticeUpdate
from notifications.services import acknowledgements, digests, endpoints, outbox, subscriptions
from notifications.services.fallback import TEST
from notifications.types import (
    CarryError,
    Channel,
    Exchange,
    Message,
    PermanentError,
    TargetDown,
    TransientError,
    channels,
)

log = structlog.get_logger(__name__)

CLAIMED = 20  # letters per connection (decisions.md, "Outbox")
LONGEST_S = 60  # a run ends before Celery's time limit of 120 s; the sweep starts the next
RENEW_EVERY_S = 10
FAULTS_TO_OPEN = 3
OPEN_S = 60
BREAKER_MEMORY_S = 600


def run_queue(queue: str, *, lasts_s: float = LONGEST_S) -> int:
    """Send what is due in the queue until nothing is, or ``lasts_s`` passed; gives how many were delivered."""
    worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    outbox.quarantine(queue)
    until, delivered = time.monotonic() + lasts_s, 0
    while time.monotonic() < until:
        batch = outbox.claim(queue, CLAIMED, worker=worker, channels=open_channels())
        if not batch:
            break
        delivered += _send_batch(batch, worker, until)
    return delivered


def open_channels() -> list[str]:
    """Channels that are configured and whose target is not known to be away."""
    return [slug for slug, channel in channels.items() if channel.target() and not _is_away(channel.target())]


def _send_batch(batch: list[Delivery], worker: str, until: float) -> int:
    delivered = 0
    with _held(batch, worker):
        for (slug, target), group in groupby(sorted(batch, key=_side), key=_side):
            delivered += _send_through(channels.get(slug), target, list(group), worker, until)
    return delivered


def _side(delivery: Delivery) -> tuple[str, str]:
    """The channel and its other side, by which letters are grouped and the circuit breaker counts."""
    return delivery.channel, channels.get(delivery.channel).target(delivery.address if delivery.endpoint_id else "")


def _send_through(channel: Channel, target: str, letters: list[Delivery], worker: str, until: float) -> int:
    """One session; when the target goes away in the middle or time is up, the untried letters are given back."""
    delivered, left = 0, list(letters)
    if _is_away(target):
        _leave(left, worker)
        return 0
    try:
        with channel.session():
            while left and time.monotonic() < until:
                delivered += _send_one(channel, target, left.pop(0))
    except TargetDown as error:
        _note_fault(target, error)
    outbox.release(left, until=clock.now() + timedelta(seconds=1), worker=worker)
    return delivered


def _leave(letters: list[Delivery], worker: str) -> None:
    """Letters to a side that is known to be away wait untried; a program's that waited a day go another way."""
    over = [one for one in letters if one.endpoint_id and one.give_up_at <= clock.now()]
    for delivery in over:
        outbox.mark_failed(delivery, delivery.error or _("No complete answer came in time."))
    left = [one for one in letters if one not in over]
    outbox.release(left, until=clock.now() + timedelta(seconds=OPEN_S), worker=worker)


def _send_one(channel: Channel, target: str, delivery: Delivery) -> bool:
    """Send and mark. Passes TargetDown on after marking the letter that met it."""
    if not outbox.begin(delivery):
        return False
    try:
        receipt = channel.send(message_of(delivery), address_of(delivery))
    except CarryError as error:
        _not_taken(delivery, error)
        if isinstance(error, TargetDown):
            raise
        return False
    except Exception as error:  # a fault of ours in one letter must not hold up the others
        log.exception("letter not sent", delivery=delivery.pk)
        outbox.mark_retry(delivery, f"{type(error).__name__}: {error}")
        return False
    note(delivery, receipt)
    outbox.mark_delivered(delivery, str(receipt))
    cache.delete(breaker_key(target))
    return True


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


def address_of(delivery: Delivery) -> str:
    """Where it goes. Raises PermanentError when the program's address was switched off since (a test goes even so)."""
    if delivery.endpoint_id is None:
        return delivery.address
    if not delivery.endpoint.is_open and not delivery.event_key.startswith(TEST):
        raise PermanentError(_("it is switched off"))
    return unseal(delivery.endpoint.url_sealed)


def message_of(delivery: Delivery) -> Message:
    """The letter as a channel carries it, with its addresses filled in."""
    if delivery.is_digest:
        return _digest_message(delivery)
    return Message(
        kind=kind_of(delivery),
        about=delivery.about,
        url=link_url(delivery),
        made_at=delivery.created_at,
        secrets=endpoints.secrets_of(delivery.endpoint) if delivery.endpoint_id else (),
        event_key=delivery.event_key,
        subject=delivery.subject,
        body=filled(delivery),
        language=delivery.language,
        thread_key=delivery.thread_key,
        unsubscribe_url=unsubscribe_url(delivery),
        recipient_name=delivery.name,
    )


def _digest_message(digest: Delivery) -> Message:
    """The letters of a burst in one; a single one goes as it is. Raises PermanentError where none is left."""
    letters = digests.letters_in(digest)
    if not letters:
        raise PermanentError(_("All of it was cancelled meanwhile."))
    if len(letters) == 1:
        return replace(message_of(letters[0]), event_key=digest.event_key)
    subject, body = digests.words_of(digest, letters, link_url, unsubscribe_url)
    ways = {unsubscribe_url(one) for one in letters}
    return Message(
        event_key=digest.event_key,
        subject=subject,
        body=body,
        language=digest.language,
        url=link_url(digest),
        made_at=digest.created_at,
        unsubscribe_url=ways.pop() if len(ways) == 1 else "",
        recipient_name=digest.name,
    )


def kind_of(delivery: Delivery) -> str:
    """What a program is told that it is: the first, a further or the last word of a notice, a test, another letter."""
    update = delivery.notice_update if delivery.endpoint_id else None
    if update is None:
        return "test" if delivery.event_key.startswith(TEST) else "letter"
    if update.corrected_at and delivery.created_at >= update.corrected_at:
        return "notice.corrected"
    if update.stage == NoticeUpdate.Stage.RESOLVED:
        return "notice.ended"
    is_first = not update.notice.updates.filter(pk__lt=update.pk).exists()
    return "notice.published" if is_first else "notice.updated"


def filled(delivery: Delivery) -> str:
    """The body with ``{link}`` and ``{unsubscribe}`` replaced by full addresses, and ``{code}`` by a code's digits.

    Only the last of each: it is the template's own. One before it stands in somebody's words and stays as typed.
    """
    body = _with_last(delivery.body, "{unsubscribe}", unsubscribe_url(delivery))
    if asking := acknowledgements.acknowledge_link(delivery):
        body = _with_last(body, "{acknowledge}", f"{settings.PORTAL_URL}/notices/acknowledge/{token_for(asking)}/")
    if delivery.link and delivery.link.purpose.endswith("-code"):
        body = _with_last(body, "{code}", code_for(delivery.link))
    return _with_last(body, "{link}", link_url(delivery))


def _with_last(text: str, mark: str, value: str) -> str:
    before, found, after = text.rpartition(mark)
    return f"{before}{value}{after}" if found else text


def link_url(delivery: Delivery) -> str:
    """PORTAL_URL + path; the link's token stands at ``{token}``, or at the end where the path does not say."""
    path = delivery.path
    if delivery.link and delivery.link.purpose != subscriptions.UNSUBSCRIBE:
        token = token_for(delivery.link)
        path = path.replace("{token}", token) if "{token}" in path else f"{path.rstrip('/')}/{token}/"
    return f"{settings.PORTAL_URL}{path}" if path else settings.PORTAL_URL


def unsubscribe_url(delivery: Delivery) -> str:
    """The one-click address of the subscription that the letter comes from; empty for other letters."""
    if delivery.link is None or delivery.link.purpose != subscriptions.UNSUBSCRIBE:
        return ""
    return f"{settings.PORTAL_URL}{subscriptions.unsubscribe_path(token_for(delivery.link))}"


@contextmanager
def _held(batch: list[Delivery], worker: str) -> Iterator[None]:
    """Renew the lease every ten seconds while the batch is in our hands, whatever the other side does."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(batch, worker, done), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(batch: list[Delivery], worker: str, done: threading.Event) -> None:
    is_used = False
    while not done.wait(RENEW_EVERY_S):
        is_used = True
        try:
            outbox.renew(batch, worker=worker)
        except Exception:  # the lease runs out at worst; begin() then leaves the letters to their new holder
            log.exception("lease not renewed")
    if is_used:
        connection.close()


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
