"""Words for the public or a circle, and each thing that was said."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core import clock
from core.fields import TranslatedField, new_public_id
from core.models import Stamped
from notifications import querysets
from notifications.lifecycle import NOTICE, NOTICE_STATES

NOTICE_WORDS = {"draft": _("draft"), "published": _("open"), "ended": _("over"), "cancelled": _("withdrawn")}


class NoticeKind(models.TextChoices):
    PROBLEM = "problem", _("trouble")
    MAINTENANCE = "maintenance", _("maintenance work")
    CHANGE = "change", _("change")
    TRAINING = "training", _("training")
    DOCUMENT = "document", _("document")


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
    asks_ack = models.BooleanField(_("asks to confirm"), default=False)
    ack_due_at = models.DateTimeField(_("confirm by"), null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(asks_ack=True) | Q(ack_due_at__isnull=True), name="notice_ack_due_is_asked"
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
    def path(self) -> str:
        """Where letters send their readers: the public page, or the agency's own."""
        return f"/status/{self.public_id}/" if self.is_public else f"/notices/{self.public_id}/"

    @property
    def is_asking(self) -> bool:
        """Those who have not confirmed may be reminded."""
        return self.asks_ack and self.state == "published"

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
