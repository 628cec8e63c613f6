"""Contacts of organisations, and the teams that the division of competence names."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from core import clock
from core.models import Stamped
from partners import querysets


class ResolverGroup(Stamped):
    """A team that solves faults: an organisation's desk with its channel and hours, never a person.

    ``organisation`` is empty where the competence rule can only say a part ("the data service's owner"): the
    organisation is then chosen at forwarding. ``via`` is the desk through which alone it is reached (a developer
    always through TEHIK).
    """

    class Channel(models.TextChoices):
        PORTAL = "portal", _("portal")
        EMAIL = "email", _("e-mail")
        TICKETS = "tickets", _("their ticket system, by e-mail")
        PHONE_EMAIL = "phone_email", _("phone and e-mail")
        EMAIL_FORM = "email_form", _("e-mail and form")

    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resolver_groups",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=200)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    email = models.EmailField(_("e-mail"), blank=True)
    contact_role = models.CharField(_("contact role"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    their_reference_form = models.CharField(_("form of their ticket number"), max_length=60, blank=True)
    via = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reaches")
    source = models.CharField(max_length=30, blank=True)

    objects = querysets.ResolverGroupQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ours(self) -> bool:
        return self.organisation is not None and self.organisation.kind == Organisation.Kind.OWN


class Contact(Stamped):
    """A named contact of an organisation, in a role, for a time; verified by asking. ``said`` is what was answered to
    the last letter where the contact does not hold as written; it waits for the owner to change the row. ``follows`` is
    the contact whose role was handed over to this one, or who moved here from another organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, default="et")
    valid_from = models.DateField(_("valid from"), default=clock.today)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    verified_on = models.DateField(_("verified"), null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True, editable=False)
    said = models.TextField(blank=True, editable=False)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="successor"
    )

    objects = querysets.ContactQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="contact_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"
