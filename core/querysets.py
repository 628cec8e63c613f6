"""Who may see what is asked in one way, at every door: ``visible_to(actor)``."""

from __future__ import annotations

from typing import Self

from django.db import models

from core.actor import Actor


class ScopedQuerySet(models.QuerySet):
    """Base of every queryset of the house. A subclass says ``visible_to``; nothing is visible until it does."""

    def visible_to(self, actor: Actor) -> Self:
        raise NotImplementedError(f"{type(self).__name__} does not say who may see its rows")

    def live(self) -> Self:
        """Without archived rows (nobody deletes)."""
        return self.filter(archived_at__isnull=True)


class EveryoneSignedIn(ScopedQuerySet):
    """Rows that every signed-in person may see (systems, components, organisations)."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_known or actor.is_system else self.none()


class AgencyOnly(ScopedQuerySet):
    """Rows for the agency's own people."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_agency or actor.is_system else self.none()


class OwnersOnly(ScopedQuerySet):
    """Rows that people reach only by the row that points to them."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_system else self.none()
