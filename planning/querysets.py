"""Who sees plans and work: the agency its plan; other organisations the inputs and developments they take part in;
goals of self-development only the person and the lead who agreed them."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from core import clock
from core.actor import AUDITOR, LEAD, MANAGER, OWNER, Actor
from core.querysets import AgencyOnly, ScopedQuerySet
from planning.access import PLANNING
from planning.lifecycle import INPUT_OPEN, LINE_OPEN, TASK_OPEN

SEE_WORK = (OWNER, LEAD, MANAGER, AUDITOR)


class PlanQuerySet(AgencyOnly):
    """Goals of the agency, rounds, proposals and their evidence: the agency's own."""


class PlanLineQuerySet(AgencyOnly):
    def open(self) -> Self:
        return self.live().filter(state__in=LINE_OPEN)


class ProposalQuerySet(AgencyOnly):
    def submitted(self) -> Self:
        """Handed in, whatever became of it later."""
        return self.live().filter(submitted_at__isnull=False).exclude(state="withdrawn")


class DevelopmentQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        ids = actor.organisation_ids
        part = Q(developer__in=ids) | Q(provider__in=ids)
        part |= Q(inputs__giver_organisation__in=ids) | Q(inputs__receiver_organisation__in=ids)
        return self.filter(pk__in=self.model._base_manager.filter(part).values("pk"))


class InputQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        ids = actor.organisation_ids
        return self.filter(Q(giver_organisation__in=ids) | Q(receiver_organisation__in=ids))

    def open(self) -> Self:
        return self.live().filter(state__in=INPUT_OPEN)


class InputTurnQuerySet(ScopedQuerySet):
    """What was given and what was said of it: seen by who sees the input."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        ids = actor.organisation_ids
        return self.filter(Q(input__giver_organisation__in=ids) | Q(input__receiver_organisation__in=ids))


def _tasks_of(actor: Actor, path: str = "") -> Q:
    """Work is seen by those who carry the field, and by whoever ordered it or is to do it."""
    if actor.is_system or (actor.has_role(*SEE_WORK) and PLANNING.in_scope(actor, "see_plan")):
        return Q()
    me = actor.responsible_id or 0
    return Q(**{f"{path}ordered_by": me}) | Q(**{f"{path}responsible": me}) | Q(**{f"{path}delegate": me})


class TaskQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(_tasks_of(actor)) if actor.is_agency or actor.is_system else self.none()

    def open(self) -> Self:
        return self.live().filter(state__in=TASK_OPEN)


class TaskTurnQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(_tasks_of(actor, "task__")) if actor.is_agency or actor.is_system else self.none()


class AbsenceQuerySet(AgencyOnly):
    def on(self, day) -> Self:
        return self.live().filter(from_on__lte=day, until_on__gte=day)


class TrainingQuerySet(ScopedQuerySet):
    """The agency sees all; others those that are for them."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        return self.filter(audience__in=("partners", "everybody")) if actor.is_known else self.none()

    def ahead(self) -> Self:
        return self.live().filter(state="planned", held_on__gte=clock.today())


class RegistrationQuerySet(ScopedQuerySet):
    """The agency sees who comes; a person their own, others those of their organisation."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        return self.filter(Q(person=actor.responsible_id or 0) | Q(organisation__in=actor.organisation_ids))


class AdviceQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_agency or actor.is_system:
            return self
        return self.filter(Q(asker=actor.user_id or 0) | Q(organisation__in=actor.organisation_ids))


class PrivateQuerySet(ScopedQuerySet):
    """Self-development is the person's and the direct manager's; a substitute does not inherit it (decisions.md)."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system:
            return self
        if actor.acting_for_id or not actor.user_id or not PLANNING.in_scope(actor, "see_plan"):
            return self.none()
        return self.filter(Q(person=actor.user_id) | Q(lead=actor.user_id))


class AccessRequestQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system or actor.has_role(*SEE_WORK):
            return self
        return self.filter(holder=actor.responsible_id or 0) if actor.is_agency else self.none()


class LedgerQuerySet(ScopedQuerySet):
    """Targets, snapshots and comments of the duty ledger."""

    def visible_to(self, actor: Actor) -> Self:
        return self if PLANNING.may(actor, "see_duties") else self.none()
