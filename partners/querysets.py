"""Who may see contacts: the agency all, others those of their own organisations."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from core import clock
from core.actor import Actor
from core.querysets import AgencyOnly, ScopedQuerySet


class ResolverGroupQuerySet(AgencyOnly):
    """The teams of the division of competence are the agency's own knowledge."""


class ContactQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        return self.filter(organisation_id__in=actor.organisation_ids)

    def valid(self) -> Self:
        """Valid today."""
        today = clock.today()
        return self.live().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), valid_from__lte=today)
