"""Dependencies as a picture and as the list behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from components.models import Component, ComponentUse, Dependency, System
from components.types import KnownState
from core import svg

TONES = {"up": "success", "degraded": "warning", "down": "danger"}


def dependencies(
    components: Iterable[Component],
    links: Iterable[Dependency],
    uses: Iterable[ComponentUse],
    states: Mapping[int, KnownState],
) -> dict[str, Any]:
    """What the template's figure takes: ``picture``, ``heads`` and ``rows``. Upstream stands left, systems right."""
    links, uses = list(links), list(uses)
    systems = {use.system.slug: use.system for use in uses}
    nodes = [*(_component_node(each, states[each.pk]) for each in components), *map(_system_node, systems.values())]
    edges = [(link.upstream.slug, link.component.slug) for link in links]
    edges += [(use.component.slug, _key(use.system)) for use in uses]
    return {
        "picture": svg.graph(nodes, edges, _("Dependencies")),
        "heads": [_("What"), _("Needs"), _("What people see when it is missing")],
        "rows": [
            *((str(link.component), str(link.upstream), str(link.effect)) for link in links),
            *((str(use.system), str(use.component), "") for use in uses),
        ],
    }


def _component_node(component: Component, known: KnownState) -> svg.Node:
    href = reverse("component_detail", args=[component.slug])
    provider = component.provider.slug.upper() if component.provider else ""
    note = ", ".join(filter(None, [provider, str(known.label)]))
    return svg.Node(component.slug, str(component), href, TONES.get(known.state, "neutral"), note)


def _system_node(system: System) -> svg.Node:
    href = reverse("system_detail", args=[system.slug])
    return svg.Node(_key(system), str(system), href, "info", _("system"))


def _key(system: System) -> str:
    return f"system:{system.slug}"
