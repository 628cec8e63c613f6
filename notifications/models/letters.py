"""Who asked to hear, and the outbox that is the queue of record, with what the other side answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Link, Stamped
from notifications import querysets
from notifications.lifecycle import DELIVERY_STATES, UNENDED
from notifications.models.acknowledgements import Acknowledgement
from notifications.models.endpoints import Endpoint, channel_choices
from notifications.models.notices import NoticeUpdate

TRIES_LAST = timedelta(hours=24)  # reliability-security.md: give up at 24 h, visibly
DIGEST = "digest:"  # how the event keys of digests begin
DELIVERY_WORDS = {
    "waiting": _("waiting"),
    "sending": _("being sent"),
    "joined": _("goes in a digest"),
    "delivered": _("delivered"),
    "failed": _("failed"),
    "cancelled": _("cancelled"),
}


def a_day_on() -> datetime:
    return clock.now() + TRIES_LAST


class Subscription(Stamped):
    """Someone asked to hear of a topic, for some kinds of notices, by a channel, in a language.

    ``topic`` is a string such as ``component:aut-tara`` or ``all``. Without a user it is an outsider's address,
    which counts only once confirmed (double opt-in). A program's channel goes to an ``endpoint``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="subscriptions")
    address = models.CharField(_("address"), max_length=300, blank=True)
    topic = models.CharField(max_length=100)
    kinds = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=channel_choices, default="email")
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, null=True, related_name="subscriptions")
    language = models.CharField(_("language"), max_length=2, default="et")
    confirmed_at = models.DateTimeField(null=True)

    objects = querysets.SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(address=""), name="subscription_reaches_somebody"
            ),
            models.UniqueConstraint(
                fields=["user", "address", "topic", "channel", "endpoint"],
                condition=Q(archived_at__isnull=True),
                nulls_distinct=False,
                name="subscription_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.user or self.address}"


class Delivery(models.Model):
    """One message to one address by one channel: the outbox row, and for channel ``inbox`` the letter itself.

    Bodies hold ``{link}`` or ``{code}``; they are made from ``link`` and ``path`` at sending, so no secret lies here;
    ``{acknowledge}`` from the link of ``acknowledgement``.
    The ``address`` of a letter to an endpoint is its ``host:port``. A letter that ``joins`` is news: in a burst it goes
    inside one digest (``joined_into``) instead of by itself.
    """

    class Queue(models.TextChoices):
        CRITICAL = "critical", "critical"
        BULK = "bulk", "bulk"

    event_key = models.CharField(max_length=200, unique=True)
    thread_key = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=100, blank=True)
    notice_update = models.ForeignKey(NoticeUpdate, models.PROTECT, null=True, related_name="deliveries")
    acknowledgement = models.ForeignKey(Acknowledgement, models.PROTECT, null=True, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=channel_choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, null=True, related_name="deliveries")
    address = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=2, default="et")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link = models.ForeignKey(Link, models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=200, blank=True)
    joins = models.BooleanField(default=False)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="letters")
    queue = models.CharField(max_length=8, choices=Queue.choices, default=Queue.BULK)
    state = models.CharField(max_length=10, choices=DELIVERY_STATES, default="waiting")
    created_at = models.DateTimeField(default=clock.now)
    next_attempt_at = models.DateTimeField(default=clock.now)
    give_up_at = models.DateTimeField(default=a_day_on)
    lease_until = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)

    objects = querysets.DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["queue", "next_attempt_at"], name="delivery_due", condition=Q(state__in=["waiting", "sending"])
            ),
            models.Index(fields=["about"], name="delivery_about"),
            models.Index(fields=["joined_into"], name="delivery_joined", condition=Q(state="joined")),
            models.Index(
                fields=["address", "-created_at"],
                name="delivery_burst",
                condition=Q(joins=True, joined_into__isnull=True),
            ),
            models.Index(
                fields=["user", "-id"], name="delivery_unread", condition=Q(channel="inbox", read_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) ^ Q(state__in=UNENDED),
                name="delivery_ended_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject}"

    @property
    def state_word(self) -> str:
        return DELIVERY_WORDS[self.state]

    @property
    def is_digest(self) -> bool:
        return self.event_key.startswith(DIGEST)


class DeliveryAttempt(models.Model):
    """One try of a letter to a program, as it went: what was sent, what came back. Secrets in it are left out."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="log")
    at = models.DateTimeField(default=clock.now)
    status = models.PositiveSmallIntegerField(null=True)
    duration_ms = models.PositiveIntegerField()
    sent = models.TextField()
    answer = models.TextField(blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = querysets.DeliveryAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status}"
