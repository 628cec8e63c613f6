"""Under which names an organisation takes part in X-tee."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from core.models import Stamped
from partners import querysets
from partners.rules import xroad


class Subsystem(Stamped):
    """An X-tee subsystem of an organisation; the member's code is the organisation's registry code."""

    class Environment(models.TextChoices):
        PRODUCTION = "EE", "EE"
        TEST = "ee-test", "ee-test"
        DEVELOPMENT = "ee-dev", "ee-dev"

    class MemberClass(models.TextChoices):
        GOV = "GOV", _("GOV, public sector")
        COM = "COM", _("COM, companies")
        NGO = "NGO", _("NGO, associations")
        NEE = "NEE", _("NEE, foreign")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="subsystems")
    environment = models.CharField(_("X-tee environment"), max_length=8, choices=Environment.choices, default="EE")
    member_class = models.CharField(_("class of the member"), max_length=3, choices=MemberClass.choices)
    code = models.CharField(
        _("subsystem"),
        max_length=xroad.MOST,
        validators=[RegexValidator(xroad.CODE_PATTERN, _("X-tee takes letters a to z, digits and '()+,-.=? only."))],
    )

    objects = querysets.SubsystemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["environment", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "environment", "member_class", "code"],
                condition=Q(archived_at__isnull=True),
                name="subsystem_once",
                violation_error_message=_("This subsystem is written down already."),
            ),
            models.CheckConstraint(condition=Q(code__regex=xroad.CODE_PATTERN), name="subsystem_code_of_xroad"),
        ]

    def __str__(self) -> str:
        return xroad.identifier(self.environment, self.member_class, self.organisation.registry_code, self.code)
