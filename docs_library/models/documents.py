"""A document: what stays while its versions come and go."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation, User
from components.models import Component
from core import clock
from core.fields import TranslatedField
from core.models import Stamped
from docs_library import querysets
from docs_library.types import DocType, doc_types
from partners.models import Contract


def type_choices() -> list[tuple[str, str]]:
    return doc_types.choices()


class Audience(models.TextChoices):
    """Whom a document is for, from the widest. ``partners`` are those tied to one of its components, and the agency;
    ``named`` are the organisations that it names."""

    PUBLIC = "public", _("public")
    PARTNERS = "partners", _("partners of its components")
    STAFF = "staff", _("the agency's people")
    NAMED = "named", _("named partners")


class Document(Stamped):
    """A document with the fields of the document register, which stays the master of what is registered there.

    Four days are its own or its versions', and are never mixed: in force until (version), ``review_on`` (held true
    until then), restricted until (restriction), ``dispose_on`` (kept at least until then).
    """

    slug = models.SlugField(unique=True)
    type = models.CharField(_("type"), max_length=30, choices=type_choices)
    title = TranslatedField(_("title"))
    about = TranslatedField(_("what it is about"), blank=True)
    components = models.ManyToManyField(Component, blank=True, related_name="documents")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="documents")
    audience = models.CharField(_("whom it is for"), max_length=10, choices=Audience.choices)
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="documents")
    responsible = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("responsible")
    )
    reference = models.CharField(_("reference in the document register"), max_length=60, blank=True)
    registered_on = models.DateField(_("registered"), null=True, blank=True)
    register_kind = models.CharField(_("kind in the register"), max_length=60, blank=True)
    series = models.CharField(_("series"), max_length=120, blank=True)
    folder = models.CharField(_("file of the register"), max_length=120, blank=True)
    register_url = models.URLField(_("address in the document register"), blank=True)
    live_url = models.CharField(_("address where the service tells its schema"), max_length=500, blank=True)
    review_months = models.PositiveSmallIntegerField(_("months between reviews"), null=True, blank=True)
    review_on = models.DateField(_("review by"), null=True, blank=True, editable=False)
    dispose_on = models.DateField(_("dispose after"), null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = querysets.DocumentQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[components, organisations])

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_months__isnull=True) | models.Q(review_months__range=(1, 120)),
                name="document_reviewed_within_ten_years",
                violation_error_message=_("Give from 1 to 120 months between reviews."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def kind(self) -> DocType:
        """Its type, as the plug-in says."""
        return doc_types.get(self.type)()

    @property
    def months(self) -> int:
        """Between reviews: its own, else its type's."""
        return self.review_months or self.kind.review_months

    @property
    def shown(self) -> list:
        """Of ``seen_versions`` (``selectors.library``) the one in force, if there is one."""
        return [one for one in self.seen_versions if not one.is_coming]

    @property
    def coming(self) -> list:
        """Of ``seen_versions`` the one that is on its way, if there is one."""
        return [one for one in self.seen_versions if one.is_coming]

    @property
    def is_review_late(self) -> bool:
        return self.review_on is not None and self.review_on < clock.today()
