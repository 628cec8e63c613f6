"""Tasks and projects of the position holder: in time, accepted by others, never returned (clauses 2.7.a and 2.8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import OWNER
from core.measures import NOT_DUE, YEAR, Counted, Measure, Reading, Row, Target, kind_of, measures
from core.templatetags.ui_time import written
from planning.models import Task, TaskTurn
from planning.selectors.people import having

ORDERED, PROJECTS = ("ordered",), ("own", "management")

kind_of("task", "planning", lambda actor: Task.objects.visible_to(actor))


@dataclass(frozen=True, slots=True)
class Stood:
    """A task as it stood on the day: ``due_on``, the day it was first ``done_on``, who had accepted it by then."""

    row: Task
    due_on: date
    done_on: date | None
    accepted_by: int | None
    was_returned: bool
    is_cancelled: bool

    @property
    def is_in_time(self) -> bool:
        return self.done_on is not None and self.done_on <= self.due_on

    @property
    def words(self) -> str:
        told = {"due": written(self.due_on), "done": written(self.done_on) if self.done_on else ""}
        parts = [(_("due %(due)s, done %(done)s") if self.done_on else _("due %(due)s, not done")) % told]
        parts += [_("was returned")] if self.was_returned else []
        parts += [_("waits for acceptance")] if self.done_on and not self.accepted_by else []
        return ", ".join(parts)


def tasks(reading: Reading) -> list[Stood]:
    """Tasks of whoever held the post in the year, as they stood at the instant; those that fell due in other years and
    were not done in this one are left aside."""
    turns = TaskTurn.objects.filter(task=OuterRef("pk"), created_at__lte=reading.as_of).order_by("created_at", "pk")
    told = turns.values(json=JSONObject(action="action", due="due_on"))
    rows = Task.objects.live().filter(
        created_at__lte=reading.as_of, responsible__in=having(OWNER, first=reading.start_on, last=reading.today)
    )
    rows = rows.annotate(told=ArraySubquery(told)).order_by("due_on", "ref")
    return [_stood(row, reading.today) for row in rows]


def _stood(row: Task, day: date) -> Stood:
    due = [date.fromisoformat(one["due"]) for one in row.told if one["due"]]
    actions = {one["action"] for one in row.told}
    is_accepted = row.accepted_on is not None and row.accepted_on <= day
    return Stood(
        row,
        due[-1] if due else row.due_on,
        row.done_on if row.done_on and row.done_on <= day else None,
        row.accepted_by_id if is_accepted else None,
        "send_back" in actions,
        "cancel" in actions,
    )


def task_row(one: Stood, why: str = "") -> Row:
    url = reverse("task_detail", args=[one.row.ref])
    return Row("task", one.row.pk, str(one.row), url, one.due_on, why or one.words)


def projects(reading: Reading) -> Counted:
    """2.7.a-1: done by the due day and accepted by somebody else than who did it."""

    def is_right(one: Stood) -> bool:
        return one.is_in_time and one.accepted_by not in (None, one.row.responsible_id)

    return _counted(reading, PROJECTS, is_right)


def ordered(reading: Reading) -> Counted:
    """2.8.a-1: done by the due day, never returned, accepted by who ordered; judged when the day is over."""

    def is_right(one: Stood) -> bool:
        return one.is_in_time and not one.was_returned and one.accepted_by == one.row.ordered_by_id

    return _counted(reading, ORDERED, is_right, ends_with_day=True)


def _counted(reading: Reading, origins, is_right, *, ends_with_day: bool = False) -> Counted:
    """By the day on which they fell due. One due on the day itself is still in time until it is done, or until the day
    is over."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in reading.once(tasks):
        if one.row.origin not in origins or one.due_on.year != reading.year:
            continue
        is_ahead = one.due_on > reading.today
        is_ahead |= one.due_on == reading.today and (ends_with_day or one.done_on is None)
        if one.is_cancelled:
            lists["left_out"].append(task_row(one, _("cancelled by who ordered it")))
        elif is_ahead:
            lists["left_out"].append(task_row(one, f"{NOT_DUE}: {written(one.due_on)}"))
        else:
            lists["fulfilled" if is_right(one) else "missed"].append(task_row(one))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def returned(reading: Reading) -> Counted:
    """2.8.a-2: of those done in the year, how many were returned at least once; by the day they were first done."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in reading.once(tasks):
        if one.row.origin not in ORDERED or one.done_on is None or one.done_on.year != reading.year:
            continue
        url = reverse("task_detail", args=[one.row.ref])
        row = Row("task", one.row.pk, str(one.row), url, one.done_on, one.words)
        lists["missed" if one.was_returned else "fulfilled"].append(row)
    return Counted(lists["fulfilled"], lists["missed"])


for measure in (
    Measure(
        "2.7.a-1",
        gettext_lazy("Other activities and projects were carried out"),
        gettext_lazy(
            "Tasks of one's own initiative or on the management's order that have fallen due: done by the day, and "
            "accepted by somebody else."
        ),
        "lead",
        YEAR,
        Target("≥", 90),
        projects,
    ),
    Measure(
        "2.8.a-1",
        gettext_lazy("One-off tasks were done in time and correctly"),
        gettext_lazy(
            "Tasks ordered by the direct manager that have fallen due: done by the day, never returned, accepted by "
            "who ordered."
        ),
        "lead",
        YEAR,
        Target("≥", 95),
        ordered,
    ),
    Measure(
        "2.8.a-2",
        gettext_lazy("Tasks that were returned"),
        gettext_lazy("Tasks ordered by the direct manager and done: how many of them were returned at least once."),
        "support",
        YEAR,
        Target("≤", 10),
        returned,
        direction="down",
    ),
):
    measures.register(measure)
