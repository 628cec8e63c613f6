"""The duty ledger's own rows: targets agreed for a year, comments beside figures, frozen snapshots."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from core import clock
from core.models import Stamped, StoredFile
from planning import querysets
from planning.models.plan import IN_TIME, QUARTERS

SIGNS = [("≥", "≥"), ("≤", "≤")]


class MeasureTarget(Stamped):
    """A measure's target for a year, once the lead has agreed to it; a later one names the one before it."""

    year = models.PositiveSmallIntegerField(_("year"), validators=IN_TIME)
    measure = models.CharField(_("measure"), max_length=20)
    sign = models.CharField(_("direction"), max_length=1, choices=SIGNS)
    value = models.PositiveIntegerField(_("target"))
    agreed_on = models.DateField(_("agreed"), default=clock.today)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    previous = models.CharField(max_length=40, blank=True)

    objects = querysets.LedgerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["year", "measure"]
        constraints = [models.UniqueConstraint(fields=["year", "measure"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.measure} {self.sign} {self.value}"


class LedgerComment(Stamped):
    """What the holder, the lead or a manager says beside a measure of a year; dated, part of later snapshots."""

    year = models.PositiveSmallIntegerField(validators=IN_TIME)
    measure = models.CharField(max_length=20)
    text = models.TextField(_("comment"), max_length=2000)
    role = models.CharField(max_length=10)
    by_name = models.CharField(max_length=200)

    objects = querysets.LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.year} {self.measure}"


class Snapshot(Stamped):
    """The ledger frozen as of an instant: of a quarter, or of the year (``quarter`` empty) for the annual review."""

    year = models.PositiveSmallIntegerField(_("year"), validators=IN_TIME)
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=QUARTERS, null=True)
    as_of = models.DateTimeField(_("as of"))
    code_version = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)

    objects = querysets.LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="snapshot_of_quarter_once"),
            models.UniqueConstraint(fields=["year"], condition=Q(quarter__isnull=True), name="snapshot_of_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.quarter or ''}"


class SnapshotFigure(models.Model):
    """One measure in a snapshot: its figure, target and state in words of the time, and the marks of its rows."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=20)
    figure = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    target = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12)
    rows = models.JSONField(default=dict)  # list's name -> marks of rows
    comments = models.JSONField(default=list)

    objects = querysets.LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["measure"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "measure"], name="snapshot_figure_once")]

    def __str__(self) -> str:
        return f"{self.measure} {self.figure}"


class EvidencePack(Stamped):
    """The ledger of a year as files (HTML, PDF, XLSX, a manifest of hashes), ordered by a person and made by a worker.

    ``done`` of ``total`` steps; ``touched_at`` tells a worker that died from one that works.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        MAKING = "making", _("is being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    year = models.PositiveSmallIntegerField(_("year"), validators=IN_TIME)
    as_of = models.DateTimeField(_("as of"))
    language = models.CharField(max_length=2)
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(default=clock.now)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    error = models.CharField(max_length=300, blank=True)

    objects = querysets.LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | Q(stored__isnull=False), name="evidence_pack_has_file")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.as_of:%d.%m.%Y %H:%M}"
