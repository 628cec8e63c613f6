"""What coordination of developments shows on others' pages: today, components, the plan; and to search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from components.models import Component
from core import clock
from core.actor import Actor
from core.search import Hit, Source, Text
from core.search import sources as search
from core.surface import Panel, add_panel
from notifications.types import AboutResolver, about_resolvers
from planning.access import PLANNING
from planning.models import Development, Input, PlannedRelease
from planning.selectors.inputs import by_party, of_others_unanswered, owed_by, to_be_answered_by, with_sides
from planning.selectors.releases import warn

MOST = 12


def owed(actor: Actor, _subject: object) -> dict | None:
    """Inputs that the reader is to give."""
    rows = list(owed_by(actor)[:MOST]) if actor.is_known else []
    return {"rows": rows, "today": clock.today()} if rows else None


def to_answer(actor: Actor, _subject: object) -> dict | None:
    """Inputs that wait for the reader's answer."""
    rows = list(to_be_answered_by(actor)[:MOST]) if actor.is_known else []
    unanswered = list(of_others_unanswered(actor)[:MOST]) if actor.is_known else []
    return {"rows": rows, "unanswered": unanswered} if rows or unanswered else None


def of_component(actor: Actor, component: Component) -> dict | None:
    """Developments of the component under way, and its planned releases."""
    rows = Development.objects.visible_to(actor).live().filter(components=component)
    rows = [row for row in rows if row.ends_on is None or row.ends_on >= clock.today()]
    planned = PlannedRelease.objects.visible_to(actor).live().filter(component=component, release__isnull=True)
    planned = warn(planned.select_related("component", "release")) if PLANNING.may(actor, "see_plan") else []
    return {"rows": rows, "planned": planned} if rows or planned else None


def of_year(actor: Actor, year: int) -> dict | None:
    """The year's inputs and releases for the plan's dashboard."""
    if not PLANNING.may(actor, "see_plan"):
        return None
    rows = list(with_sides(Input.objects.visible_to(actor).live().filter(due_on__year=year)))
    waited = [each for each in by_party(rows) if each.days]
    ahead = PlannedRelease.objects.visible_to(actor).live().filter(planned_on__year=year, release__isnull=True)
    return {
        "waited": waited[:6],
        "open": sum(row.state in ("asked", "given", "returned") for row in rows),
        "late": [row for row in rows if row.is_late],
        "planned": warn(ahead.select_related("component", "release"))[:MOST],
        "today": clock.today(),
        "year": year,
    }


add_panel(Panel("inputs-owed", "today", 32, "planning/_inputs_owed.html", owed))
add_panel(Panel("inputs-to-answer", "today", 34, "planning/_inputs_to_answer.html", to_answer))
add_panel(Panel("developments", "component_aside", 40, "planning/_developments_of_component.html", of_component))
add_panel(Panel("developments", "plan", 40, "planning/_developments_of_year.html", of_year))


def about_input(ref: str) -> tuple[str, str] | None:
    """What a letter about an input is called, and where it leads."""
    row = Input.objects.live().filter(ref=ref).first()
    return (str(row), reverse("input_detail", args=[ref])) if row else None


about_resolvers.register(AboutResolver("input", about_input))


def found_input(row: Input) -> Hit:
    return Hit(reverse("input_detail", args=[row.ref]), str(row), str(row.development))


def texts_of_input(row: Input) -> list[Text]:
    return [Text(row.ref, "A"), Text(row.what, "A"), Text(row.development.title), Text(row.giver_unit)]


def found_development(row: Development) -> Hit:
    return Hit(reverse("development_detail", args=[row.slug]), row.title, row.slug)


def texts_of_development(row: Development) -> list[Text]:
    return [Text(row.title, "A"), Text(row.slug, "A")]


search.register(
    Source(
        "inputs",
        _("Inputs"),
        Input,
        lambda actor: Input.objects.visible_to(actor).live().select_related("development"),
        texts_of_input,
        found_input,
        {Development: lambda development: development.inputs.select_related("development")},
    )
)
search.register(
    Source(
        "developments",
        _("Developments"),
        Development,
        lambda actor: Development.objects.visible_to(actor).live(),
        texts_of_development,
        found_development,
    )
)
