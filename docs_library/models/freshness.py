"""What puts a document in doubt, and the looks that were taken at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from docs_library import querysets
from docs_library.models.documents import Document
from docs_library.models.versions import Version


class Review(models.Model):
    """Somebody looked and found it true: ``because`` says why nothing had to change. Written once."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    because = models.TextField(_("why nothing has to change"))
    due_on = models.DateField(null=True)
    reviewed_on = models.DateField(default=clock.today)
    by_name = models.CharField(max_length=200)

    objects = querysets.OfDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-reviewed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.reviewed_on}"


class StaleSignal(models.Model):
    """News that the document may not be true any more. It ends by a new version or by a review, by nothing else.

    ``about`` is the string of what happened (``release:12``, ``incident:INC-2026-00142``): one open signal each.
    """

    class Kind(models.TextChoices):
        RELEASE = "release", _("a release")
        INCIDENT = "incident", _("an incident")
        DRIFT = "drift", _("the service answers otherwise than written")
        CONTRACT = "contract", _("a contract changed")
        LAW = "law", _("the law changed")
        OTHER = "other", _("somebody noticed")

    document = models.ForeignKey(Document, models.PROTECT, related_name="signals")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=120)
    text = models.TextField(_("what may not be true any more"))
    since = models.DateTimeField(default=clock.now)
    by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by_version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    ended_by_review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="+")

    objects = querysets.StaleSignalQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "about"], condition=Q(ended_at__isnull=True), name="stale_signal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by_version__isnull=True, ended_by_review__isnull=True)
                | (Q(ended_at__isnull=False) & (Q(ended_by_version__isnull=True) ^ Q(ended_by_review__isnull=True))),
                name="stale_signal_ends_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.about}"
