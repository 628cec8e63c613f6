"""Who may see which people, organisations and trail."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from core import clock
from core.actor import ADMIN, AUDITOR, LEAD, MANAGER, Actor
from core.querysets import EveryoneSignedIn, ScopedQuerySet


class OrganisationQuerySet(EveryoneSignedIn):
    """Organisations are visible to every signed-in person."""


class UserQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The agency sees everybody; others see people of their own organisations and the agency's."""
        if actor.is_agency or actor.is_system:
            return self
        if not actor.is_known:
            return self.none()
        near = Q(memberships__organisation_id__in=actor.organisation_ids)
        return self.filter(near | Q(memberships__organisation__kind="own")).distinct()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_role(self, *roles: str) -> Self:
        """Active people who hold one of the roles today."""
        today = clock.today()
        return (
            self.active()
            .filter(
                Q(memberships__valid_until__isnull=True) | Q(memberships__valid_until__gte=today),
                memberships__role__in=roles,
                memberships__valid_from__lte=today,
                memberships__archived_at__isnull=True,
            )
            .distinct()
        )


class MembershipQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        return self.filter(organisation_id__in=actor.organisation_ids)

    def current(self) -> Self:
        """Valid today."""
        today = clock.today()
        return self.live().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), valid_from__lte=today)


class SubstitutionQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_agency or actor.is_system else self.none()

    def current(self) -> Self:
        today = clock.today()
        return self.live().filter(from_on__lte=today, until_on__gte=today)


class InvitationQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_system or actor.has_role(ADMIN, LEAD, MANAGER) else self.none()


class OwnRows(ScopedQuerySet):
    """Rows that only their user sees (tokens, saved filters). Substitution does not open them."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system:
            return self
        return self.filter(user_id=actor.user_id) if actor.user_id else self.none()


class AuditQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_system or actor.has_role(AUDITOR, ADMIN) else self.none()

    def update(self, **values) -> int:
        """Only the sealer may set ``seal``; nothing else of the trail changes."""
        if set(values) - {"seal", "seal_id"}:
            raise TypeError("the audit trail is append-only")
        return super().update(**values)

    def delete(self):
        raise TypeError("the audit trail is append-only")


class AuditCheckQuerySet(ScopedQuerySet):
    """Whether the trail is whole is for all of the agency to know; the trail itself is not."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_system or actor.is_agency or actor.has_role(AUDITOR, ADMIN) else self.none()
