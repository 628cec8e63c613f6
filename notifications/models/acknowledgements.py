"""Who was asked to say that they have read a notice, and who has said so."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Link
from notifications import querysets
from notifications.models.endpoints import channel_choices
from notifications.models.notices import NoticeUpdate


class Acknowledgement(models.Model):
    """One recipient (a person, or an outsider's address) of a word that asks to be acknowledged; one row each.

    ``about`` is the notice's own string, so that whatever it points at (an incident, a version of a document) can
    ask who has read it. ``way_out`` is the subscription's link where the word came by a subscription.
    """

    class How(models.TextChoices):
        LINK = "link", _("by the link of the letter")
        PAGE = "page", _("signed in")

    notice_update = models.ForeignKey(NoticeUpdate, models.PROTECT, related_name="acknowledgements")
    about = models.CharField(max_length=100, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="acknowledgements")
    address = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=150, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=channel_choices)
    language = models.CharField(max_length=2, default="et")
    way_out = models.ForeignKey(Link, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=5, choices=How.choices, blank=True)

    objects = querysets.AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["about"], name="acknowledgement_about")]
        constraints = [
            models.UniqueConstraint(
                fields=["notice_update", "user"], condition=Q(user__isnull=False), name="acknowledgement_one_a_person"
            ),
            models.UniqueConstraint(
                fields=["notice_update", "address"],
                condition=Q(user__isnull=True),
                name="acknowledgement_one_an_address",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(address=""), name="acknowledgement_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, how="") | (Q(acknowledged_at__isnull=False) & ~Q(how="")),
                name="acknowledgement_has_time_and_how",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def is_given(self) -> bool:
        return self.acknowledged_at is not None
