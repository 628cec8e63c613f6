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


class SchemaLook(models.Model):
    """The last look at the schema that a service tells of itself, at ``url``, beside ``version``, which was in force.

    ``problem`` is the code of why it could not be compared (``selectors.drift``), ``detail`` a word more for support;
    ``found`` is a ``rules.drift.Difference``. ``asked_at``: somebody wants it looked at now.
    """

    class Outcome(models.TextChoices):
        SAME = "same", _("agrees with the text in force")
        DIFFERS = "differs", _("says otherwise than the text in force")
        FAILED = "failed", _("could not be compared")

    document = models.OneToOneField(Document, models.CASCADE, related_name="schema_look")
    version = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    url = models.CharField(max_length=500, blank=True)
    looked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    problem = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    found = models.JSONField(default=dict)

    objects = querysets.SchemaLookQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.document_id} {self.outcome}"
