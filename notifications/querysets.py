"""Who may see notices, subscriptions and letters."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import Q

from core.actor import ADMIN, AUDITOR, LEAD, MANAGER, OWNER, PARTNER, Actor
from core.querysets import AgencyOnly, ScopedQuerySet


class NoticeQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The agency sees drafts too; everybody sees what was published to the public."""
        if actor.is_agency or actor.is_system:
            return self
        return self.published().filter(is_public=True)

    def published(self) -> Self:
        return self.live().filter(state__in=["published", "ended"])

    def open(self) -> Self:
        return self.live().filter(state="published")

    def waiting_for_approval(self) -> Self:
        """Proposed, or of the gravest kind and out already without the lead's look at it."""
        unseen = Q(state__in=["published", "ended"], kind="problem", impact="critical", approved_at__isnull=True)
        return self.live().filter(Q(state="proposed") | unseen)


class NoticeTemplateQuerySet(AgencyOnly):
    """Templates are the agency's own."""


class NoticeUpdateQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        return self.filter(notice__is_public=True, notice__state__in=["published", "ended"])


class EndpointQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The agency's keepers see all; a partner sees their own and those of their organisation."""
        if actor.is_system or actor.has_role(OWNER, LEAD, ADMIN):
            return self
        return self.own_of(actor) if actor.has_role(PARTNER) else self.none()

    def own_of(self, actor: Actor) -> Self:
        """The actor's own and those of the actor's organisations: only these may be subscribed to anything."""
        if actor.user_id is None:
            return self.none()
        return self.filter(Q(user_id=actor.user_id) | Q(organisation_id__in=actor.organisation_ids))

    def open(self) -> Self:
        return self.live().filter(state="active")


class SubscriptionQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system or actor.has_role(OWNER, LEAD, ADMIN, AUDITOR):
            return self
        return self.filter(user_id=actor.user_id) if actor.user_id else self.none()

    def counting(self) -> Self:
        """Live and, for an outsider's address, confirmed."""
        return self.live().filter(Q(user__isnull=False) | Q(confirmed_at__isnull=False))


SEES_LETTERS = (OWNER, LEAD, MANAGER, AUDITOR, ADMIN)


def own_letters(actor: Actor, prefix: str = "") -> Q:
    """Letters to the actor, and for a partner those to their organisation's programs."""
    own = Q(**{f"{prefix}user": actor.user_id})
    if actor.has_role(PARTNER):
        theirs = Q(**{f"{prefix}endpoint__organisation__in": actor.organisation_ids})
        own |= Q(**{f"{prefix}endpoint__user": actor.user_id}) | theirs
    return own


class DeliveryQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Owners and auditors see what was told; everybody sees letters to themselves."""
        if actor.is_system or actor.has_role(*SEES_LETTERS):
            return self
        return self.filter(own_letters(actor)) if actor.user_id else self.none()

    def inbox_of(self, actor: Actor) -> Self:
        return self.filter(channel="inbox", user_id=actor.user_id) if actor.user_id else self.none()

    def due(self, queue: str, at: datetime) -> Self:
        """Waiting letters whose time has come, and held ones whose holder died (lease over)."""
        dead = Q(state="sending", lease_until__lte=at)
        return self.filter(Q(state="waiting", next_attempt_at__lte=at) | dead, queue=queue)


class DeliveryAttemptQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """With their letter."""
        if actor.is_system or actor.has_role(*SEES_LETTERS):
            return self
        return self.filter(own_letters(actor, "delivery__")) if actor.user_id else self.none()


class AcknowledgementQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Who sees all letters sees who has read them; everybody sees what is asked of themselves."""
        if actor.is_system or actor.has_role(*SEES_LETTERS):
            return self
        return self.filter(user_id=actor.user_id) if actor.user_id else self.none()

    def open(self) -> Self:
        """Those who have not said so."""
        return self.filter(acknowledged_at__isnull=True)

    def given(self) -> Self:
        return self.filter(acknowledged_at__isnull=False)
