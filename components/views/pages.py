"""Pages of components and systems: the list, one thing, and the picture of what depends on what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components import selectors
from components.access import COMPONENTS
from components.filters import ComponentFilter
from components.models import Component, ComponentUse, Dependency, Maintenance, Party, Release, System
from components.querysets import BY_CRITICALITY, BY_KIND
from components.views import pictures
from core import clock, surface
from core.views import DetailPage, ListPage, Page

SHOWN = 10  # releases and planned works on a component's page; the lists have them all


class ComponentList(ListPage):
    template_name = "components/component_list.html"
    filterset_class = ComponentFilter
    export_name = "components"
    default_sort = "kind"
    sorts = {
        "kind": (BY_KIND, "slug"),
        "-kind": (BY_KIND.desc(), "slug"),
        "name": ("name__et", "slug"),
        "-name": ("-name__et", "slug"),
        "criticality": (BY_CRITICALITY, BY_KIND, "slug"),
        "-criticality": (BY_CRITICALITY.desc(), BY_KIND, "slug"),
        "owner": ("owner__name", "slug"),
        "-owner": ("-owner__name", "slug"),
    }
    columns = (
        (gettext_lazy("Short name"), lambda row: row.slug),
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        (gettext_lazy("Criticality"), lambda row: row.get_criticality_display()),
        (gettext_lazy("Used by"), lambda row: ", ".join(map(str, row.uses.all()))),
        (gettext_lazy("Owner"), lambda row: row.owner or ""),
        (gettext_lazy("Deputy"), lambda row: row.deputy or ""),
        (gettext_lazy("Provider"), lambda row: row.provider or ""),
    )

    def get_queryset(self):
        return selectors.with_systems(self.rows(Component).live())

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Components"), "may_edit": COMPONENTS.may(self.actor, "edit")}

    def list_context(self, page) -> dict[str, Any]:
        context = super().list_context(page)
        context["rows"] = rows = list(context["rows"])
        states = selectors.states_of([row.pk for row in rows])
        for row in rows:
            row.known = states[row.pk]
        return context


class ComponentDetail(DetailPage):
    template_name = "components/component_detail.html"

    def get_queryset(self):
        return selectors.with_systems(self.rows(Component).live())

    def get_context(self) -> dict[str, Any]:
        component, now = self.object, clock.now()
        works = self.rows(Maintenance).standing().filter(components=component, ends_at__gt=now, state="planned")
        system_ids = selectors.affected_system_ids([component.pk])
        return {
            "object": component,
            "known": selectors.states_of([component.pk])[component.pk],
            "needs": self.links().filter(component=component),
            "needed_by": self.links().filter(upstream=component),
            "parties": self.rows(Party).filter(component=component).select_related("organisation"),
            "releases": self.rows(Release).live().filter(component=component)[:SHOWN],
            "works": works[:SHOWN],
            "windows": selectors.next_windows(system_ids, now),
            "now": now,
            "figure": self.figure(),
            "panels": surface.panels("component", self.actor, component, self.request),
            "aside_panels": surface.panels("component_aside", self.actor, component, self.request),
            "may": {action: COMPONENTS.may(self.actor, action) for action in COMPONENTS.grants},
        }

    def links(self):
        return self.rows(Dependency).select_related("component", "upstream")

    def figure(self) -> dict[str, Any]:
        """The component among all that it needs and all that need it."""
        ids = selectors.neighbourhood(self.object)
        near = self.rows(Component).live().filter(pk__in=ids).select_related("provider")
        links = self.links().filter(component__in=ids, upstream__in=ids)
        uses = self.rows(ComponentUse).filter(component=self.object).select_related("component", "system")
        return pictures.dependencies(near, links, uses, selectors.states_of(ids))


class SystemDetail(DetailPage):
    template_name = "components/system_detail.html"

    def get_queryset(self):
        return self.rows(System).live().select_related("controller", "processor").prefetch_related("groups")

    def get_context(self) -> dict[str, Any]:
        system, now = self.object, clock.now()
        components = list(
            self.rows(Component).live().filter(uses=system).select_related("owner").order_by(BY_KIND, "slug")
        )
        states = selectors.states_of([each.pk for each in components])
        return {
            "object": system,
            "components": [(each, states[each.pk]) for each in components],
            "parties": self.rows(Party).filter(system=system).select_related("organisation").order_by("role"),
            "windows": selectors.next_windows([system.pk], now),
            "now": now,
            "panels": surface.panels("system", self.actor, system, self.request),
            "aside_panels": surface.panels("system_aside", self.actor, system, self.request),
            "may_edit": COMPONENTS.may(self.actor, "edit"),
        }


class SystemList(Page):
    template_name = "components/system_list.html"

    def get_context(self) -> dict[str, Any]:
        systems = self.rows(System).live().select_related("controller", "processor").prefetch_related("groups")
        return {
            "heading": _("Systems"),
            "rows": systems.order_by(BY_CRITICALITY, "slug"),
            "may_edit": COMPONENTS.may(self.actor, "edit"),
        }


class DependencyMap(Page):
    template_name = "components/map.html"

    def get_context(self) -> dict[str, Any]:
        components = list(self.rows(Component).live().select_related("provider").order_by(BY_KIND, "slug"))
        links = self.rows(Dependency).filter(component__in=components, upstream__in=components)
        uses = self.rows(ComponentUse).filter(component__in=components).select_related("component", "system")
        states = selectors.states_of([each.pk for each in components])
        links = links.select_related("component", "upstream").order_by("component__slug", "upstream__slug")
        return {"heading": _("What depends on what"), "figure": pictures.dependencies(components, links, uses, states)}
