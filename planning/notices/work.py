"""Who hears of a task: who does it, who ordered it, and whoever stands in for them."""

from __future__ import annotations

from accounts.models import User
from accounts.selectors import with_stand_ins
from core.events import subscribe
from notifications.services.people import tell_people
from planning.events import TaskDue, TaskTurned
from planning.models import Task, TaskTurn

TO_DOERS = ("order", "send_back", "move", "cancel", "accept", "delegate")


def doers(task: Task) -> list[User]:
    return [person for person in (task.responsible, task.delegate) if person and person.is_active]


def _task(pk: int) -> Task:
    return Task.objects.select_related("responsible", "delegate", "ordered_by").get(pk=pk)


@subscribe(TaskTurned)
def tell_of_turn(event: TaskTurned) -> None:
    """The other side hears; who did it needs no letter."""
    task, turn = _task(event.task_id), TaskTurn.objects.get(pk=event.turn_id)
    people = doers(task) if event.action in TO_DOERS else [task.ordered_by]
    heard = [person for person in with_stand_ins(people) if person.pk != event.by_id]
    context = {"task": task, "turn": turn, "action": event.action}
    _tell(heard, f"task{task.pk}.{event.action}-{turn.pk}", "task_turned", task, context)


@subscribe(TaskDue)
def remind_of_day(event: TaskDue) -> None:
    task = _task(event.task_id)
    _tell(with_stand_ins(doers(task)), f"task{task.pk}.due-{task.due_on:%Y%m%d}", "task_due", task, {"task": task})


def _tell(people: list[User], key: str, letter: str, task: Task, context: dict) -> None:
    """Letters are listed to more people than see the task: its words stand on its page alone."""
    template, path = f"planning/letters/{letter}.txt", f"/tasks/{task.ref}/"
    tell_people(people, key, template, context, path=path, about=f"task:{task.ref}", queue="bulk")
