"""What tasks show on others' pages: navigation, what waits today, what follows from a case, search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.models import Component
from core.actor import Actor
from core.search import Hit, Source, Text
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from docs_library.models import Document
from incidents.models import Incident
from notifications.types import AboutResolver, about_resolvers
from partners.models import Contract, Interaction
from planning.access import PLANNING
from planning.models import Task
from planning.selectors import work
from planning.selectors.abouts import by_lookup
from planning.types import AboutSource, WorkSource, about_sources, work_sources

SHOWN = 8


def detail(row: Task) -> str:
    return reverse("task_detail", args=[row.ref])


def on_today(actor: Actor, _subject: object) -> dict | None:
    """The actor's tasks by their day, and what waits for their acceptance."""
    if not PLANNING.may(actor, "see_plan"):
        return None
    mine, to_accept = work.my_tasks(actor)[:SHOWN], work.to_accept(actor)[:SHOWN]
    return {"mine": mine, "to_accept": to_accept} if mine or to_accept else None


def on_plan(actor: Actor, year: int) -> dict:
    """What of the year's tasks is not done, late, or waits to be accepted."""
    rows = Task.objects.visible_to(actor).open().filter(due_on__year=year).select_related("responsible")
    rows = list(rows.order_by("due_on", "ref"))
    late = [row for row in rows if row.is_late]
    waiting = sum(row.state == "done" for row in rows)
    return {"open": len(rows), "late": len(late), "waiting": waiting, "rows": late[:SHOWN]}


def that_follow(kind: str, key: str):
    """A panel of the tasks about the page's thing, and the way to a new one."""

    def context(actor: Actor, subject: object) -> dict | None:
        if not actor.is_agency or not PLANNING.may(actor, "see_plan"):
            return None
        about = f"{kind}:{getattr(subject, key)}"
        rows = Task.objects.visible_to(actor).live().filter(about=about).select_related("responsible")
        rows, may_order = list(rows[:SHOWN]), PLANNING.may(actor, "order_tasks")
        new = {
            "new_label": gettext("Make a task of this") if may_order else "",
            "new_url": f"{reverse('task_add')}?about={about}" if may_order else "",
        }
        return {"rows": rows, **new} if rows or may_order else None

    return context


def found_task(row: Task) -> Hit:
    return Hit(detail(row), str(row), f"{row.get_state_display()} · {row.due_on:%d.%m.%Y}")


def about_task(ref: str) -> tuple[str, str]:
    """Letters about a task are listed to others than its readers: they call it by its reference."""
    return ref, reverse("task_detail", args=[ref])


add_nav(NavItem("tasks", _("Tasks"), "task_list", 65, "list", lambda actor: PLANNING.may(actor, "see_plan")))
add_panel(Panel("tasks", "today", 15, "planning/_work_today.html", on_today))
add_panel(Panel("tasks", "plan", 40, "planning/_work_plan.html", on_plan))
add_panel(Panel("tasks", "incident", 60, "planning/_work_about.html", that_follow("incident", "ref")))
add_panel(Panel("tasks", "organisation", 60, "planning/_work_about.html", that_follow("organisation", "slug")))
about_resolvers.register(AboutResolver("task", about_task))

work_sources.register(WorkSource("task", _("task"), work.tasks))
work_sources.register(WorkSource("follow_up", _("promise to a partner"), work.follow_ups))
work_sources.register(WorkSource("input", _("input to a development"), work.inputs))
work_sources.register(WorkSource("document", _("review of a document"), work.reviews))


def _of_case(row: Incident) -> str:
    return reverse("incident_detail", args=[row.ref])


def _of_document(row: Document) -> str:
    return reverse("document_detail", args=[row.slug])


def _of_contract(row: Contract) -> str:
    return reverse("contract_detail", args=[row.slug])


def _of_component(row: Component) -> str:
    return reverse("component_detail", args=[row.slug])


def _of_organisation(row: Organisation) -> str:
    return reverse("organisation_detail", args=[row.slug])


def _of_interaction(row: Interaction) -> str:
    return reverse("organisation_detail", args=[row.organisation.slug])


for slug, model, lookup, url, label in (
    ("task", Task, "ref", detail, str),
    ("incident", Incident, "ref", _of_case, lambda row: f"{row.ref} {row.title}"),
    ("document", Document, "slug", _of_document, lambda row: row.title),
    ("contract", Contract, "slug", _of_contract, str),
    ("component", Component, "slug", _of_component, str),
    ("organisation", Organisation, "slug", _of_organisation, str),
    ("interaction", Interaction, "pk", _of_interaction, str),
):
    about_sources.register(AboutSource(slug, by_lookup(model, lookup, url, label)))

search.register(
    Source(
        "tasks",
        _("Tasks"),
        Task,
        lambda actor: Task.objects.visible_to(actor).live(),
        lambda row: [Text(row.ref, "A"), Text(row.title, "A"), Text(row.text)],
        found_task,
    )
)
