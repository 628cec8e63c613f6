"""What was talked about with an organisation, and what was promised to be done after it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation, User
from core import clock
from core.models import Stamped
from partners import querysets


class Interaction(Stamped):
    """A meeting, letter or call with an organisation. The agency's own knowledge."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting")
        LETTER = "letter", _("letter")
        CALL = "call", _("call")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="interactions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    held_on = models.DateField(_("day"), default=clock.today)
    people = models.CharField(_("who took part"), max_length=500, blank=True)
    agreed = models.TextField(_("what was agreed"), max_length=10_000)
    by_name = models.CharField(max_length=200, editable=False)

    objects = querysets.InteractionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()} {self.held_on:%d.%m.%Y}"


class FollowUp(Stamped):
    """Something promised: by when, by whom of the agency, and when it was done. ``about`` is ``kind:id`` of what it was
    decided on (``incident:SKA-1``), as in letters; empty where it stands alone."""

    interaction = models.ForeignKey(Interaction, models.PROTECT, related_name="follow_ups")
    text = models.CharField(_("what is to be done"), max_length=500)
    due_on = models.DateField(_("due"))
    responsible = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("responsible"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    about = models.CharField(max_length=80, blank=True)

    objects = querysets.FollowUpQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.due_on < clock.today()
