"""Bases and the few tables that every floor stands on."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.querysets import AgencyOnly, OwnersOnly
from core.search.fields import KeysField


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


class StoredFile(models.Model):
    """A file that people brought (core.files), written once. Who reads it is said by the row that points to it.

    ``path`` is where the storage keeps it, ``name`` what it is called, ``mime`` what its content is, ``size`` bytes.
    """

    class Scan(models.TextChoices):
        CLEAN = "clean", _("no viruses found")
        NOT_SCANNED = "not_scanned", _("not scanned for viruses")

    path = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=150)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    scan = models.CharField(max_length=12, choices=Scan.choices)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    by_name = models.CharField(max_length=200)

    objects = OwnersOnly.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """``PDF``: the extension, which its content was held against."""
        return self.name.rpartition(".")[2].upper()


class SearchEntry(models.Model):
    """What one row is found by: ``source`` says whose (``core.search``), ``row`` its key, ``keys`` the words.

    A copy made from the row, never asked by itself: search reaches rows through their own ``visible_to``.
    """

    source = models.CharField(max_length=40)
    row = models.BigIntegerField()
    keys = KeysField()
    title = KeysField()  # those of its weight A alone
    digest = models.CharField(max_length=64)  # of the keys' texts and of the way they are made
    scheme = models.PositiveSmallIntegerField()

    objects = OwnersOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "row"], name="search_entry_once")]
        indexes = [
            GinIndex(fields=["keys"], name="search_entry_keys"),
            GinIndex(fields=["title"], name="search_entry_title"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.row}"


class SearchWord(models.Model):
    """A word of the indexed texts and what is left of it without one letter, for guessing what was mistyped.

    Not unique: two writers who meet the same new word do not wait for each other; the sweep removes the second.
    """

    word = models.CharField(max_length=40)
    without = ArrayField(models.CharField(max_length=40))

    objects = OwnersOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="search_word"),
            GinIndex(fields=["without"], name="search_word_without"),
        ]

    def __str__(self) -> str:
        return self.word
