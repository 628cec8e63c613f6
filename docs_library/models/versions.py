"""Versions: written as a draft, then never changed."""

from __future__ import annotations

import hashlib
import json

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.fields import LANGUAGES
from core.forms import LANGUAGE_NAMES
from core.models import Stamped, StoredFile
from docs_library import lifecycle, querysets
from docs_library.models.documents import Audience, Document

TYPED = "md"  # what people type in is Markdown


class Version(Stamped):
    """A numbered version. Its texts and annexes are changed in a draft only; ``sha256`` is of all of them together,
    taken when it was sent to review. ``audience`` narrows the document's; ``in_force_at`` is the minute of change,
    ``in_force_until`` the last day where one is set."""

    class State(models.TextChoices):
        DRAFT = lifecycle.DRAFT, pgettext_lazy("version", "draft")
        REVIEW = lifecycle.REVIEW, _("in review")
        APPROVED = lifecycle.APPROVED, _("approved")
        SCHEDULED = lifecycle.SCHEDULED, _("comes into force")
        IN_FORCE = lifecycle.IN_FORCE, _("in force")
        SUPERSEDED = lifecycle.SUPERSEDED, _("superseded")
        WITHDRAWN = lifecycle.WITHDRAWN, _("withdrawn")

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(_("name of the version"), max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    change_note = models.TextField(_("what changed"), blank=True)
    is_material = models.BooleanField(_("a material change"), default=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    audience = models.CharField(_("for a narrower circle"), max_length=10, choices=Audience.choices, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=200)
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.CharField(max_length=200, blank=True, editable=False)
    in_force_at = models.DateTimeField(null=True, editable=False)
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    withdrawn_because = models.TextField(blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = querysets.VersionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state=lifecycle.IN_FORCE), name="version_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state__in=lifecycle.COMING), name="version_one_coming"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("scheduled", "in_force", "superseded")) | Q(in_force_at__isnull=False),
                name="version_in_force_from",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "review", "withdrawn")) | Q(approved_at__isnull=False),
                name="version_approved_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | ~Q(sha256=""), name="version_has_its_checksum"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(in_force_at__isnull=True) | Q(ended_at__gte=F("in_force_at")),
                name="version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.label}"

    @property
    def whom(self) -> str:
        """The audience in words: of its own and the document's the narrower, for it never widens that."""
        both = {self.audience, self.document.audience} - {""}
        return Audience(max(both, key=Audience.values.index)).label

    @property
    def facts_mark(self) -> str:
        """A checksum of what is said about it, by which a writer is told that somebody changed it meanwhile."""
        until = str(self.in_force_until or "")
        facts = [self.label, self.change_note, bool(self.is_material), self.audience, until]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    @property
    def is_coming(self) -> bool:
        return self.state in lifecycle.COMING

    @property
    def is_draft(self) -> bool:
        return self.state == lifecycle.DRAFT


class VersionText(models.Model):
    """The text of a version in one language: typed in (``body``, Markdown) or a file (``stored``)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="texts")
    language = models.CharField(
        _("language"), max_length=2, choices=[(each, LANGUAGE_NAMES[each]) for each in LANGUAGES]
    )
    body = models.TextField(_("text"), blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)

    objects = querysets.OfVersionQuerySet.as_manager()

    class Meta:
        ordering = ["version", "language"]
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="version_text_once"),
            models.CheckConstraint(
                condition=(Q(stored__isnull=True) & ~Q(body="")) | (Q(stored__isnull=False) & Q(body="")),
                name="version_text_or_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"

    @property
    def extension(self) -> str:
        return self.stored.label.lower() if self.stored else TYPED

    @property
    def is_interface(self) -> bool:
        """Of a kind that Swagger UI may know."""
        return self.extension in ("yaml", "yml", "json")

    @property
    def name(self) -> str:
        """As the file is called; typed text has a name by its document."""
        return (
            self.stored.name if self.stored else f"{self.version.document.slug}-{self.version.label}.{self.language}.md"
        )


class Annex(Stamped):
    """A file that goes with a version. It may be restricted alone."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="annexes")
    title = models.CharField(_("title"), max_length=200)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    objects = querysets.AnnexQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title
