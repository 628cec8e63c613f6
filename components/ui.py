"""What components shows on others' pages: navigation, topics to follow, names of what notices are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from components import selectors
from components.models import Component, Maintenance, System
from core import clock
from core.actor import LEAD, MANAGER, OWNER, Actor
from core.search import Hit, Source, Text, in_languages
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from core.templatetags.ui_time import written
from notifications.types import (
    AboutResolver,
    Ahead,
    CautionSource,
    TopicSource,
    about_resolvers,
    caution_sources,
    topic_sources,
)


def about_component(slug: str) -> tuple[str, str] | None:
    name = selectors.component_name(slug)
    return (name, reverse("component_detail", args=[slug])) if name else None


def about_maintenance(public_id: str) -> tuple[str, str] | None:
    name = selectors.maintenance_name(public_id)
    return (name, reverse("maintenance_detail", args=[public_id])) if name else None


add_nav(NavItem("components", _("Components"), "component_list", 20, icon="plug"))
topic_sources.register(TopicSource("component", _("Components"), selectors.component_topics))
topic_sources.register(TopicSource("system", _("Systems"), selectors.system_topics))
about_resolvers.register(AboutResolver("component", about_component))
about_resolvers.register(AboutResolver("maintenance", about_maintenance))


def cautions(ahead: Ahead) -> Iterator[str]:
    """Payout windows of the touched systems that share time with planned work in production."""
    if ahead.kind != "maintenance" or selectors.outside_production([ahead.about]):
        return
    system_ids = selectors.system_ids_of(ahead.topics)
    for each in selectors.windows_between(system_ids, ahead.begins_at, ahead.ends_at or ahead.begins_at):
        facts = {"name": each.window.name, "from": written(each.start), "to": written(each.end)}
        yield gettext("It falls into a payout window: %(name)s, %(from)s – %(to)s.") % facts


caution_sources.register(CautionSource("payout windows", cautions))


def on_today(actor: Actor, _subject: object) -> dict[str, Any] | None:
    """The next payout windows and planned work, for those who plan by them."""
    if not actor.has_role(OWNER, LEAD, MANAGER):
        return None
    now = clock.now()
    systems = list(System.objects.visible_to(actor).live().values_list("pk", flat=True))
    planned = Maintenance.objects.visible_to(actor).standing().filter(ends_at__gte=now).order_by("starts_at")
    return {"windows": selectors.next_windows(systems, now, days=31), "planned": planned[:5], "now": now}


def own_on_today(actor: Actor, _subject: object) -> dict[str, Any] | None:
    """The components in which a partner's or a resolver's organisation has a part."""
    if actor.is_agency or not actor.organisation_ids:
        return None
    rows = list(Component.objects.visible_to(actor).shared().of_organisations(actor.organisation_ids))
    states = selectors.states_of([row.pk for row in rows])
    return {"rows": [(row, states[row.pk]) for row in rows]}


add_panel(Panel("planned", "today", 30, "components/_today_planned.html", on_today))
add_panel(Panel("own_components", "today", 30, "components/_today_own.html", own_on_today))


def found_component(row: Component) -> Hit:
    return Hit(reverse("component_detail", args=[row.slug]), str(row.name), str(row.what))


def found_system(row: System) -> Hit:
    return Hit(reverse("system_detail", args=[row.slug]), str(row.name), str(row.description))


def texts_of_component(row: Component) -> list[Text]:
    return [*in_languages(row.name, "A"), Text(row.slug, "A"), *in_languages(row.what)]


def texts_of_system(row: System) -> list[Text]:
    return [*in_languages(row.name, "A"), Text(row.slug, "A"), *in_languages(row.description)]


search.register(
    Source(
        "components",
        _("Components"),
        Component,
        lambda actor: Component.objects.visible_to(actor).live(),
        texts_of_component,
        found_component,
    )
)
search.register(
    Source(
        "systems",
        _("Systems"),
        System,
        lambda actor: System.objects.visible_to(actor).live(),
        texts_of_system,
        found_system,
    )
)
