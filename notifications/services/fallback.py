"""When a channel gave up: the same letter by the next one, once."""

from __future__ import annotations

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.events import publish
from core.marks import inert
from notifications.events import LettersQueued
from notifications.lifecycle import CANCELLED, DELIVERED, FAILED, WAITING
from notifications.models import Delivery
from notifications.selectors import EMAIL, INBOX, is_mail_configured, people_of
from notifications.services import digests

TEST = "endpoint-test:"  # how the event keys of test messages begin: nobody waits for those
COPIED = (
    "about",
    "acknowledgement",
    "body",
    "joins",
    "language",
    "link",
    "name",
    "notice_update",
    "path",
    "queue",
    "subject",
    "thread_key",
    "why",
)


def fall_back(delivery: Delivery) -> None:
    """Tell the people of a program by e-mail, or without a mail server in their inbox, and say why it came this way;
    a person whom e-mail did not reach in their inbox. Nobody who was told of it by such a channel is told again."""
    if delivery.event_key.startswith(TEST):
        return
    if delivery.endpoint_id:
        channel = EMAIL if is_mail_configured() else INBOX
        for person in people_of(delivery.endpoint):
            if not _has_heard(delivery, person.pk, (EMAIL, INBOX)):
                _put(delivery, person, channel)
    elif delivery.user_id and delivery.channel != INBOX and not _has_heard(delivery, delivery.user_id, (INBOX,)):
        _put(delivery, delivery.user, INBOX)


def _has_heard(delivery: Delivery, user_id: int, by_channels: tuple[str, ...]) -> bool:
    """By its own letter of the same word, or without one, of the same subject."""
    same = Q(notice_update=delivery.notice_update_id) if delivery.notice_update_id else Q(subject=delivery.subject)
    rows = Delivery.objects.filter(same, user=user_id, channel__in=by_channels, about=delivery.about)
    return rows.exclude(state__in=[FAILED, CANCELLED]).exists()


def _put(delivery: Delivery, person: User, channel: str) -> None:
    made = Delivery(
        **{field: getattr(delivery, field) for field in COPIED},
        event_key=f"{delivery.event_key}:{channel}" + (f"-u{person.pk}" if delivery.endpoint_id else ""),
        channel=channel,
        user=person,
    )
    made.address = "" if channel == INBOX else person.email
    if delivery.endpoint_id:
        made.name = person.name
        made.body = _explained(delivery)
    if channel == INBOX:
        made.state, made.ended_at = DELIVERED, clock.now()
    digests.gather([made])
    Delivery.objects.bulk_create([made], ignore_conflicts=True)
    if made.state == WAITING:
        publish(LettersQueued(queue=made.queue))


def _explained(delivery: Delivery) -> str:
    """The letter's words, and why they came this way."""
    with translation.override(delivery.language):
        sentence = _("This comes to you this way, because “%(name)s” did not take it: %(error)s.")
        reason = inert(sentence % {"name": delivery.name, "error": delivery.error.rstrip(".")})
        ending = f"{_('Why you get this:')} {inert(delivery.why)}." if delivery.why else ""
        if delivery.link and delivery.link.purpose == "unsubscribe":
            ending += "\n" + _("To get no more of these: {unsubscribe}")
    return "\n\n".join(part for part in (reason, delivery.body, ending.strip()) if part)
