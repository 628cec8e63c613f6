"""The division of competence: who solves which faults of which component, by when; and its holes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from components.models import Component, System
from core.fields import TranslatedField
from core.models import Environment, Stamped
from incidents import querysets
from partners.models import ResolverGroup


class Priority(models.IntegerChoices):
    CRITICAL = 1, _("critical")
    HIGH = 2, _("high")
    MEDIUM = 3, _("medium")
    LOW = 4, _("low")


class FaultClass(Stamped):
    """A class of fault (katkestus, seanss, …) that the division of competence speaks of."""

    slug = models.SlugField(unique=True, max_length=40)
    name = TranslatedField()

    objects = querysets.CompetenceQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


class PriorityTarget(Stamped):
    """What a priority means and its deadlines, as texts of core.deadlines (30m, 4h, 1tp); empty = none."""

    priority = models.PositiveSmallIntegerField(choices=Priority.choices, unique=True)
    meaning = TranslatedField()
    react = models.CharField(max_length=10)
    resolve = models.CharField(max_length=10, blank=True)
    first_word = models.CharField(max_length=10, blank=True)
    update_every = models.CharField(max_length=10, blank=True)

    objects = querysets.CompetenceQuerySet.as_manager()

    class Meta:
        ordering = ["priority"]

    def __str__(self) -> str:
        return self.get_priority_display()


class CompetenceVersion(Stamped):
    """One agreed edition of the division of competence; exactly one is in force on a day."""

    slug = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=150)

    objects = querysets.CompetenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.slug


class CompetenceRule(Stamped):
    """Component × fault class (× system, environment, role) → who solves, by when. Empty fields mean "all"."""

    version = models.ForeignKey(CompetenceVersion, models.PROTECT, related_name="rules")
    code = models.CharField(max_length=12)
    component = models.ForeignKey(Component, models.PROTECT, null=True, blank=True, related_name="competence_rules")
    fault_class = models.ForeignKey(FaultClass, models.PROTECT, related_name="rules")
    system = models.ForeignKey(System, models.PROTECT, null=True, blank=True, related_name="+")
    environment = models.CharField(max_length=12, choices=Environment.choices, blank=True)
    exchange_role = models.CharField(max_length=10, choices=Component.ExchangeRole.choices, blank=True)
    solver = models.ForeignKey(ResolverGroup, models.PROTECT, related_name="rules", verbose_name=_("who solves"))
    via = models.ForeignKey(ResolverGroup, models.PROTECT, null=True, blank=True, related_name="+")
    fallback = models.ForeignKey(ResolverGroup, models.PROTECT, null=True, blank=True, related_name="+")
    notify = models.ManyToManyField(ResolverGroup, blank=True, related_name="+")
    react = models.CharField(_("react by"), max_length=10, blank=True)
    resolve = models.CharField(_("solve by"), max_length=10, blank=True)
    evidence = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    note = models.CharField(_("why so"), max_length=500, blank=True)
    source = models.CharField(max_length=20, blank=True)

    objects = querysets.CompetenceQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[notify])

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="rule_code_unique")]

    def __str__(self) -> str:
        return self.code


class CompetenceHole(Stamped):
    """A known gap of the table, kept visible: nobody has agreed who solves this."""

    component = models.ForeignKey(Component, models.PROTECT, related_name="competence_holes")
    fault_class = models.ForeignKey(FaultClass, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)

    objects = querysets.CompetenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "fault_class"], name="hole_unique")]

    def __str__(self) -> str:
        return f"{self.component} · {self.fault_class}"
