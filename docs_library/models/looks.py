"""What our own looks found: links that lead nowhere, and whether those for whom a text is can open it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from docs_library import querysets
from docs_library.models.documents import Document
from docs_library.models.versions import Version
from docs_library.rules.visitors import VISITORS


class LinkLook(models.Model):
    """The last look at the links of a document in force: how many, and of how many nobody could say (the other side was
    away, or the door stays shut)."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="link_look")
    looked_at = models.DateTimeField(default=clock.now)
    links = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)

    objects = querysets.OfDocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.document_id} {self.looked_at}"


class BrokenLink(models.Model):
    """An address in a text in force that led nowhere at every look ``since``; ended when it leads somewhere again, or
    stands in the text no more."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="broken_links")
    url = models.CharField(max_length=2000)
    why = models.CharField(max_length=200)
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = querysets.BrokenLinkQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "url"], condition=Q(ended_at__isnull=True), name="broken_link_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.url


class AccessLook(models.Model):
    """Once a week each text in force is asked for as each kind of visitor: ``is_right`` where those for whom it is got
    it whole (checksums matched) and all others got nothing."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="access_looks")
    visitor = models.CharField(_("visitor"), max_length=10, choices=[(one, one) for one in VISITORS])
    is_right = models.BooleanField()
    should_open = models.BooleanField()
    why = models.CharField(max_length=200, blank=True)
    looked_at = models.DateTimeField(default=clock.now)

    objects = querysets.WritersOnly.as_manager()

    class Meta:
        ordering = ["-looked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.visitor}: {self.is_right}"
