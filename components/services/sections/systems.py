"""Sections ``systems`` and ``groups``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from components.models import Party, System, SystemGroup
from components.services import rows
from components.services.sections import parties, words
from components.types import CatalogueError
from core.actor import Actor

Written = dict[str, Any]
FIELDS = (
    "slug name kind parent description controller processor criticality service_hours users src".split()  # noqa: SIM905
)


def load(row: Written, *, by: Actor) -> str:
    """A system, with its controller and processor as parties. Raises CatalogueError."""
    rows.only(row, *FIELDS)
    slug = rows.text(row, "slug", required=True)
    values = {
        "name": rows.translated(row, "name", required=True),
        "description": rows.translated(row, "description"),
        "kind": rows.choice(row, "kind", words.SYSTEMS),
        "criticality": rows.choice(row, "criticality", words.CRITICALITY),
        "service_hours": rows.text(row, "service_hours"),
        "users": rows.text(row, "users"),
        "controller": rows.reference(row, "controller", Organisation.objects.all(), required=True),
        "processor": rows.reference(row, "processor", Organisation.objects.all(), required=True),
        "source": rows.text(row, "src"),
    }
    outcome = rows.save(System, {"slug": slug}, values, fields={"source": "src"})
    moved = set_system_parties(System.objects.get(slug=slug))
    return rows.CHANGED if moved and outcome == rows.SAME else outcome


def set_system_parties(system: System) -> bool:
    """The controller and processor of a system are its parties too; gives whether anything moved."""
    roles = (Party.Role.CONTROLLER, Party.Role.PROCESSOR)
    wanted = [parties.part(getattr(system, role), role, of=system) for role in roles]
    return parties.keep(Party.objects.filter(system=system, role__in=roles), wanted)


def check_parents(written: list[Written]) -> list[CatalogueError]:
    """A system's ``parent`` is a group that names it as a member."""
    members = {(group.slug, system.slug) for group in SystemGroup.objects.all() for system in group.members.all()}
    wrong = [row for row in written if row.get("parent") and (row["parent"], row["slug"]) not in members]
    sentence = _('The group "%(group)s" does not name this system as its member.')
    return [CatalogueError(sentence % {"group": row["parent"]}, "parent", row) for row in wrong]


def load_group(row: Written, *, by: Actor) -> str:
    """A group of systems. Raises CatalogueError."""
    rows.only(row, "slug", "name", "members")
    values = {"name": rows.translated(row, "name", required=True)}
    many = {"members": rows.references(row, "members", System.objects.all())}
    return rows.save(SystemGroup, {"slug": rows.text(row, "slug", required=True)}, values, many=many)


def dump() -> list[Written]:
    systems = System.objects.live().select_related("controller", "processor").order_by("slug")
    return [
        words.without_empty(
            {
                "slug": each.slug,
                "name": words.written(each.name),
                "kind": words.word(words.SYSTEMS, each.kind),
                "description": words.written(each.description),
                "controller": each.controller.slug,
                "processor": each.processor.slug,
                "criticality": words.word(words.CRITICALITY, each.criticality),
                "service_hours": each.service_hours,
                "users": each.users,
                "src": each.source,
            }
        )
        for each in systems
    ]


def dump_groups() -> list[Written]:
    return [
        {"slug": g.slug, "name": words.written(g.name), "members": [each.slug for each in g.members.order_by("slug")]}
        for g in SystemGroup.objects.live().order_by("slug")
    ]
