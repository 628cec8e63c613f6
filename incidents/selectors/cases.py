"""Answers about cases that are more than a queryset: the queue's numbers, earlier likes, who is concerned."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, OuterRef, Q, QuerySet

from accounts.models import Organisation, User
from accounts.selectors import with_stand_ins
from core import clock
from core.actor import Actor
from docs_library.models import Document
from incidents.lifecycle import HANDOVER_OPEN, OPEN_STATES
from incidents.models import Entry, Handover, Incident


def queue(actor: Actor) -> QuerySet[Incident]:
    """Cases with what a row shows, in one query whatever their number."""
    shown = Incident.objects.visible_to(actor).select_related(
        "component", "root", "system", "fault_class", "assignee", "recurrence_of", "parent"
    )
    holder = Handover.objects.filter(incident=OuterRef("pk"), state__in=HANDOVER_OPEN)
    return shown.annotate(
        holder_name=holder.values("resolver_group__name")[:1],
        holder_state=holder.values("state")[:1],
        their_reference=holder.values("their_reference")[:1],
        holder_react_due_at=holder.values("react_due_at")[:1],
        holder_resolve_due_at=holder.values("resolve_due_at")[:1],
    )


def open_with(actor: Actor, organisation: Organisation) -> QuerySet[Incident]:
    """Open cases that lie with the organisation's teams, or are about a component that it provides."""
    with_them = Handover.objects.filter(
        Q(resolver_group__organisation=organisation) | Q(via__organisation=organisation), state__in=HANDOVER_OPEN
    )
    theirs = (
        Q(pk__in=with_them.values("incident")) | Q(component__provider=organisation) | Q(root__provider=organisation)
    )
    return queue(actor).open().filter(theirs).order_by("priority", "resolve_due_at", "pk")


def queue_numbers(actor: Actor) -> dict[str, int]:
    """The tiles above the queue, in one query: open, critical without anybody, late, with others, mine."""
    now = clock.now()
    soon = now + timedelta(hours=3)
    mine = Q(assignee_id=actor.responsible_id) if actor.responsible_id else Q(pk=None)
    return (
        Incident.objects.visible_to(actor)
        .filter(state__in=OPEN_STATES)
        .aggregate(
            open=Count("pk", distinct=True),
            critical=Count("pk", filter=Q(priority=1, assignee__isnull=True), distinct=True),
            late=Count("pk", filter=Q(resolve_due_at__lt=now), distinct=True),
            soon=Count("pk", filter=Q(resolve_due_at__gte=now, resolve_due_at__lt=soon), distinct=True),
            forwarded=Count("pk", filter=Q(state="forwarded"), distinct=True),
            mine=Count("pk", filter=mine, distinct=True),
        )
    )


def earlier_likes(incident: Incident, limit: int = 5) -> list[Incident]:
    """Earlier cases with the same mark, newest first, for cause and cure."""
    if not incident.fingerprint:
        return []
    same = Incident.objects.filter(fingerprint=incident.fingerprint, opened_at__lt=incident.opened_at)
    return list(same.exclude(pk=incident.pk).exclude(state="duplicate").order_by("-opened_at")[:limit])


def timeline(incident: Incident, actor: Actor) -> QuerySet[Entry]:
    """What happened, oldest first, as far as this actor may read it."""
    return Entry.objects.visible_to(actor).filter(incident=incident).select_related("handover__resolver_group")


def people_concerned(incident: Incident) -> list[User]:
    """Whom our own news go to: the one responsible, else the component's owner, else all owners; plus whoever stands
    in for them today."""
    component = incident.root or incident.component
    first = incident.assignee or component.owner
    people = [first] if first and first.is_active else list(User.objects.with_role("owner"))
    return with_stand_ins(people)


def waiting_on_party(actor: Actor) -> QuerySet[Handover]:
    """Handovers that lie with others, the longest late first."""
    return (
        Handover.objects.visible_to(actor)
        .filter(state__in=HANDOVER_OPEN)
        .select_related("incident", "resolver_group")
        .order_by("resolve_due_at")
    )


def title_of(ref: str) -> str:
    """The case's title by its reference; empty where there is none such."""
    return Incident.objects.filter(ref=ref).values_list("title", flat=True).first() or ""


def guarded_by(document: Document) -> QuerySet[Incident]:
    """Closed cases whose recurrence the document shall prevent."""
    return Incident.objects.filter(guard=Incident.Guard.DOCUMENT, guard_document=document, state="closed")


def may_be_responsible() -> QuerySet[User]:
    """People to whom a case can be given."""
    return User.objects.with_role("owner", "lead")


def may_accept_risk() -> QuerySet[User]:
    """People who may accept a risk instead of a guard."""
    return User.objects.with_role("lead", "manager")
