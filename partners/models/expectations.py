"""What we ask of an organisation in working together."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from core.models import Stamped
from partners import querysets


class Expectation(Stamped):
    """Which contact roles an organisation must have named, and whether it is a key partner, met in every quarter."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="expectation")
    roles = ArrayField(
        models.CharField(max_length=150), verbose_name=_("required contact roles"), default=list, blank=True
    )
    is_key = models.BooleanField(_("key partner"), default=False)

    objects = querysets.ExpectationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)
