"""The domain-free post office: notices, who asked to hear, and the outbox that is the queue of record."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core import clock
from core.fields import TranslatedField, new_public_id
from core.models import Link, Stamped
from notifications import querysets
from notifications.lifecycle import DELIVERY_STATES, NOTICE, NOTICE_STATES
from notifications.types import channels

TRIES_LAST = timedelta(hours=24)  # reliability-security.md: give up at 24 h, visibly


def a_day_on() -> datetime:
    return clock.now() + TRIES_LAST


NOTICE_WORDS = {"draft": _("draft"), "published": _("open"), "ended": _("over"), "cancelled": _("withdrawn")}
DELIVERY_WORDS = {
    "waiting": _("waiting"),
    "sending": _("being sent"),
    "delivered": _("delivered"),
    "failed": _("failed"),
    "cancelled": _("cancelled"),
}


def channel_choices() -> list[tuple[str, str]]:
    return channels.choices()


class NoticeKind(models.TextChoices):
    PROBLEM = "problem", _("trouble")
    MAINTENANCE = "maintenance", _("maintenance work")
    CHANGE = "change", _("change")
    TRAINING = "training", _("training")
    DOCUMENT = "document", _("document")


class Subscription(Stamped):
    """Someone asked to hear of a topic, for some kinds of notices, by a channel, in a language.

    ``topic`` is a string such as ``component:aut-tara`` or ``all``. Without a user it is an outsider's address,
    which counts only once confirmed (double opt-in).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="subscriptions")
    address = models.CharField(_("address"), max_length=300, blank=True)
    topic = models.CharField(max_length=100)
    kinds = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=channel_choices, default="email")
    language = models.CharField(_("language"), max_length=2, default="et")
    confirmed_at = models.DateTimeField(null=True)

    objects = querysets.SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(address=""), name="subscription_reaches_somebody"
            ),
            models.UniqueConstraint(
                fields=["user", "address", "topic", "channel"],
                condition=Q(archived_at__isnull=True),
                nulls_distinct=False,
                name="subscription_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.user or self.address}"


class Notice(Stamped):
    """Words for the public or a circle: what happened, what to do meanwhile, when the next word comes.

    ``about`` points up by a string (``incident:INC-2026-00142``, ``maintenance:<public id>``).
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    title = TranslatedField()
    about = models.CharField(max_length=100, blank=True, db_index=True)
    topics = ArrayField(models.CharField(max_length=100), default=list)
    impact = models.CharField(
        max_length=12,
        choices=[("none", _("none")), ("minor", _("minor")), ("major", _("major")), ("critical", _("critical"))],
        default="minor",
    )
    is_public = models.BooleanField(_("public"), default=True)
    state = models.CharField(max_length=10, choices=NOTICE_STATES, default="draft")
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    next_update_at = models.DateTimeField(_("next word by"), null=True, blank=True)

    objects = querysets.NoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="cancelled") | Q(published_at__isnull=False),
                name="notice_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False), name="notice_ended_has_time"
            ),
            models.UniqueConstraint(
                fields=["about"],
                condition=Q(state__in=["draft", "published"]) & ~Q(about=""),
                name="notice_one_open_about",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def state_word(self) -> str:
        return NOTICE_WORDS[self.state]

    @property
    def actions(self) -> tuple[str, ...]:
        return NOTICE.actions_from(self.state)


class NoticeUpdate(models.Model):
    """One word of a notice: the first, a later one, or the last."""

    class Stage(models.TextChoices):
        INVESTIGATING = "investigating", _("we are finding out")
        IDENTIFIED = "identified", _("the cause is known")
        MONITORING = "monitoring", _("mended, we are watching")
        RESOLVED = "resolved", _("over")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="updates")
    at = models.DateTimeField(default=clock.now)
    stage = models.CharField(max_length=14, choices=Stage.choices)
    body = TranslatedField()
    author_name = models.CharField(max_length=200)

    objects = querysets.NoticeUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.stage}"


class Delivery(models.Model):
    """One message to one address by one channel: the outbox row, and for channel ``inbox`` the letter itself.

    Bodies hold ``{link}`` or ``{code}``; they are made from ``link`` and ``path`` at sending, so no secret lies here.
    """

    class Queue(models.TextChoices):
        CRITICAL = "critical", "critical"
        BULK = "bulk", "bulk"

    event_key = models.CharField(max_length=200, unique=True)
    thread_key = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=100, blank=True)
    notice_update = models.ForeignKey(NoticeUpdate, models.PROTECT, null=True, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=channel_choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deliveries")
    address = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=2, default="et")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link = models.ForeignKey(Link, models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=200, blank=True)
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
            models.Index(
                fields=["user", "-id"], name="delivery_unread", condition=Q(channel="inbox", read_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) ^ Q(state__in=["waiting", "sending"]),
                name="delivery_ended_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject}"

    @property
    def state_word(self) -> str:
        return DELIVERY_WORDS[self.state]
