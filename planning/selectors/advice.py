"""Answers about requests for advice."""

from __future__ import annotations

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from core import clock
from core.actor import Actor
from docs_library.models import Document
from planning.models import AdviceRequest
from planning.rules.trainings import is_in_time


def advice_of(actor: Actor) -> QuerySet[AdviceRequest]:
    """Requests that the actor sees, those that wait first, by when they are due; each with ``sees_guide``."""
    guides = Document.objects.visible_to(actor).live().filter(pk=OuterRef("guide"))
    rows = AdviceRequest.objects.visible_to(actor).live().select_related("component", "organisation", "guide")
    waits_until = Case(When(state=AdviceRequest.State.ASKED, then=F("due_at")))
    return rows.annotate(sees_guide=Exists(guides), waits_until=waits_until).order_by(
        F("waits_until").asc(nulls_last=True), F("asked_at").desc(), F("pk").desc()
    )


def is_late(row: AdviceRequest) -> bool:
    """Answered after its time, or its time is up. Minutes outside of working time do not count: an answer in the
    evening of the last day is in time."""
    if row.state == AdviceRequest.State.WITHDRAWN:
        return False
    return not is_in_time(row.asked_at, row.answered_at or clock.now())


def late_ones(rows: QuerySet[AdviceRequest]) -> QuerySet[AdviceRequest]:
    """Those of the rows that are late."""
    past = Q(state=AdviceRequest.State.ASKED, due_at__lt=clock.now())
    past |= Q(state=AdviceRequest.State.ANSWERED, answered_at__gt=F("due_at"))
    return rows.filter(pk__in=[row.pk for row in rows.filter(past) if is_late(row)])
