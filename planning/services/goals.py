"""Goals of the agency, which proposals and plan lines serve."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from components.services import changes
from core.actor import Actor
from core.errors import Conflict, Invalid
from planning.access import PLANNING
from planning.models import AgencyGoal
from planning.services.trail import tell


@transaction.atomic
def add_goal(*, code: str, title: Mapping[str, str], by: Actor) -> AgencyGoal:
    """Write a goal down. Raises NotAllowed, Conflict (the code is taken) or Invalid naming the field."""
    PLANNING.require(by, "open_rounds")
    if AgencyGoal.objects.filter(code=code).exists():
        raise Conflict(_("There is a goal of this code already."), field="code")
    return _store(AgencyGoal(code=code), title, "add_goal", by)


@transaction.atomic
def change_goal(*, goal: AgencyGoal, title: Mapping[str, str], by: Actor) -> AgencyGoal:
    """Say it otherwise. Raises NotAllowed or Invalid naming the field."""
    PLANNING.require(by, "open_rounds")
    return _store(AgencyGoal.objects.select_for_update().get(pk=goal.pk), title, "change_goal", by)


def _store(goal: AgencyGoal, title: Mapping[str, str], action: str, by: Actor) -> AgencyGoal:
    if not title:
        raise Invalid(_("Give the text in Estonian at least."), field="title")
    told = changes.apply(goal, {"title": dict(title)})
    if told:
        tell(action, goal, by, changes=told)
    return goal
