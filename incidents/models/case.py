"""A case: what broke, whose turn it is, what was said, and what keeps it from coming back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from components.models import Component, System
from core import clock
from core.fields import new_public_id
from core.models import Audience, Environment, Link, Stamped
from docs_library.models import Document
from incidents import querysets
from incidents.lifecycle import INCIDENT_STATES, OPEN_STATES
from incidents.models.competence import FaultClass, Priority
from monitoring.models import Check

STATE_LABELS = {
    "reported": _("reported"),
    "triaged": _("assessed"),
    "in_work": _("in work"),
    "forwarded": _("forwarded"),
    "resolved": _("resolved"),
    "closed": _("closed"),
    "reopened": _("reopened"),
    "duplicate": _("duplicate"),
    "rejected": _("rejected"),
}


class Incident(Stamped):
    """A case. ``root`` is set once it is classified: then (root, fault class, environment) is unique while open."""

    class Source(models.TextChoices):
        CHECK = "check", _("monitoring")
        REPORT = "report", _("fault report")
        STAFF = "staff", _("registered by staff")
        PARTNER = "partner", _("partner")

    class Cause(models.TextChoices):
        CONFIGURATION = "configuration", _("configuration")
        SOFTWARE = "software", _("software defect")
        RELEASE = "release", _("release")
        INFRASTRUCTURE = "infrastructure", _("infrastructure")
        CONTRACT = "contract", _("contract or agreement")
        DATA_QUALITY = "data_quality", _("data quality")
        ACCESS_RIGHT = "access_right", _("access right")
        STYLE = "style", _("style")
        THIRD_PARTY = "third_party", _("third party")
        USER_QUESTION = "user_question", _("question of use")
        UNKNOWN = "unknown", _("not found out")

    class Guard(models.TextChoices):
        CHECK = "check", _("a check proven to fail and to pass")
        DOCUMENT = "document", _("a changed document")
        RISK = "risk", _("accepted risk")
        NONE = "", _("none asked for")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    component = models.ForeignKey(Component, models.PROTECT, related_name="incidents", verbose_name=_("component"))
    root = models.ForeignKey(Component, models.PROTECT, null=True, blank=True, related_name="+")
    system = models.ForeignKey(
        System, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("system")
    )
    environment = models.CharField(
        _("environment"), max_length=12, choices=Environment.choices, default=Environment.PRODUCTION
    )
    fault_class = models.ForeignKey(FaultClass, models.PROTECT, related_name="incidents", verbose_name=_("fault class"))
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.MEDIUM)
    raised_because = models.CharField(_("raised, because"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=INCIDENT_STATES, default="reported")
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("responsible"),
    )
    expected = models.TextField(_("expected"), blank=True)
    got = models.TextField(_("what came"), blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    recurrence_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="recurrences", verbose_name=_("has happened before")
    )
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    affected_count = models.PositiveIntegerField(_("reports"), default=0)

    opened_at = models.DateTimeField(_("detected"), default=clock.now)
    triaged_at = models.DateTimeField(_("assessed"), null=True, blank=True)
    first_word_at = models.DateTimeField(_("first word"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("recovered"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now, db_index=True)
    react_due_at = models.DateTimeField(_("react by"), null=True, blank=True)
    resolve_due_at = models.DateTimeField(_("solve by"), null=True, blank=True)
    word_due_at = models.DateTimeField(_("first word by"), null=True, blank=True)

    cause_class = models.CharField(_("cause class"), max_length=15, choices=Cause.choices, blank=True)
    cause_text = models.TextField(_("cause"), blank=True)
    cure_text = models.TextField(_("what helped"), blank=True)
    guard = models.CharField(_("guard"), max_length=10, choices=Guard.choices, blank=True)
    guard_text = models.TextField(_("how it was proven"), blank=True)
    guard_check = models.ForeignKey(Check, models.PROTECT, null=True, blank=True, related_name="guards")
    guard_document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="guards")
    guard_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    guard_until = models.DateField(_("risk accepted until"), null=True, blank=True)
    rejected_because = models.TextField(blank=True)

    objects = querysets.IncidentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["changed_at"])

    class Meta:
        ordering = ["priority", "opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["root", "fault_class", "environment"],
                condition=Q(root__isnull=False, state__in=OPEN_STATES, parent__isnull=True),
                name="incident_one_per_cause",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "closed"]) | Q(resolved_at__isnull=False),
                name="incident_resolved_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(cause_class="")),
                name="incident_closed_has_cause",
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate") | Q(duplicate_of__isnull=False), name="incident_duplicate_of_what"
            ),
            models.CheckConstraint(
                condition=~Q(guard="risk") | Q(guard_approver__isnull=False, guard_until__isnull=False),
                name="incident_risk_has_approver",
            ),
        ]
        indexes = [
            models.Index(fields=["priority", "opened_at"], name="incident_queue", condition=Q(state__in=OPEN_STATES)),
            models.Index(fields=["component", "-opened_at"], name="incident_component"),
            models.Index(fields=["-opened_at", "id"], name="incident_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Signal(models.Model):
    """What a check says of a component: unique on (check, fault class) while open; many signals, one case."""

    check_definition = models.ForeignKey(Check, models.PROTECT, related_name="signals")
    fault_class = models.ForeignKey(FaultClass, models.PROTECT, related_name="+")
    component = models.ForeignKey(Component, models.PROTECT, related_name="signals")
    environment = models.CharField(max_length=12, choices=Environment.choices)
    severity = models.PositiveSmallIntegerField()
    expected = models.TextField(blank=True)
    got = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    settle_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="signals")

    objects = querysets.PartOfIncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_definition", "fault_class"],
                condition=Q(closed_at__isnull=True),
                name="signal_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["settle_at"],
                name="signal_unsettled",
                condition=Q(incident__isnull=True, closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_definition_id} {self.opened_at:%H:%M:%S}"


class Entry(models.Model):
    """One line of a case's timeline: who, when, what, and for whose eyes."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="entries")
    handover = models.ForeignKey("Handover", models.CASCADE, null=True, related_name="entries")
    at = models.DateTimeField(default=clock.now)
    action = models.CharField(max_length=40)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.INTERNAL)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    actor_name = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=10)
    acting_for_name = models.CharField(max_length=200, blank=True)

    objects = querysets.EntryQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["incident", "at"], name="entry_of_incident")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.action}"


class Report(Stamped):
    """A fault report by anybody, in their words; personal codes are masked before storing."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports")
    system = models.ForeignKey(System, models.PROTECT, null=True, related_name="+")
    symptom = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    since = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="et")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    joined = models.BooleanField(default=False)
    masked = models.BooleanField(default=False)
    link = models.OneToOneField(Link, models.PROTECT, null=True, related_name="+")

    objects = querysets.PartOfIncidentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.incident_id} {self.symptom}"


class Feedback(Stamped):
    """Whoever reported is asked once, when it is mended, whether they are content with how it went."""

    class Answer(models.TextChoices):
        CONTENT = "content", _("content")
        RATHER_NOT = "rather_not", _("rather not")
        NO = "no", _("no")

    report = models.OneToOneField(Report, models.PROTECT, related_name="feedback")
    asked_at = models.DateTimeField(default=clock.now, db_index=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = querysets.PartOfIncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="feedback_answered_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.answer}"
