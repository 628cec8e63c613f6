"""Webhooks: JSON to a program's address, signed as Standard Webhooks asks, through the outbound door.

No private network is opened for them (reliability-security.md) and no redirect is followed. The demonstration opens
loopback from port 1024 up, so that a receiver on the same machine can be tried and its system services can not.
"""

from __future__ import annotations

import ipaddress
import json
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import clock, outbound
from notifications.rules import signing
from notifications.types import Exchange, Message, PermanentError, TargetDown, TransientError, channels

TIMEOUT_S = 10  # of it all: name, connection, answer; the lease is renewed meanwhile
KEPT = 2000  # characters of an answer that the log keeps
GONE = frozenset({410})
LATER = frozenset({408, 425, 429})
AWAY = frozenset({"timeout", "dns", "refused", "connect", "tls"})
LOOPBACK = outbound.AllowRule(ipaddress.ip_network("127.0.0.0/8"), range(1024, 65536), "demonstration")


class Webhook:
    slug = "webhook"
    label = _("webhook")
    is_program = is_signed = True
    sessions = most_sessions = 1  # words arrive in their order

    def target(self, place: str = "") -> str:
        """Each host by itself: one that is away holds up no other."""
        return place or self.slug

    def session(self):
        return nullcontext()

    def send(self, message: Message, address: str) -> Exchange:
        """POST it; the same ``webhook-id`` at every try. Raises TransientError, TargetDown or PermanentError."""
        body = payload(message)
        return post(address, body, signing.headers(message.event_key, body, message.secrets, clock.now()))


def payload(message: Message) -> bytes:
    """The body: what it is, when it was made, and its words."""
    made_at = (message.made_at or clock.now()).astimezone(UTC)
    data = {
        "subject": message.subject,
        "text": message.body,
        "language": message.language,
        "about": message.about,
        "url": message.url,
        "thread": message.thread_key,
    }
    timestamp = made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    whole = {"type": message.kind, "timestamp": timestamp, "data": data}
    return json.dumps(whole, ensure_ascii=False).encode()


def rules() -> list[outbound.AllowRule]:
    """What is opened for addresses that people type: nothing, but in the demonstration this machine."""
    return [LOOPBACK] if settings.DEMO else []


def post(url: str, body: bytes, headers: dict[str, str], *, gone: frozenset[int] = GONE) -> Exchange:
    """One JSON request; 2xx is taken. Raises TransientError (408, 425, 429, 5xx), TargetDown (no answer) or
    PermanentError (any other; ``disable`` for ``gone``)."""
    began = time.monotonic()
    headers = {"Content-Type": "application/json", **headers}
    try:
        answer = outbound.request("POST", url, headers=headers, body=body, timeout_s=TIMEOUT_S, allow=rules())
    except outbound.Failure as failure:
        exchange = Exchange(body.decode(), failure.answered or None, duration_ms=since(began))
        if 200 <= failure.answered < 300:  # taken, with more words than we read: it is not sent again for that
            return exchange
        raise unanswered(failure, exchange) from failure
    exchange = Exchange(body.decode(), answer.status, readable(answer.body), since(began))
    if 200 <= answer.status < 300:
        return exchange
    if answer.status in LATER or answer.status >= 500:
        raise TransientError(f"HTTP {answer.status}", retry_after(answer.headers.get("retry-after", "")), exchange)
    raise PermanentError(f"HTTP {answer.status}", disable=answer.status in gone, exchange=exchange)


def unanswered(failure: outbound.Failure, exchange: Exchange) -> Exception:
    """What it means that no answer came."""
    words = str(failure.message)
    if isinstance(failure, outbound.Refused):
        return PermanentError(words, exchange=exchange)
    return (TargetDown if failure.kind in AWAY else TransientError)(words, exchange=exchange)


def retry_after(text: str) -> float | None:
    """Seconds to wait by a Retry-After header: a number or a date (RFC 9110, 10.2.3); None where it says nothing."""
    if text.isascii() and text.isdigit() and len(text) < 8:
        return float(text)
    try:
        moment: datetime = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - clock.now()).total_seconds())


def readable(answer: bytes) -> str:
    """The beginning of an answer as the log keeps it; a NUL cannot lie in the database."""
    return answer.decode(errors="replace").replace("\0", "�")[:KEPT]


def since(began: float) -> int:
    """Whole milliseconds."""
    return round((time.monotonic() - began) * 1000)


channels.register(Webhook())
