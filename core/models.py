"""Bases and the few tables that every floor stands on."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.querysets import AgencyOnly


class Environment(models.TextChoices):
    PRODUCTION = "production", _("production")
    TEST = "test", _("test environment")
    DEVELOPMENT = "development", _("development environment")


class Audience(models.TextChoices):
    """Whom words are for. ``internal`` unless chosen."""

    INTERNAL = "internal", _("internal")
    PARTY = "party", _("for the party")
    PUBLIC = "public", _("public")


class Stamped(models.Model):
    """Rows that people keep: when made, and when put away (nobody deletes)."""

    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Link(models.Model):
    """One signed address for one purpose and one subject (see core.links). ``subject`` is ``app.model:id``."""

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = AgencyOnly.as_manager()

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)

    @property
    def subject_id(self) -> int:
        return int(self.subject.rpartition(":")[2])


class Submission(models.Model):
    """An idempotency key that was used: the same form or API write sent twice does its work once."""

    key = models.CharField(max_length=120, unique=True)
    result_url = models.CharField(max_length=300, blank=True)
    answer = models.JSONField(null=True)  # of an API write: status, body, and what was asked
    created_at = models.DateTimeField(default=clock.now)

    objects = AgencyOnly.as_manager()

    def __str__(self) -> str:
        return self.key
