"""Self-development, private to the person and the direct manager (clause 2.5); the job description's own review;
rights to information systems and decisions taken within one's competence (section 4)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from components.models import System
from core import clock
from core.models import Stamped
from planning import querysets


class Appraisal(Stamped):
    """An annual review (aastavestlus) that was held, with what both agreed; and when the next is due."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    lead = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("direct manager"))
    held_on = models.DateField(_("held"))
    next_on = models.DateField(_("next"), null=True, blank=True)
    summary = models.TextField(_("summary"), max_length=10_000, blank=True)

    objects = querysets.PrivateQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("lead")), name="appraisal_of_another"),
            models.UniqueConstraint(fields=["person", "held_on"], name="appraisal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"


class Goal(Stamped):
    """A goal of self-development: agreed at an annual review, reported with its evidence, confirmed by the manager."""

    class State(models.TextChoices):
        AGREED = "agreed", _("agreed")
        REPORTED = "reported", _("reported as met")
        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("returned")
        DROPPED = "dropped", _("dropped")

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="goals")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    lead = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(_("goal"), max_length=500)
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.AGREED, editable=False)
    done_on = models.DateField(_("done"), null=True, editable=False)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("what the manager said"), max_length=500, blank=True, editable=False)

    objects = querysets.PrivateQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class DescriptionReview(Stamped):
    """A review of the job description: what was found, and when the holder and the direct manager signed it."""

    held_on = models.DateField(_("reviewed"), default=clock.today)
    holder = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("position holder"))
    lead = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("direct manager"))
    outcome = models.TextField(_("what was found"), max_length=4000)
    holder_signed_on = models.DateField(_("signed by the holder"), null=True, editable=False)
    lead_signed_on = models.DateField(_("signed by the direct manager"), null=True, editable=False)

    objects = querysets.LedgerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(holder=F("lead")), name="description_review_of_two")]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"

    @property
    def is_signed(self) -> bool:
        """By both."""
        return self.holder_signed_on is not None and self.lead_signed_on is not None


class AccessRequest(Stamped):
    """Access to an information system that the work needs: asked, granted until a day, refused, ended."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    holder = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who needs it"))
    system = models.ForeignKey(
        System, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("system")
    )
    name = models.CharField(_("information system and role"), max_length=200)
    reason = models.CharField(_("what for"), max_length=500)
    asked_on = models.DateField(_("asked"), default=clock.today)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED, editable=False)
    decided_on = models.DateField(_("decided"), null=True, editable=False)
    decision = models.CharField(_("what was decided"), max_length=500, blank=True, editable=False)
    expires_on = models.DateField(_("valid until"), null=True, editable=False)

    objects = querysets.AccessRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-asked_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"

    @property
    def is_over(self) -> bool:
        """Granted until a day that has passed."""
        return self.state == "granted" and self.expires_on is not None and self.expires_on < clock.today()


class Decision(Stamped):
    """A decision taken within one's competence: what, when, on what basis (a rule of competence, a law, an order).

    Never changed once written (the database holds that); a further one ``corrects`` it.
    """

    ref = models.CharField(max_length=16, unique=True, editable=False)
    taken_on = models.DateField(_("day"), default=clock.today)
    text = models.TextField(_("what was decided"), max_length=4000)
    basis = models.CharField(_("basis"), max_length=300)
    about = models.CharField(max_length=80, blank=True)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who decided"))
    by_name = models.CharField(max_length=200, editable=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )

    objects = querysets.PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(basis=""), name="decision_has_basis")]

    def __str__(self) -> str:
        return f"{self.ref} {self.text[:80]}"
