"""Who may do what with a task now, and what stood of it on a day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import NotAllowed
from planning.access import PLANNING
from planning.lifecycle import TASK
from planning.models import Task

DOERS = ("finish", "delegate")
ORDERERS = ("accept", "send_back", "move", "cancel")


def does_it(actor: Actor, task: Task) -> bool:
    """Whether it is the actor's to do: responsible, delegate, or who stands in for one of them."""
    return bool({actor.responsible_id} & ({task.responsible_id, task.delegate_id} - {None}))


def did_it(actor: Actor, task: Task) -> bool:
    """Whether the person has a part in doing it, in whosever name they act now."""
    return bool({actor.user_id, actor.responsible_id} & ({task.responsible_id, task.delegate_id} - {None}))


def ordered_it(actor: Actor, task: Task) -> bool:
    """Whether the actor ordered it, or stands in for who did."""
    return actor.responsible_id is not None and actor.responsible_id == task.ordered_by_id


def require_doer(actor: Actor, task: Task) -> None:
    """Raises NotAllowed where it is not the actor's to do."""
    PLANNING.require(actor, "do_tasks")
    if not does_it(actor, task):
        raise NotAllowed(_("Only who does it may say this."))


def require_orderer(actor: Actor, task: Task) -> None:
    """Raises NotAllowed where the actor did not order it, nor stands in for who did; or has a part in doing it."""
    PLANNING.require(actor, "order_tasks")
    if did_it(actor, task):
        raise NotAllowed(_("Nobody accepts or changes what they do themselves: ask who ordered it."), code="own-task")
    if not ordered_it(actor, task):
        raise NotAllowed(_("Only who ordered it may say this."))


def allowed_actions(actor: Actor, task: Task) -> tuple[str, ...]:
    """What the actor may do with it now, in the table's order."""
    mine = set()
    if does_it(actor, task) and PLANNING.may(actor, "do_tasks"):
        mine |= set(DOERS)
    if ordered_it(actor, task) and not did_it(actor, task) and PLANNING.may(actor, "order_tasks"):
        mine |= set(ORDERERS)
    return tuple(action for action in TASK.actions_from(task.state) if action in mine)
