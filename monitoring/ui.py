"""What monitoring offers to other floors' pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from components.models import Component
from core import clock
from core.actor import Actor
from core.search import Hit, Source, Text, in_languages
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from monitoring.access import MONITORING
from monitoring.lifecycle import BAD
from monitoring.models import STATE_LABELS, Check
from monitoring.selectors import component_strip


def of_component(actor: Actor, component: Component) -> dict[str, Any] | None:
    """The component's checks with their states, and its days."""
    if not actor.is_agency:
        return None
    found = Check.objects.visible_to(actor).live().filter(component=component).select_related("now")
    rows = list(found.with_shown_state(clock.now()).with_rank().order_by("-rank", "slug"))
    for row in rows:
        row.shown_label = STATE_LABELS[row.shown_state]
    strip = component_strip(component.pk) if rows else []
    return {"rows": rows, "strip": strip, "component": component, "may_edit": MONITORING.may(actor, "edit")}


def on_today(actor: Actor, _subject: object) -> dict[str, Any] | None:
    """What is not in order now, and how many checks are in which state."""
    if not MONITORING.may(actor, "see"):
        return None
    rows = list(
        Check.objects.visible_to(actor).active().select_related("now", "component").with_shown_state(clock.now())
    )
    numbers = [(state, label, sum(row.shown_state == state for row in rows)) for state, label in STATE_LABELS.items()]
    bad = [row for row in rows if row.shown_state in BAD]
    for row in bad:
        row.shown_label = STATE_LABELS[row.shown_state]
    return {"numbers": numbers, "bad": bad[:8]}


add_nav(NavItem("monitoring", _("Monitoring"), "check_list", 30, "activity", lambda a: MONITORING.may(a, "see")))
add_panel(Panel("monitoring", "component", 10, "monitoring/_component_panel.html", of_component))

add_panel(Panel("monitoring", "today", 20, "monitoring/_today_panel.html", on_today))


def found_check(row: Check) -> Hit:
    return Hit(reverse("check_detail", args=[row.slug]), row.slug, str(row.component))


def texts_of_check(row: Check) -> list[Text]:
    return [Text(row.slug, "A"), *in_languages(row.component.name)]


search.register(
    Source(
        "checks",
        _("Checks"),
        Check,
        lambda actor: Check.objects.visible_to(actor).live().select_related("component"),
        texts_of_check,
        found_check,
        {Component: lambda component: component.checks.select_related("component")},
    )
)
