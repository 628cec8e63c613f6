"""Answers about proposals: which wait for whose decision, what one is called."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.actor import Actor
from planning.access import PLANNING
from planning.models import Proposal


def waiting_for(actor: Actor) -> QuerySet[Proposal]:
    """Handed in, not decided, and the actor's to decide (nobody decides their own), the oldest first."""
    rows = Proposal.objects.visible_to(actor).live().filter(state=Proposal.State.SUBMITTED).select_related("round")
    if not PLANNING.may(actor, "decide_proposals"):
        return rows.none()
    own = Q(author__in=[one for one in (actor.user_id, actor.acting_for_id) if one]) | Q(submitted_by_name=actor.name)
    return rows.exclude(own).order_by("submitted_at", "pk")


def label_of(ref: str) -> str:
    """For the label of a letter about it; who may open the page is asked there."""
    found = Proposal.objects.filter(ref=ref).first()
    return str(found) if found else ""
