"""What proposals rest on: things of other floors by ``kind:id``, found by their reference, shown to whom they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.models import Component
from core.actor import Actor
from core.permissions import reading_scopes
from docs_library.models import Document
from incidents.models import Incident
from monitoring.models import Check
from partners.models import Contract
from planning.models import PlanLine

FOUND_OF_A_KIND = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one model as evidence: ``key`` names them in ``kind:key``, ``texts`` are what they are found by,
    ``url_name`` is their page."""

    slug: str
    label: str
    model: type
    key: str
    texts: tuple[str, ...]
    url_name: str
    named: Callable[[object], str] = str

    def rows(self, actor: Actor) -> QuerySet:
        """Those that the actor may see; a narrowed token sees none where its scopes do not read the app."""
        app = self.model._meta.app_label
        reads = not actor.scopes or actor.scopes & reading_scopes(app)
        return self.model.objects.visible_to(actor) if reads else self.model.objects.none()


KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind("incident", gettext_lazy("incident"), Incident, "ref", ("ref", "title"), "incident_detail"),
        Kind("document", gettext_lazy("document"), Document, "slug", ("slug", "title__et"), "document_detail"),
        Kind("contract", gettext_lazy("contract"), Contract, "slug", ("slug", "reference", "title"), "contract_detail"),
        Kind("check", gettext_lazy("availability by a check"), Check, "slug", ("slug",), "check_detail"),
        Kind(
            "component",
            gettext_lazy("availability of a component"),
            Component,
            "slug",
            ("slug", "name__et"),
            "component_detail",
            lambda row: str(row.name),
        ),
        Kind("line", gettext_lazy("plan line"), PlanLine, "ref", ("ref", "title"), "plan_line_detail"),
    )
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as an actor may read it."""

    about: str
    kind: str
    is_seen: bool
    title: str = ""
    url: str = ""

    @property
    def label(self) -> str:
        return self.title if self.is_seen else _("Not yours to see")


def shown(actor: Actor, abouts: Iterable[str]) -> dict[str, Shown]:
    """Each ``kind:key`` as the actor may read it: one query for each kind."""
    keys: dict[str, set[str]] = defaultdict(set)
    abouts = list(abouts)
    for about in abouts:
        slug, _colon, key = about.partition(":")
        keys[slug].add(key)
    found = {}
    for slug in keys.keys() & KINDS.keys():
        kind = KINDS[slug]
        for row in kind.rows(actor).filter(**{f"{kind.key}__in": keys[slug]}):
            one = _shown(kind, row)
            found[one.about] = one
    return {about: found.get(about) or _unseen(about) for about in abouts}


def _shown(kind: Kind, row: object) -> Shown:
    key = getattr(row, kind.key)
    return Shown(f"{kind.slug}:{key}", str(kind.label), True, kind.named(row), reverse(kind.url_name, args=[key]))


def _unseen(about: str) -> Shown:
    kind = KINDS.get(about.partition(":")[0])
    return Shown(about, str(kind.label) if kind else "", False)


def is_visible(actor: Actor, about: str) -> bool:
    """Whether there is such a thing and the actor may see it."""
    return "\0" not in about and shown(actor, [about])[about].is_seen


def find(actor: Actor, words: str) -> list[Shown]:
    """Things whose reference, short name or title holds the words, a few of each kind."""
    words = words.replace("\0", "").strip()
    if not words:
        return []
    return [_shown(kind, row) for kind in KINDS.values() for row in _fitting(kind, actor, words)]


def _fitting(kind: Kind, actor: Actor, words: str) -> QuerySet:
    fits = Q()
    for text in kind.texts:
        fits |= Q(**{f"{text}__icontains": words})
    rows = kind.rows(actor).filter(fits)
    if hasattr(kind.model, "archived_at"):
        rows = rows.filter(archived_at__isnull=True)
    return rows.order_by(kind.key)[:FOUND_OF_A_KIND]
