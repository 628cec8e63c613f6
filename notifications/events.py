"""What the post office announces. ``about`` is the string that the sender gave, e.g. ``handover:12``."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEnded(Event):
    """A delivery was accepted by the relay (``delivered``) or given up (``failed``)."""

    delivery_id: int
    about: str
    channel: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePublished(Event):
    """A notice was published, updated or ended; ``action`` says which. The first one is the first word."""

    notice_id: int
    about: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersQueued(Event):
    """Letters were put into the outbox; ``queue`` says which worker should look."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Event):
    """Somebody said that they have read a notice. ``about`` is the notice's own string."""

    acknowledgement_id: int
    notice_id: int
    about: str
