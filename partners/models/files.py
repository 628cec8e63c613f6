"""Files of contracts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.models import Stamped, StoredFile
from partners import querysets
from partners.models.contracts import Contract


class ContractFile(Stamped):
    """A file of a contract, read by who sees the contract. Reading one of a restricted contract goes to the trail."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("the contract")
        ANNEX = "annex", _("annex")
        AMENDMENT = "amendment", _("amendment")
        OTHER = "other", _("other file")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    by_name = models.CharField(max_length=200, editable=False)

    objects = querysets.ContractFileQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title
