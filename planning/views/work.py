"""The list of work in its three views, one task, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.forms import ActorForm
from components.views.editing import ActorFormPage
from core import clock
from core.forms import BaseForm
from core.views import ActionView, DetailPage, ListPage, Page
from planning.access import PLANNING
from planning.filters.work import WorkFilter
from planning.forms import work as forms
from planning.models import Task, TaskTurn
from planning.rules.months import month_after, weeks
from planning.selectors.abouts import seen_about, shaped
from planning.selectors.tasks import allowed_actions, require_doer, require_orderer
from planning.selectors.work import SORTS
from planning.services import tasks
from planning.types import DONE, OPEN, RETURNED, WAITING, WorkItem, work_sources

LIST, BOARD, CALENDAR = "list", "board", "calendar"
VIEWS = {LIST: gettext_lazy("List"), BOARD: gettext_lazy("Board"), CALENDAR: gettext_lazy("Calendar")}
COLUMNS = {
    OPEN: (gettext_lazy("To be done"), "list"),
    RETURNED: (gettext_lazy("Returned"), "reply"),
    WAITING: (gettext_lazy("Waits for acceptance"), "clock"),
    DONE: (gettext_lazy("Done"), "check"),
}
ON_BOARD = 50  # of a column; the list has the rest


def label_of_kind(item: WorkItem) -> str:
    return str(work_sources.get(item.kind).label)


class TaskList(ListPage):
    """Tasks, promises to partners, reviews and whatever else is to be done, in one list: ``?view=`` shows the same
    rows as a list, as columns by state or on a month's days."""

    permission = (PLANNING, "see_plan")
    template_name = "planning/work_list.html"
    export_name = "tasks"
    default_sort = "due"
    sorts = {sign + name: () for name in SORTS for sign in ("", "-")}
    columns = (
        (gettext_lazy("Kind"), label_of_kind),
        (gettext_lazy("Reference"), lambda item: item.ref),
        (gettext_lazy("What is to be done"), lambda item: item.title),
        (gettext_lazy("Responsible"), lambda item: item.person),
        (gettext_lazy("Who accepts it"), lambda item: item.orderer),
        (gettext_lazy("Due"), lambda item: item.due_on or ""),
        (gettext_lazy("State"), lambda item: item.state_word),
        (gettext_lazy("late"), lambda item: _("yes") if item.is_late else ""),
    )

    @property
    def view(self) -> str:
        asked = self.request.GET.get("view", "")
        return asked if asked in VIEWS else LIST

    def filtered(self) -> list[WorkItem]:
        self.filterset = WorkFilter(self.request.GET, self.actor)
        name = self.sort.removeprefix("-")
        return sorted(self.filterset.rows(), key=SORTS[name], reverse=self.sort.startswith("-"))

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Tasks"),
            "view": self.view,
            "tabs": [self._tab(slug, label) for slug, label in VIEWS.items()],
            "may_order": PLANNING.may(self.actor, "order_tasks"),
            "substituted": [name for _pk, name in self.actor.may_act_for],
            "whose": self.filterset.asked("whose"),
        }

    def _tab(self, slug: str, label: str) -> dict[str, Any]:
        query = self.request.GET.copy()
        for name in ("page", "month"):
            query.pop(name, None)
        query["view"] = slug
        return {"label": label, "url": f"?{query.urlencode()}", "is_current": slug == self.view}

    def list_context(self, page) -> dict[str, Any]:
        items, context = page.paginator.object_list, super().list_context(page)
        context["rows"] = [(item, label_of_kind(item)) for item in page.object_list]
        if self.view == BOARD:
            context["board"] = board(items)
        if self.view == CALENDAR:
            context |= calendar(items, self.filterset.month)
        return context


def board(items: list[WorkItem]) -> list[dict[str, Any]]:
    """Columns by state with what stands in each, and how many more the list has."""
    found = []
    for column, (label, icon) in COLUMNS.items():
        rows = [item for item in items if item.column == column]
        found.append({"label": label, "icon": icon, "count": len(rows), "rows": rows[:ON_BOARD]})
    return found


def calendar(items: list[WorkItem], first) -> dict[str, Any]:
    """The month's weeks with what falls due on their days."""
    due: dict[Any, list[WorkItem]] = {}
    for item in items:
        due.setdefault(item.due_on, []).append(item)
    grid = [
        [{"day": day, "is_in": day.month == first.month, "rows": due.get(day, [])} for day in week]
        for week in weeks(first)
    ]
    neighbours = {"before": f"{month_after(first, -1):%Y-%m}", "after": f"{month_after(first, 1):%Y-%m}"}
    return {"weeks": grid, "month": first, "today": clock.today(), **neighbours}


class TaskDetail(DetailPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/work_task.html"
    lookup = "ref"

    def get_queryset(self):
        return self.rows(Task).live().select_related("ordered_by", "responsible", "delegate", "accepted_by")

    def get_context(self) -> dict[str, Any]:
        task = self.object
        return {
            "object": task,
            "actions": allowed_actions(self.actor, task),
            "about": seen_about(self.actor, task.about),
            "turns": self.rows(TaskTurn).filter(task=task).order_by("-created_at", "-pk"),
            "may_edit": "move" in allowed_actions(self.actor, task),
        }


class TaskAdd(ActorFormPage):
    """``?about=incident:…`` says what it follows from: its label stands there where the reader may see the thing."""

    permission = (PLANNING, "order_tasks")
    form_class = forms.TaskForm
    template_name = "planning/work_form.html"
    heading = gettext_lazy("New task")
    success_message = gettext_lazy("The task was written down, and the responsible hears of it.")

    @property
    def back(self) -> str:
        return reverse("task_list")

    @property
    def about(self) -> str:
        return shaped(self.request.POST.get("about") or self.request.GET.get("about", ""))

    def get_initial(self) -> dict[str, Any]:
        about = self.about
        origin = Task.Origin.FOLLOW_UP if about else Task.Origin.ORDERED
        return {"about": about, "ordered_by": self.actor.responsible_id, "origin": origin}

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "about": seen_about(self.actor, self.about)}

    def save(self, form: BaseForm) -> str:
        return reverse("task_detail", args=[tasks.order_task(**form.values(), by=self.actor).ref])


class OfTask(Page):
    """Base of what is done with one task; ``requires`` says whose act it is."""

    permission = (PLANNING, "see_plan")
    requires = staticmethod(require_orderer)

    @property
    def task(self) -> Task:
        if not hasattr(self, "_task"):
            self._task = self.one(self.rows(Task).live(), ref=self.kwargs["ref"])
            self.requires(self.actor, self._task)
        return self._task

    @property
    def back(self) -> str:
        return reverse("task_detail", args=[self.task.ref])


class OneTask(OfTask, ActorFormPage):
    """Base of forms about one task."""

    act_name = ""

    def get_form(self, data=None) -> BaseForm:
        known = {"actor": self.actor} if issubclass(self.form_class, ActorForm) else {}
        return self.form_class(data, initial=self.get_initial(), **known)

    @property
    def heading(self) -> str:
        return f"{self.task}: {self.act_name}"


class TaskEdit(OneTask):
    form_class = forms.TaskWordsForm
    act_name = gettext_lazy("change the words")
    success_message = gettext_lazy("The task was changed.")

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.task.title, "text": self.task.text}

    def save(self, form: BaseForm) -> str:
        tasks.change_task(task=self.task, **form.values(), by=self.actor)
        return self.back


class TaskFinish(OneTask):
    requires = staticmethod(require_doer)
    form_class = forms.FinishForm
    act_name = gettext_lazy("it is done")
    success_message = gettext_lazy("Noted: it is done. Who ordered it hears of it.")

    def save(self, form: BaseForm) -> str:
        tasks.finish_task(task=self.task, **form.values(), by=self.actor)
        return self.back


class TaskAccept(OfTask, ActionView):
    success_message = gettext_lazy("The task was accepted.")

    def act(self) -> str:
        tasks.accept_task(task=self.task, by=self.actor)
        return self.back


class TaskReturn(OneTask):
    form_class = forms.ReturnForm
    act_name = gettext_lazy("return it")
    verb = gettext_lazy("Return")
    success_message = gettext_lazy("The task was returned; the responsible hears why.")

    def save(self, form: BaseForm) -> str:
        tasks.return_task(task=self.task, **form.values(), by=self.actor)
        return self.back


class TaskDelegate(OneTask):
    requires = staticmethod(require_doer)
    form_class = forms.DelegateForm
    act_name = gettext_lazy("somebody else does it")
    success_message = gettext_lazy("Noted.")

    def get_initial(self) -> dict[str, Any]:
        return {"delegate": self.task.delegate_id}

    def save(self, form: BaseForm) -> str:
        tasks.delegate_task(task=self.task, **form.values(), by=self.actor)
        return self.back


class TaskMove(OneTask):
    form_class = forms.MoveForm
    act_name = gettext_lazy("another due day")
    success_message = gettext_lazy("The due day was moved.")

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": self.task.due_on}

    def save(self, form: BaseForm) -> str:
        tasks.move_task(task=self.task, **form.values(), by=self.actor)
        return self.back


class TaskCancel(OneTask):
    form_class = forms.CancelForm
    act_name = gettext_lazy("cancel it")
    verb = gettext_lazy("Cancel the task")
    success_message = gettext_lazy("The task was cancelled.")

    def save(self, form: BaseForm) -> str:
        tasks.cancel_task(task=self.task, **form.values(), by=self.actor)
        return self.back
