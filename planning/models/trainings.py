"""Trainings with their registrations, and requests for advice (clause 2.2)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation, User
from components.models import Component
from core import clock
from core.models import Stamped
from docs_library.models import Document
from planning import querysets

LANGUAGES = [("et", _("in Estonian")), ("en", _("in English")), ("ru", _("in Russian"))]


class Training(Stamped):
    """A training for users or partners: when, for whom, how many seats, from which materials, whether it was held.

    ``is_planned`` tells those of the year's plan from those that a change called for.
    """

    class Audience(models.TextChoices):
        STAFF = "staff", _("the agency's people")
        PARTNERS = "partners", _("partners")
        EVERYBODY = "everybody", _("the agency's people and partners")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what it is about"), max_length=4000, blank=True)
    held_on = models.DateField(_("day"))
    starts_at_time = models.TimeField(_("begins"), null=True, blank=True)
    days = models.DecimalField(
        _("length, days"), max_digits=4, decimal_places=1, default=1, validators=[MinValueValidator(0)]
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    audience = models.CharField(_("whom it is for"), max_length=10, choices=Audience.choices)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="et")
    seats = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    is_planned = models.BooleanField(_("in the year's plan"), default=True)
    trainer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trainer")
    )
    materials = models.ManyToManyField(Document, blank=True, related_name="+", verbose_name=_("materials"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED, editable=False)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True, editable=False)
    again_on = models.DateField(_("new day"), null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)  # when it was said to be held or cancelled
    reminded_for = models.DateField(null=True, editable=False)  # the day of which people were reminded

    objects = querysets.TrainingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="training_cancelled_because"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class Registration(Stamped):
    """One seat asked for: by a person of the portal, or by a name; ``waiting`` where all seats are taken.

    ``attended`` is said after the training; ``rating`` (1 to 5) and ``comment`` are the attendant's own, or were given
    on paper by somebody without an account: whose row then holds which rating means nothing.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    training = models.ForeignKey(Training, models.CASCADE, related_name="registrations")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REGISTERED, editable=False)
    attended = models.BooleanField(null=True, editable=False)
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, editable=False, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("comment"), max_length=2000, blank=True, editable=False)
    rated_at = models.DateTimeField(null=True, editable=False)
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = querysets.RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"],
                condition=Q(person__isnull=False) & ~Q(state="cancelled"),
                name="registration_once",
            ),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(attended=True), name="rating_by_attendants"),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.training_id}"


class AdviceRequest(Stamped):
    """A question to the owner of the components, its answer, and the guide that was made of it, if any."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    question = models.TextField(_("question"), max_length=4000)
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("component")
    )
    asker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    asker_name = models.CharField(max_length=200, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", editable=False)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    due_at = models.DateTimeField(_("answer by"), editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED, editable=False)
    answer = models.TextField(_("answer"), max_length=10_000, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    answered_by_name = models.CharField(max_length=200, blank=True, editable=False)
    guide = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("guide made of it")
    )

    objects = querysets.AdviceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answered_at__isnull=False) & ~Q(answer="")), name="advice_answered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.question[:80]}"
