"""Who may see cases: the agency all of them; a resolver those forwarded to its organisation; partners none."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from core.actor import RESOLVER, Actor
from core.querysets import AgencyOnly, ScopedQuerySet
from incidents.lifecycle import HANDOVER_OPEN, OPEN_STATES


def _of_resolver(actor: Actor, path: str) -> Q:
    return Q(**{f"{path}resolver_group__organisation_id__in": actor.organisation_ids}) | Q(
        **{f"{path}via__organisation_id__in": actor.organisation_ids}
    )


class CompetenceQuerySet(AgencyOnly):
    """The division of competence, with its holes, is the agency's own."""


class IncidentQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        if actor.has_role(RESOLVER):
            return self.filter(_of_resolver(actor, "handovers__")).distinct()
        return self.none()

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)


class PartOfIncidentQuerySet(ScopedQuerySet):
    """Signals, handovers, codes, reports: seen by who sees the case; a resolver sees its own handovers only."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        if actor.has_role(RESOLVER) and self.model.__name__ == "Handover":
            return self.filter(_of_resolver(actor, ""))
        return self.none()

    def open(self) -> Self:
        return self.filter(state__in=HANDOVER_OPEN)


class EntryQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The agency reads everything; a resolver the words for its own handovers; others nothing."""
        if actor.is_agency or actor.is_system:
            return self
        if actor.has_role(RESOLVER):
            return self.filter(_of_resolver(actor, "handover__"), audience__in=["party", "public"])
        return self.none()
