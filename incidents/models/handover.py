"""A case in the hands of another party."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core import clock
from core.models import Link, Stamped
from incidents import querysets
from incidents.lifecycle import HANDOVER_OPEN, HANDOVER_STATES
from incidents.models.case import Incident
from partners.models import ResolverGroup

HANDOVER_LABELS = {
    "sent": _("sent"),
    "delivered": _("delivered"),
    "accepted": _("accepted"),
    "refused": _("refused"),
    "asked": _("being clarified"),
    "answered": _("answered"),
    "fixed": _("fixed"),
    "returned": _("returned"),
    "revoked": _("revoked"),
}


class Handover(Stamped):
    """A case given to another party to solve, with the rule in force frozen on it and clocks from delivery."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="handovers")
    resolver_group = models.ForeignKey(ResolverGroup, models.PROTECT, related_name="handovers")
    via = models.ForeignKey(ResolverGroup, models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(max_length=200)
    address = models.EmailField(_("address"))
    language = models.CharField(max_length=2, default="et")
    rule = models.JSONField(_("rule in force"), default=dict)
    rule_code = models.CharField(max_length=12, blank=True)
    evidence = models.JSONField(default=dict)
    message = models.TextField(_("message"), blank=True)
    state = models.CharField(max_length=10, choices=HANDOVER_STATES, default="sent")
    their_reference = models.CharField(_("their ticket number"), max_length=60, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField(null=True)
    refused_because = models.TextField(blank=True)
    is_misroute = models.BooleanField(default=False)
    react_due_at = models.DateTimeField(null=True)
    resolve_due_at = models.DateTimeField(null=True)
    delivery_failed = models.BooleanField(default=False)
    link = models.OneToOneField(Link, models.PROTECT, null=True, related_name="handover")

    objects = querysets.PartOfIncidentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state__in=HANDOVER_OPEN), name="handover_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_because=""), name="handover_refused_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.ref} → {self.resolver_group}"

    @property
    def party_name(self) -> str:
        """Who acts through its link: the contact of the team, or the team's own desk."""
        team = str(self.resolver_group)
        return team if self.contact_name in ("", team) else f"{self.contact_name} ({team})"

    @property
    def is_open(self) -> bool:
        return self.state in HANDOVER_OPEN


class HandoverCode(models.Model):
    """A six-digit code for acting through a handover link: hashed, 10 minutes, 5 tries."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = querysets.PartOfIncidentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.handover_id}"
