"""What others register with the post office: channels (plug-ins) and audiences (who hears of a topic)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.measures import Reading
from core.registry import Registry


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, for the log of deliveries. ``status`` is None where no answer came."""

    sent: str
    status: int | None = None
    answer: str = ""
    duration_ms: int = 0

    def __str__(self) -> str:
        """The receipt."""
        return f"{self.status} ({self.duration_ms} ms)"


class CarryError(Exception):
    """The message was not taken; ``exchange`` where the channel keeps a log."""

    def __init__(self, message: str, exchange: Exchange | None = None) -> None:
        super().__init__(message)
        self.exchange = exchange


class TransientError(CarryError):
    """Try again later; ``after_s`` where the other side said when (Retry-After)."""

    def __init__(self, message: str, after_s: float | None = None, exchange: Exchange | None = None) -> None:
        super().__init__(message, exchange)
        self.after_s = after_s


class TargetDown(TransientError):
    """The other side itself is away (no connection, a timeout): the rest of the batch need not be tried now."""


class SessionLost(TransientError):
    """The connection ended in the middle of this letter (silence, a hang-up): the next one goes by another. Only
    opening one tells whether the other side is away: silence may be this recipient's alone."""


class PermanentError(CarryError):
    """Trying again is of no use; ``disable`` when the address itself is gone (410, unknown mailbox)."""

    def __init__(self, message: str, *, disable: bool = False, exchange: Exchange | None = None) -> None:
        super().__init__(message, exchange)
        self.disable = disable


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel carries: plain data, the link already filled in. ``event_key`` makes the Message-ID.

    ``kind`` (``notice.published``), ``about``, ``url`` (the page to read more), ``made_at`` and ``secrets`` (those in
    force, the newest first) are for programs.
    """

    event_key: str
    subject: str
    body: str
    language: str = "et"
    thread_key: str = ""
    unsubscribe_url: str = ""
    recipient_name: str = ""
    kind: str = "letter"
    about: str = ""
    url: str = ""
    made_at: datetime | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Channel(Protocol):
    """A way to carry a message; one file each in ``notifications/channels/``. Touches no models.

    ``session()`` is a context manager around a batch (one SMTP connection for many letters); inside it
    ``send(message, address)`` gives a receipt (a text, or an Exchange that the log keeps), or raises TransientError
    (SessionLost when the session ended with it, TargetDown when the whole target is away) or PermanentError;
    ``session()`` itself may raise TargetDown. Each session lives in a thread of its own (engine.py): ``sessions`` to a
    target that answers at once, ``most_sessions`` with those that wait for a slow answer.
    ``target(place)`` names the other side for the circuit breaker, e.g. ``mail.ska.example:25``; ``""`` means that the
    channel is not configured: its letters wait. Where ``is_program``, people keep its addresses as sealed endpoints,
    ``place`` is an endpoint's ``host:port``, and ``is_signed`` says whether it needs a secret.
    """

    slug: str
    label: str
    is_program: bool
    is_signed: bool
    sessions: int
    most_sessions: int

    def target(self, place: str = "") -> str: ...

    def session(self): ...

    def send(self, message: Message, address: str) -> str | Exchange: ...


channels: Registry[Channel] = Registry("notifications.channels")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, where, in which language, and why (a sentence for the dry run: "subscribed to TARA")."""

    channel: str
    address: str
    language: str
    name: str = ""
    user_id: int | None = None
    why: str = ""
    endpoint_id: int | None = None


@dataclass(frozen=True, slots=True)
class AudienceSource:
    """Upper floors register who must hear of a topic (``component:aut-tara``) for a kind of notice."""

    slug: str
    recipients: Callable[[Iterable[str], str], Iterable[Recipient]]


audiences: Registry[AudienceSource] = Registry()


@dataclass(frozen=True, slots=True)
class AboutResolver:
    """Turns the string ``kind:id`` of a notice or delivery into a label and an address for people."""

    slug: str
    label_and_url: Callable[[str], tuple[str, str] | None]


about_resolvers: Registry[AboutResolver] = Registry()


@dataclass(frozen=True, slots=True)
class TopicSource:
    """Upper floors name the topics that people may choose: ``topics()`` gives (``component:aut-tara``, label) pairs."""

    slug: str
    label: str
    topics: Callable[[], Iterable[tuple[str, str]]]


topic_sources: Registry[TopicSource] = Registry()


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that a notice tells beforehand: its kind, the topics it touches, when it begins or takes effect."""

    kind: str
    topics: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Upper floors know how early people must be told: ``limits(reading, things)`` gives for each thing of ``kind`` the
    last instant to tell, and the rule that says so, in words."""

    kind: str
    limits: Callable[[Reading, Sequence[Ahead]], Sequence[tuple[datetime, str]]]

    @property
    def slug(self) -> str:
        return self.kind


lead_times: Registry[LeadTime] = Registry()


@dataclass(frozen=True, slots=True)
class CautionSource:
    """Upper floors know what is to be minded before telling of a thing besides its lead time: sentences for people."""

    slug: str
    cautions: Callable[[Ahead], Iterable[str]]


caution_sources: Registry[CautionSource] = Registry()
