"""Systems and components are visible to every signed-in person; "its components" is a filter."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import Case, IntegerField, Q, Value, When

from core.querysets import EveryoneSignedIn


class SystemQuerySet(EveryoneSignedIn):
    """Systems, groups, parties, releases, patterns."""


KINDS_IN_ORDER = ("authentication", "logging", "exchange", "style", "external")
BY_KIND = Case(
    *(When(kind=kind, then=Value(place)) for place, kind in enumerate(KINDS_IN_ORDER)), output_field=IntegerField()
)
BY_CRITICALITY = Case(When(criticality="high", then=0), When(criticality="medium", then=1), default=2)


class ComponentQuerySet(EveryoneSignedIn):
    def shared(self) -> Self:
        """The agency's own shared components, without external services."""
        return self.live().exclude(kind="external")

    def external(self) -> Self:
        return self.live().filter(kind="external")

    def of_organisations(self, organisation_ids: frozenset[int]) -> Self:
        """Components in which the organisations have a part, directly or through a system."""
        direct = Q(parties__organisation_id__in=organisation_ids)
        through = Q(uses__parties__organisation_id__in=organisation_ids)
        return self.filter(direct | through).distinct()


class MaintenanceQuerySet(EveryoneSignedIn):
    def standing(self) -> Self:
        """Not cancelled."""
        return self.live().exclude(state="cancelled")

    def going_on(self, at: datetime) -> Self:
        return self.standing().filter(starts_at__lte=at, ends_at__gt=at)
