"""Who may see contacts and contracts: the agency all (restricted contracts only those who work with them), others
those of their own organisations."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from core import clock
from core.actor import Actor
from core.querysets import AgencyOnly, EveryoneSignedIn, ScopedQuerySet
from partners.access import PARTNERS


class ResolverGroupQuerySet(AgencyOnly):
    """The teams of the division of competence are the agency's own knowledge."""


class SubsystemQuerySet(EveryoneSignedIn):
    """X-tee's catalogue is public; what is used of it is known to everybody who is signed in."""


class ExpectationQuerySet(AgencyOnly):
    """What is asked of an organisation is the agency's own knowledge."""


class InteractionQuerySet(AgencyOnly):
    """What was talked about with an organisation is the agency's own knowledge."""


class FollowUpQuerySet(AgencyOnly):
    def open(self) -> Self:
        """Not done yet, of interactions that stand."""
        return self.live().filter(done_on__isnull=True, interaction__archived_at__isnull=True)

    def late(self) -> Self:
        return self.open().filter(due_on__lt=clock.today())


class ContactQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        return self.filter(organisation_id__in=actor.organisation_ids)

    def valid(self) -> Self:
        """Valid today."""
        today = clock.today()
        return self.live().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), valid_from__lte=today)

    def not_ended(self) -> Self:
        """Valid today or later, and nobody has followed."""
        return self.live().filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()), successor__isnull=True
        )

    def outside(self) -> Self:
        """Of other organisations than our own."""
        return self.exclude(organisation__kind="own")


def _contracts_of(actor: Actor, path: str = "") -> Q:
    """Which contracts the actor may see; ``path`` leads to the contract."""
    if actor.is_system or PARTNERS.may(actor, "see_restricted"):
        return Q()
    if actor.is_agency:
        over = Q(**{f"{path}restricted_until__lt": clock.today()})
        return Q(**{f"{path}restriction_basis": ""}) | over
    return Q(**{f"{path}parties__organisation_id__in": actor.organisation_ids})


class ContractQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(pk__in=self.model._base_manager.filter(_contracts_of(actor)).values("pk"))

    def of_things(self, components, systems=()) -> Self:
        """In whose scope one of the components or systems is."""
        return self.filter(Q(components__in=components) | Q(systems__in=systems)).distinct()


class OfContractQuerySet(ScopedQuerySet):
    """Parties, decisions and reminders: seen by who sees the contract; decisions are the agency's own."""

    def visible_to(self, actor: Actor) -> Self:
        if self.model.__name__ != "ContractParty" and not (actor.is_agency or actor.is_system):
            return self.none()
        return self.filter(_contracts_of(actor, "contract__")).distinct()


class ContractFileQuerySet(ScopedQuerySet):
    """Files are read by who sees the contract, while it stands."""

    def visible_to(self, actor: Actor) -> Self:
        seen = self.filter(_contracts_of(actor, "contract__"), contract__archived_at__isnull=True)
        return self.filter(pk__in=seen.values("pk"))  # a contract of two organisations of theirs would come twice
