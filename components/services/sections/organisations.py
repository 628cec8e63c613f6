"""Sections ``organisations`` and, on its second look, their parts in systems and components."""

from __future__ import annotations

from typing import Any

from accounts.models import Organisation
from components.models import Component, Party, System
from components.services import rows
from components.services.sections import parties, words
from core.actor import Actor

Written = dict[str, Any]
FIELDS = ("slug", "name", "registry_code", "kind", "systems", "uses", "src")


def load(row: Written, *, by: Actor) -> str:
    """An organisation. Raises CatalogueError."""
    rows.only(row, *FIELDS)
    values = {
        "name": rows.text(row, "name", required=True),
        "registry_code": rows.text(row, "registry_code"),
        "kind": rows.choice(row, "kind", words.ORGANISATIONS),
        "source": rows.text(row, "src"),
    }
    return rows.save(Organisation, {"slug": rows.text(row, "slug", required=True)}, values, fields={"source": "src"})


def load_parts(row: Written, *, by: Actor) -> str:
    """Systems that it develops; systems and components that it uses."""
    organisation = Organisation.objects.filter(slug=row.get("slug")).first()
    if organisation is None:  # its own row was refused, and that is said already
        return rows.SAME
    developed = rows.references(row, "systems", System.objects.all())
    slugs = rows.texts(row, "uses")
    systems = list(System.objects.filter(slug__in=slugs))
    others = [slug for slug in slugs if slug not in {system.slug for system in systems}]
    used = [*systems, *rows.references({"uses": others}, "uses", Component.objects.all())]
    wanted = [parties.part(organisation, Party.Role.DEVELOPER, of=each) for each in developed]
    wanted += [parties.part(organisation, Party.Role.USER, of=each) for each in used]
    present = Party.objects.filter(organisation=organisation, role__in=(Party.Role.DEVELOPER, Party.Role.USER))
    return rows.CHANGED if parties.keep(present, wanted) else rows.SAME


def dump() -> list[Written]:
    parts = Party.objects.select_related("system", "component").order_by("system__slug", "component__slug")
    by_role: dict[tuple[int, str], list[str]] = {}
    for party in parts:
        by_role.setdefault((party.organisation_id, party.role), []).append((party.system or party.component).slug)
    return [_written(each, by_role) for each in Organisation.objects.live().order_by("slug")]


def _written(each: Organisation, by_role: dict[tuple[int, str], list[str]]) -> Written:
    return words.without_empty(
        {
            "slug": each.slug,
            "name": each.name,
            "registry_code": each.registry_code,
            "kind": words.word(words.ORGANISATIONS, each.kind),
            "systems": by_role.get((each.pk, Party.Role.DEVELOPER)),
            "uses": by_role.get((each.pk, Party.Role.USER)),
            "src": each.source,
        }
    )
