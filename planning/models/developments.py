"""Developments of components, the inputs that their teams wait for, and releases planned ahead (clause 2.3)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation, User
from components.models import Component, Release
from core import clock
from core.models import Stamped
from planning import querysets
from planning.models.plan import PlanLine


class Development(Stamped):
    """A development that we coordinate with the service owner, TEHIK (``provider``) and the developer."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    components = models.ManyToManyField(Component, blank=True, related_name="developments")
    service_owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service owner")
    )
    provider = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who runs it")
    )
    developer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("developer")
    )
    line = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, related_name="developments", verbose_name=_("plan line")
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    objects = querysets.DevelopmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="development_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Input(Stamped):
    """Something that a development's team waits for (sisend): from whom, to whom, by which working day.

    A side is an organisation, in it a person (of the portal) or a unit by its name. ``given_on`` is the day it was
    given first, ``final_on`` the day of the giving that stands.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("awaited")
        GIVEN = "given", _("given")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        CANCELLED = "cancelled", _("cancelled")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    development = models.ForeignKey(Development, models.PROTECT, related_name="inputs", verbose_name=_("development"))
    what = models.CharField(_("what is needed"), max_length=300)
    giver_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="inputs_given", verbose_name=_("from whom")
    )
    giver = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    giver_unit = models.CharField(_("unit"), max_length=120, blank=True)
    receiver_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="inputs_received", verbose_name=_("to whom")
    )
    receiver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    receiver_unit = models.CharField(_("unit"), max_length=120, blank=True)
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED, editable=False)
    given_on = models.DateField(_("given"), null=True, editable=False)
    final_on = models.DateField(null=True, editable=False)
    was_returned = models.BooleanField(default=False, editable=False)

    objects = querysets.InputQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "ref"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("asked", "cancelled")) | Q(given_on__isnull=False), name="input_given_on"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.what}"

    @property
    def giver_name(self) -> str:
        """The party that gives, as lists and bars name it."""
        return side_name(self.giver_organisation, self.giver, self.giver_unit)

    @property
    def receiver_name(self) -> str:
        return side_name(self.receiver_organisation, self.receiver, self.receiver_unit)

    @property
    def is_late(self) -> bool:
        return self.state in ("asked", "returned") and self.due_on < clock.today()


def side_name(organisation: Organisation, person: User | None, unit: str) -> str:
    """A unit by its name, a person of ours by theirs, else the organisation."""
    if unit:
        return f"{unit} ({organisation})"
    return str(person) if person else str(organisation)


class InputTurn(Stamped):
    """One turn of an input: given (with a note or an address), accepted, returned with the reason, cancelled.

    ``by`` is the person of the side whose turn it was; where somebody else wrote it down for that side, it is empty and
    ``said_by`` names who of the side said so.
    """

    input = models.ForeignKey(Input, models.CASCADE, related_name="turns")
    action = models.CharField(max_length=10)
    on = models.DateField(default=clock.today)
    text = models.TextField(blank=True, max_length=4000)
    url = models.URLField(_("where it is"), blank=True)
    by_name = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    said_by = models.CharField(max_length=200, blank=True, editable=False)

    objects = querysets.InputTurnQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.input_id} {self.action}"


class PlannedRelease(Stamped):
    """A release of a component planned for a day; ``release`` once it is out (components.Release)."""

    development = models.ForeignKey(
        Development, models.PROTECT, null=True, blank=True, related_name="releases", verbose_name=_("development")
    )
    component = models.ForeignKey(Component, models.PROTECT, related_name="+", verbose_name=_("component"))
    version = models.CharField(_("version"), max_length=40)
    planned_on = models.DateField(_("planned for"))
    release = models.OneToOneField(Release, models.PROTECT, null=True, editable=False, related_name="plan")

    objects = querysets.PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "version"],
                condition=Q(archived_at__isnull=True),
                name="planned_release_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.version}"


class ReleaseMove(Stamped):
    """A planned release moved to another day: from, to, why, by whom."""

    planned = models.ForeignKey(PlannedRelease, models.CASCADE, related_name="moves")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(_("reason"), max_length=300)
    by_name = models.CharField(max_length=200)

    objects = querysets.PlanQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(from_on=F("to_on")), name="release_move_moves")]

    def __str__(self) -> str:
        return f"{self.planned_id}: {self.from_on} → {self.to_on}"
