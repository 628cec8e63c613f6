"""Words for the public or a circle, and each thing that was said."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core import clock
from core.fields import Translated, TranslatedField, new_public_id
from core.models import Stamped
from core.templatetags.ui_time import written
from notifications import querysets
from notifications.lifecycle import NOTICE, NOTICE_STATES
from notifications.rules import approval, wording

NOTICE_WORDS = {
    "draft": _("draft"),
    "proposed": _("waits for approval"),
    "scheduled": _("has its time"),
    "published": _("open"),
    "ended": _("over"),
    "cancelled": _("withdrawn"),
}
OPEN_STATES = ["draft", "proposed", "scheduled", "published"]


class NoticeKind(models.TextChoices):
    PROBLEM = "problem", _("trouble")
    MAINTENANCE = "maintenance", _("maintenance work")
    CHANGE = "change", _("change")
    TRAINING = "training", _("training")
    DOCUMENT = "document", _("document")


class Notice(Stamped):
    """Words for the public or a circle: what happened, what to do meanwhile, when the next word comes.

    ``about`` points up by a string (``incident:INC-2026-00142``, ``maintenance:<public id>``). ``body`` is the first
    word while nobody has been told it; ``meanwhile`` is what people can do until it is over. Both may hold fields
    (``rules.wording``), which are filled when the word is said. ``send_at`` is when a notice with its time goes out.
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
    body = TranslatedField(blank=True)
    meanwhile = TranslatedField(blank=True)
    send_at = models.DateTimeField(_("goes out"), null=True, blank=True)
    late_reason = models.CharField(_("why it is told late"), max_length=300, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_back_because = models.CharField(max_length=300, blank=True)
    retimed_at = models.DateTimeField(null=True, blank=True)
    asks_ack = models.BooleanField(_("asks to confirm"), default=False)
    ack_due_at = models.DateTimeField(_("confirm by"), null=True, blank=True)
    next_update_at = models.DateTimeField(_("next word by"), null=True, blank=True)

    objects = querysets.NoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "ended"]) | Q(published_at__isnull=False),
                name="notice_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(send_at__isnull=False), name="notice_scheduled_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False), name="notice_ended_has_time"
            ),
            models.CheckConstraint(
                condition=Q(asks_ack=True) | Q(ack_due_at__isnull=True), name="notice_ack_due_is_asked"
            ),
            models.UniqueConstraint(
                fields=["about"],
                condition=Q(state__in=OPEN_STATES) & ~Q(about=""),
                name="notice_one_open_about",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def shown_title(self) -> Translated:
        """The title as people may read it now: what holds fields until it is said, with the times that are known."""
        if self.published_at:
            return self.title
        return Translated({lang: wording.filled_so_far(text, self.times(lang)) for lang, text in self.title.items()})

    def times(self, language: str) -> dict[str, str]:
        """Its times as a reader of the language writes them (Tallinn), by the facts of ``rules.wording``; empty where
        not given yet."""
        moments = {"starts": self.starts_at, "ends": self.ends_at, "next": self.next_update_at}
        with translation.override(language):
            return {name: written(at) if at else "" for name, at in moments.items()}

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
        """What its state allows; ``confirm`` only while the lead has not looked at it."""
        return tuple(each for each in NOTICE.actions_from(self.state) if each != "confirm" or self.waits_for_confirming)

    @property
    def is_told_otherwise(self) -> bool:
        """What it is about was moved or cancelled after the last word."""
        last = self.updates.order_by("-at").first()
        return bool(self.state == "published" and self.retimed_at and last and last.at < self.retimed_at)

    @property
    def needs_approval(self) -> bool:
        """Before it may go out."""
        return approval.needed(self.kind, self.impact) == approval.BEFORE and self.approved_at is None

    @property
    def waits_for_confirming(self) -> bool:
        """It went out at once and the lead has not looked at it since."""
        is_after = approval.needed(self.kind, self.impact) == approval.AFTER
        return is_after and self.approved_at is None and self.state in ("published", "ended")


class NoticeUpdate(models.Model):
    """One word of a notice: the first, a later one, or the last. A word that was wrong is corrected in place; what it
    said before stays in its history."""

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
    corrected_at = models.DateTimeField(null=True)
    corrected_because = models.CharField(max_length=300, blank=True)
    corrections = models.PositiveSmallIntegerField(default=0)

    objects = querysets.NoticeUpdateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.stage}"


class NoticeTemplate(Stamped):
    """Plain words to begin a notice of a kind with; ``rules.wording`` says which fields they may hold."""

    slug = models.SlugField(unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    name = models.CharField(_("name"), max_length=100)
    title = TranslatedField()
    body = TranslatedField()
    meanwhile = TranslatedField(blank=True)

    objects = querysets.NoticeTemplateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name
