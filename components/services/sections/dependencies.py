"""Section ``dependencies``."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from components.models import Component, Dependency
from components.rules import graph
from components.services import rows
from components.services.sections import words
from components.types import CatalogueError
from core.actor import Actor

Written = dict[str, Any]


def load(row: Written, *, by: Actor) -> str:
    """Who needs whom, and what people see without. Raises CatalogueError."""
    rows.only(row, "from", "to", "effect")
    needing = rows.reference(row, "from", Component.objects.all(), required=True)
    upstream = rows.reference(row, "to", Component.objects.all(), required=True)
    if needing == upstream:
        raise CatalogueError(_("A component cannot depend on itself."), "to")
    values = {"effect": rows.translated(row, "effect")}
    return rows.save(Dependency, {"component": needing, "upstream": upstream}, values)


def check_circle(written: list[Written]) -> list[CatalogueError]:
    """Dependencies that go round have no root to be found; refused with the way of the circle."""
    way = graph.cycle(Dependency.objects.values_list("component__slug", "upstream__slug"))
    if not way:
        return []
    steps = set(pairwise(way))
    row = next((row for row in reversed(written) if (row["from"], row["to"]) in steps), None)
    return [CatalogueError(_("The dependencies go round: %(way)s.") % {"way": " → ".join(way)}, "to", row)]


def dump() -> list[Written]:
    found = Dependency.objects.select_related("component", "upstream").order_by("component__slug", "upstream__slug")
    return [
        words.without_empty({"from": d.component.slug, "to": d.upstream.slug, "effect": words.written(d.effect)})
        for d in found
    ]
