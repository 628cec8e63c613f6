"""Marking the plan as seen."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.actor import Actor
from planning.access import PLANNING
from planning.models import PlanLook


@transaction.atomic
def mark_seen(*, by: Actor) -> PlanLook:
    """What changed until now is known to the person. Raises NotAllowed."""
    PLANNING.require(by, "see_plan")
    row, _is_new = PlanLook.objects.update_or_create(user_id=by.user_id, defaults={"seen_at": clock.now()})
    return row
