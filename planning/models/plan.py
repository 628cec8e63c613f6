"""The year's plan: rounds in which it is made, proposals with their evidence, lines with their baseline."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from components.models import Component
from core import clock
from core.fields import TranslatedField
from core.models import Stamped
from planning import querysets

QUARTERS = [(1, "I"), (2, "II"), (3, "III"), (4, "IV")]
IN_TIME = (MinValueValidator(2000), MaxValueValidator(2199))
NOT_NEGATIVE = MinValueValidator(Decimal(0))


class Counter(models.Model):
    """The last number given to references of a kind in a year (``EP-2026-12``)."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = querysets.PlanQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"


class AgencyGoal(Stamped):
    """A goal of the agency that proposals and plan lines serve."""

    code = models.SlugField(_("code"), max_length=10, unique=True)
    title = TranslatedField(_("goal"))

    objects = querysets.PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PlanningRound(Stamped):
    """The time in which proposals for a year's plan are handed in: from a day until an instant (Tallinn's clock)."""

    ref = models.SlugField(max_length=16, unique=True)
    year = models.PositiveSmallIntegerField(_("plan of the year"), validators=IN_TIME)
    title = models.CharField(_("title"), max_length=200)
    opens_on = models.DateField(_("opens"))
    deadline_at = models.DateTimeField(_("deadline"))
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who decides"))

    objects = querysets.PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-deadline_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.opens_on <= clock.today() and clock.now() <= self.deadline_at


class Proposal(Stamped):
    """A reasoned proposal (arendusettepanek): for what goal, from what evidence, at what cost, and what was decided.

    ``origin`` says which pain drafted it by itself (``recurrence:fp-…``); empty where a person thought of it.
    """

    class Kind(models.TextChoices):
        DEVELOPMENT = "development", _("development proposal")
        ORGANISATION = "organisation", _("how work is organised")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        POSTPONED = "postponed", _("postponed")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.DEVELOPMENT)
    title = models.CharField(_("title"), max_length=200)
    reason = models.TextField(_("reason"), max_length=10_000, blank=True)
    benefit = models.TextField(_("benefit"), max_length=10_000, blank=True)
    goal = models.ForeignKey(
        AgencyGoal, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("agency's goal")
    )
    round = models.ForeignKey(
        PlanningRound, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("planning round")
    )
    components = models.ManyToManyField(Component, blank=True, related_name="+", verbose_name=_("components"))
    hours = models.DecimalField(
        _("cost, hours"), max_digits=8, decimal_places=1, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    cost_eur = models.DecimalField(
        _("cost, euros"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    origin = models.CharField(max_length=120, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by_name = models.CharField(max_length=200, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by_name = models.CharField(max_length=200, blank=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), max_length=2000, blank=True, editable=False)

    objects = querysets.ProposalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="proposal_of_pain_once"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "submitted", "withdrawn"))
                | (Q(decided_at__isnull=False) & ~Q(decision_reason="")),
                name="proposal_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(submitted_at__isnull=False),
                name="proposal_submitted_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def _history_date(self):
        """History is dated by the one clock, so that what was lived at a set instant is found there."""
        return clock.now()

    @property
    def is_late(self) -> bool:
        """Handed in after its round's deadline. Needs ``round``."""
        return bool(self.round_id and self.submitted_at and self.submitted_at > self.round.deadline_at)

    @property
    def is_from_pain(self) -> bool:
        return bool(self.origin)


class Evidence(Stamped):
    """What a proposal rests on: ``about`` is ``kind:id`` (``incident:INC-…``, ``document:…``), linked, not retyped."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="evidence")
    about = models.CharField(_("what"), max_length=80)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = querysets.PlanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "about"], condition=Q(archived_at__isnull=True), name="evidence_once"
            )
        ]

    def __str__(self) -> str:
        return self.about


class PlanLine(Stamped):
    """One thing to be reached in the year, by its day, with the measure that shows it.

    ``baseline_on`` is the day that was agreed first; ``due_on`` may move, with a reason (``PlanMove``). ``line_no`` is
    its stable number in the agency's own plan sheet.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        IN_WORK = "in_work", _("in work")
        DONE = "done", _("done")
        CARRIED = "carried", _("carried over")
        DROPPED = "dropped", _("dropped")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), validators=IN_TIME)
    line_no = models.CharField(_("number in the agency's plan"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200)
    goal = models.ForeignKey(
        AgencyGoal, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("agency's goal")
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    measure = models.CharField(_("measure"), max_length=200)
    result = models.CharField(_("result"), max_length=200, blank=True)
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=QUARTERS)
    due_on = models.DateField(_("due"))
    baseline_on = models.DateField(_("due by the baseline"), null=True, editable=False)
    done_on = models.DateField(_("done"), null=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED, editable=False)
    hours = models.DecimalField(
        _("cost, hours"), max_digits=8, decimal_places=1, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    late_reason = models.CharField(_("why it is late"), max_length=300, blank=True)
    waits_for = models.CharField(_("what it waits for"), max_length=200, blank=True)
    components = models.ManyToManyField(Component, blank=True, related_name="+", verbose_name=_("components"))
    needs = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="needed_by")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="lines")
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="carried_to", editable=False)

    objects = querysets.PlanLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["year", "due_on", "ref"]
        constraints = [
            models.CheckConstraint(condition=~Q(measure=""), name="line_has_measure"),
            models.CheckConstraint(condition=Q(quarter__in=(1, 2, 3, 4)), name="line_quarter"),
            models.CheckConstraint(
                condition=(Q(state="done") & Q(done_on__isnull=False)) | (~Q(state="done") & Q(done_on__isnull=True)),
                name="line_done_on",
            ),
            models.UniqueConstraint(
                fields=["year", "line_no"],
                condition=~Q(line_no="") & Q(archived_at__isnull=True),
                name="line_no_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def _history_date(self):
        return clock.now()

    @property
    def is_late(self) -> bool:
        return self.state in ("planned", "in_work") and self.due_on < clock.today()


class PlanMove(Stamped):
    """A line's day moved: from, to, why, by whom."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="moves")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(_("reason"), max_length=300)
    by_name = models.CharField(max_length=200)

    objects = querysets.PlanQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(from_on=F("to_on")), name="plan_move_moves")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.from_on} → {self.to_on}"


class PlanBaseline(Stamped):
    """The plan of a year as it was agreed: from then on lines are measured against those days."""

    year = models.PositiveSmallIntegerField(unique=True, validators=IN_TIME)
    fixed_at = models.DateTimeField(default=clock.now)
    by_name = models.CharField(max_length=200)
    lines = models.PositiveIntegerField()

    objects = querysets.PlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.year}"
