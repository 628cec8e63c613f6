"""Links that open one version for a time, and who has read what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from core import clock
from core.models import Link
from docs_library import querysets
from docs_library.models.versions import Version

PURPOSE = "document"  # of core.links


class ShareLink(models.Model):
    """A link that opens one version for whoever holds it, until a day; ``link`` holds expiry and revocation."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="shares")
    link = models.OneToOneField(Link, models.PROTECT, related_name="+")
    whom = models.CharField(_("for whom"), max_length=200)
    by_name = models.CharField(max_length=200)

    objects = querysets.ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.whom}"

    @property
    def is_open(self) -> bool:
        return self.link.is_open(clock.now())


class Reading(models.Model):
    """That a person opened a version: for "what changed since I last read", and how much a partner reads; and that they
    said so (``acknowledged_at``)."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, editable=False)

    objects = querysets.ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.user_id}"
