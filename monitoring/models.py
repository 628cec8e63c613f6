"""Checks, what they found, since when, and what was not watched."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from components.models import Component
from core import clock
from core.deadlines import add_workdays
from core.models import Environment, Stamped
from monitoring import querysets
from monitoring.lifecycle import STATES, UNKNOWN
from monitoring.types import check_types

SIGNED_WITHIN = 10  # working days after the month's last one (duty ledger 2.1.b-3)
STATE_LABELS = {"up": _("in order"), "degraded": _("warning"), "down": _("broken"), "unknown": _("unknown")}


def check_type_choices() -> list[tuple[str, str]]:
    return check_types.choices()


class Check(Stamped):
    """A definition of a regular check. Its machine state lives in ``CheckState`` (no history rows for that)."""

    slug = models.SlugField(unique=True, max_length=80)
    component = models.ForeignKey(Component, models.PROTECT, related_name="checks", verbose_name=_("component"))
    environment = models.CharField(
        _("environment"), max_length=12, choices=Environment.choices, default=Environment.PRODUCTION
    )
    type = models.CharField(_("type"), max_length=30, choices=check_type_choices)
    config = models.JSONField(_("settings"), default=dict, blank=True)
    interval_s = models.PositiveIntegerField(_("interval, seconds"), default=60)
    timeout_s = models.PositiveIntegerField(_("time limit, seconds"), default=10)
    grace_s = models.PositiveIntegerField(_("grace, seconds"), default=0)
    failures_needed = models.PositiveSmallIntegerField(_("failures in a row"), default=3)
    successes_needed = models.PositiveSmallIntegerField(_("successes in a row"), default=2)
    retry_s = models.PositiveIntegerField(_("retry after, seconds"), default=30)
    severity = models.PositiveSmallIntegerField(_("severity"), default=2)
    fault_class = models.SlugField(_("fault class"), max_length=40)
    ping_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_because = models.CharField(_("paused, because"), max_length=300, blank=True)
    source = models.CharField(max_length=10, blank=True)

    objects = querysets.CheckQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="check_severity_1_to_4"),
            models.CheckConstraint(condition=Q(interval_s__gte=5), name="check_interval_at_least_5_s"),
            models.CheckConstraint(
                condition=Q(failures_needed__gte=1, successes_needed__gte=1), name="check_thresholds_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class CheckState(models.Model):
    """The machine's side of a check: when it is due, who holds it, what came last. One row a check."""

    check_definition = models.OneToOneField(Check, models.CASCADE, primary_key=True, related_name="now")
    state = models.CharField(max_length=10, choices=STATES, default=UNKNOWN)
    since = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=10, choices=STATES, default=UNKNOWN)
    streak = models.PositiveIntegerField(default=0)
    streak_since = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    expected = models.TextField(blank=True)
    got = models.TextField(blank=True)
    duration_ms = models.PositiveIntegerField(null=True)

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_due_at"], name="check_due")]

    def __str__(self) -> str:
        return f"{self.check_definition_id} {self.state}"


class CheckTerm(models.Model):
    """From when until when a check was to run, by which interval and grace; a pause or another interval ends it."""

    check_definition = models.ForeignKey(Check, models.CASCADE, related_name="terms")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    interval_s = models.PositiveIntegerField()
    grace_s = models.PositiveIntegerField(default=0)

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        ordering = ["from_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_definition"], condition=Q(until_at__isnull=True), name="term_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="term_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_definition_id} {self.interval_s} s {self.from_at:%Y-%m-%d %H:%M}"


class MonthSum(models.Model):
    """How many runs of a check were planned in a month and how many of them happened; summed day by day while the
    results are still kept."""

    check_definition = models.ForeignKey(Check, models.PROTECT, related_name="months")
    month = models.DateField()
    planned = models.PositiveBigIntegerField(default=0)
    ran = models.PositiveBigIntegerField(default=0)
    summed_on = models.DateField()

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        ordering = ["month", "check_definition"]
        constraints = [
            models.UniqueConstraint(fields=["check_definition", "month"], name="month_sum_once"),
            models.CheckConstraint(condition=Q(ran__lte=F("planned")), name="month_sum_ran_of_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.check_definition_id} {self.month:%Y-%m} {self.ran}/{self.planned}"


class Protocol(models.Model):
    """The monthly protocol of monitoring: what was planned and what ran, and who signed for it."""

    month = models.DateField(unique=True)
    made_at = models.DateTimeField(default=clock.now)
    planned = models.PositiveBigIntegerField()
    ran = models.PositiveBigIntegerField()
    note = models.TextField(_("remark"), blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=200, blank=True)
    acting_for_name = models.CharField(max_length=200, blank=True)

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=Q(ran__lte=F("planned")), name="protocol_ran_of_planned"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="protocol_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """The month as it stands in addresses: 2026-10."""
        return f"{self.month:%Y-%m}"

    @property
    def missed(self) -> int:
        return self.planned - self.ran

    @property
    def last_day(self) -> date:
        return (self.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def sign_by(self) -> date:
        """The last day on which a signature is in time: the tenth working day after the month."""
        return add_workdays(self.last_day, SIGNED_WITHIN)


class Result(models.Model):
    """One run. Written by COPY, never updated."""

    check_id = models.BigIntegerField()
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10)
    duration_ms = models.PositiveIntegerField()
    got = models.TextField(blank=True)
    figures = models.JSONField(default=dict)

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["check_id", "-at"], name="result_of_check")]

    def __str__(self) -> str:
        return f"{self.check_id} {self.at:%H:%M:%S} {self.verdict}"


class StateInterval(models.Model):
    """The truth of uptime: from when until when a check was in a state. Open while ``until_at`` is empty."""

    check_definition = models.ForeignKey(Check, models.CASCADE, related_name="intervals")
    state = models.CharField(max_length=10, choices=STATES)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    expected = models.TextField(blank=True)
    got = models.TextField(blank=True)

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_definition"], condition=Q(until_at__isnull=True), name="interval_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="interval_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["check_definition", "-from_at"], name="interval_of_check")]

    def __str__(self) -> str:
        return f"{self.check_definition_id} {self.state} {self.from_at:%Y-%m-%d %H:%M}"


class StateChange(models.Model):
    """A change of state waiting to be announced in a transaction of its own (attempts, then quarantine)."""

    check_definition = models.ForeignKey(Check, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=10, choices=STATES)
    previous = models.CharField(max_length=10, choices=STATES)
    at = models.DateTimeField()
    expected = models.TextField(blank=True)
    got = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=clock.now)
    handled_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="change_waiting",
                condition=Q(handled_at__isnull=True, quarantined_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_definition_id} {self.previous} → {self.state}"


class Ping(models.Model):
    """A heartbeat that came: what it said, when, from where; the body up to 10,000 bytes."""

    class Kind(models.TextChoices):
        SUCCESS = "success", _("success")
        START = "start", _("start")
        FAIL = "fail", _("failure")
        LOG = "log", _("log")

    check_definition = models.ForeignKey(Check, models.CASCADE, related_name="pings")
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    exit_code = models.PositiveSmallIntegerField(null=True)
    run_id = models.UUIDField(null=True)
    address = models.CharField(max_length=45, blank=True)
    body = models.BinaryField(blank=True)

    objects = querysets.CheckStateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["check_definition", "-at"], name="ping_of_check")]

    def __str__(self) -> str:
        return f"{self.check_definition_id} {self.kind}"


class AllowedTarget(Stamped):
    """An opening in the outbound door, for checks only: a private network of the agency, with an owner and an end."""

    network = models.CharField(_("network (CIDR)"), max_length=50)
    ports = models.CharField(_("ports"), max_length=100)
    purpose = models.CharField(_("purpose"), max_length=200)
    owner = models.CharField(_("owner"), max_length=150)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    objects = querysets.AllowedTargetQuerySet.as_manager()
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.network} {self.ports}"
