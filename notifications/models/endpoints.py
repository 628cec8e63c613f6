"""Addresses of programs that take our messages: webhooks and chat rooms."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core import clock
from core.models import Stamped
from notifications import querysets
from notifications.lifecycle import ENDPOINT, ENDPOINT_STATES
from notifications.types import channels

ENDPOINT_WORDS = {"active": _("in use"), "disabled": _("switched off")}


def channel_choices() -> list[tuple[str, str]]:
    return channels.choices()


class Endpoint(Stamped):
    """A program's address that a person or an organisation owns.

    The address and the secrets are sealed (``core.vault``); ``shown`` is what people see of the address, ``target``
    the ``host:port`` that the circuit breaker counts by. ``keeper`` answers for it: who made it.
    """

    channel = models.CharField(_("channel"), max_length=20, choices=channel_choices)
    name = models.CharField(_("name"), max_length=100)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="endpoints")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="endpoints")
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    url_sealed = models.TextField()
    shown = models.CharField(max_length=300)
    target = models.CharField(max_length=300)
    secret_sealed = models.TextField(blank=True)
    old_secret_sealed = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ENDPOINT_STATES, default="active")
    disabled_because = models.CharField(max_length=300, blank=True)

    objects = querysets.EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ Q(organisation__isnull=False), name="endpoint_has_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(old_secret_sealed="") ^ Q(old_secret_until__isnull=False), name="endpoint_old_secret_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """It takes messages."""
        return self.archived_at is None and self.state == "active"

    @property
    def channel_key(self) -> str:
        """Its choice in the form of subscriptions."""
        return f"{self.channel}:{self.pk}"

    @property
    def has_two_secrets(self) -> bool:
        """The old secret signs beside the new one, until its time is over."""
        return self.old_secret_until is not None and self.old_secret_until > clock.now()

    @property
    def state_word(self) -> str:
        return ENDPOINT_WORDS[self.state]

    @property
    def actions(self) -> tuple[str, ...]:
        return () if self.archived_at else ENDPOINT.actions_from(self.state)
