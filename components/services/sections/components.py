"""Sections ``components`` and ``externals``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from components.models import Component, Party, System
from components.rules.addresses import RESERVED
from components.services import rows
from components.services.sections import parties, words
from components.types import CatalogueError
from core.actor import OWNER, Actor

Written = dict[str, Any]
FIELDS = (
    "slug kind name what used_by criticality owner deputy xroad_member role unwatched src".split()  # noqa: SIM905
)
PROMISED = ("service_hours", "availability")


def load(row: Written, *, by: Actor) -> str:
    """A shared component and the systems that use it. Raises CatalogueError."""
    rows.only(row, *FIELDS, *PROMISED)
    slug = _slug(row)
    values = {
        "kind": rows.choice(row, "kind", words.COMPONENTS),
        "name": rows.translated(row, "name", required=True),
        "what": rows.translated(row, "what"),
        "criticality": rows.choice(row, "criticality", words.CRITICALITY, "medium"),
        "xroad_member": rows.text(row, "xroad_member"),
        "exchange_role": rows.choice(row, "role", words.EXCHANGE_ROLES, ""),
        "unwatched_because": rows.text(row, "unwatched"),
        **_promised(row),
        "source": rows.text(row, "src"),
        **_people(row, Component.objects.filter(slug=slug).first()),
    }
    many = {"uses": rows.references(row, "used_by", System.objects.all())}
    words_of = {
        "exchange_role": "role",
        "unwatched_because": "unwatched",
        "availability_target": "availability",
        "source": "src",
    }
    return rows.save(Component, {"slug": slug}, values, many=many, fields=words_of)


def _promised(row: Written) -> dict[str, Any]:
    """When it is to work and how much of that time, per cent; what is not written stays as it is."""
    found: dict[str, Any] = {}
    if "service_hours" in row:
        found["service_hours"] = rows.text(row, "service_hours")
    if "availability" in row:
        found["availability_target"] = rows.number(row, "availability")
    return found


def _slug(row: Written) -> str:
    slug = rows.text(row, "slug", required=True)
    if slug in RESERVED:
        raise CatalogueError(_("This short name is a page's own address; choose another."), "slug")
    return slug


def _people(row: Written, present: Component | None) -> dict[str, User]:
    """Owner and deputy by e-mail; by role word only where nobody is named yet. Whoever is not here stays unnamed."""
    found = {}
    for name in ("owner", "deputy"):
        said = rows.text(row, name)
        user = _person(said, name, is_named=bool(present and getattr(present, f"{name}_id")))
        if user:
            found[name] = user
    return found


def _person(said: str, field_name: str, *, is_named: bool) -> User | None:
    if "@" in said:
        return User.objects.active().filter(email__iexact=said).first()
    if said and said not in words.OWNER_WORDS:
        raise CatalogueError(_("A person is named by e-mail, or by the word omanik or asendaja."), field_name)
    if said != "omanik" or is_named:
        return None
    owners = list(User.objects.with_role(OWNER)[:2])
    return owners[0] if len(owners) == 1 else None


def load_external(row: Written, *, by: Actor) -> str:
    """A service of others; ``public_status`` is an address for people to read, and not kept yet."""
    rows.only(row, "slug", "name", "what", "org", "criticality", "public_status", "news", "src")
    slug = _slug(row)
    values = {
        "kind": Component.Kind.EXTERNAL,
        "name": rows.translated(row, "name", required=True),
        "what": rows.translated(row, "what"),
        "criticality": rows.choice(row, "criticality", words.CRITICALITY, "medium"),
        "provider": rows.reference(row, "org", Organisation.objects.all(), required=True),
        "news_url": rows.text(row, "news"),
        "source": rows.text(row, "src"),
    }
    outcome = rows.save(Component, {"slug": slug}, values, fields={"news_url": "news", "source": "src"})
    moved = set_provider_party(Component.objects.get(slug=slug))
    return rows.CHANGED if moved and outcome == rows.SAME else outcome


def set_provider_party(component: Component) -> bool:
    """The provider of a component is its party too; gives whether anything moved."""
    wanted = [parties.part(component.provider, Party.Role.PROVIDER, of=component)] if component.provider else []
    return parties.keep(Party.objects.filter(component=component, role=Party.Role.PROVIDER), wanted)


def dump() -> list[Written]:
    rows_ = Component.objects.shared().select_related("owner", "deputy").prefetch_related("uses").order_by("slug")
    return [_written(each) for each in rows_]


def _written(each: Component) -> Written:
    return words.without_empty(
        {
            "slug": each.slug,
            "kind": words.word(words.COMPONENTS, each.kind),
            "name": words.written(each.name),
            "what": words.written(each.what),
            "used_by": sorted(system.slug for system in each.uses.all()),
            "criticality": words.word(words.CRITICALITY, each.criticality),
            "owner": each.owner.email if each.owner else "omanik",
            "deputy": each.deputy.email if each.deputy else "asendaja",
            "xroad_member": each.xroad_member,
            "role": words.word(words.EXCHANGE_ROLES, each.exchange_role),
            "unwatched": each.unwatched_because,
            "service_hours": each.service_hours,
            "availability": "" if each.availability_target is None else str(each.availability_target),
            "src": each.source,
        }
    )


def dump_externals() -> list[Written]:
    return [
        words.without_empty(
            {
                "slug": each.slug,
                "name": words.written(each.name),
                "what": words.written(each.what),
                "org": each.provider.slug if each.provider else "",
                "criticality": words.word(words.CRITICALITY, each.criticality),
                "news": each.news_url,
                "src": each.source,
            }
        )
        for each in Component.objects.external().select_related("provider").order_by("slug")
    ]
