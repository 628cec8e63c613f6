"""Documents: written down, changed, put away; never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from components.models import Component
from components.services import changes
from core import clock, outbound
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.fields import Translated
from docs_library.access import LIBRARY
from docs_library.events import DocumentWithdrawn
from docs_library.models import Audience, Document
from docs_library.rules.freshness import months_after
from docs_library.services.trail import must_be_kept, tell_trail
from docs_library.types import doc_types
from partners.models import Contract

MANY = ("components", "organisations")
RESERVED = frozenset({"new", "shared", "attention", "pack"})  # addresses of pages that are no document's
WRITING = 7_301_005  # the advisory lock of the one who writes a document down
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


class DocumentFacts(TypedDict, total=False):
    type: str
    title: Translated
    about: Translated
    components: Iterable[Component]
    contract: Contract | None
    audience: str
    organisations: Iterable[Organisation]
    responsible: User | None
    reference: str
    registered_on: date | None
    register_kind: str
    series: str
    folder: str
    register_url: str
    live_url: str
    review_months: int | None
    dispose_on: date | None
    metadata: dict[str, Any]
    note: str


@transaction.atomic
def add_document(*, slug: str, by: Actor, **facts: Unpack[DocumentFacts]) -> Document:
    """Write a document down; its first version comes by ``start_version``. Raises NotAllowed, Conflict (the short name
    is taken) or Invalid naming the field."""
    LIBRARY.require(by, "edit")
    if slug in RESERVED:
        raise Invalid(_("This short name is taken by a page of the portal."), field="slug")
    _wait_for_turn()
    if Document.objects.filter(slug=slug).exists():
        raise Conflict(_("There is a document of this short name already."), field="slug")
    document = Document(slug=slug)
    if facts.get("type") in doc_types:
        facts.setdefault("audience", doc_types.get(facts["type"]).audience)
    return _store(document, dict(facts), "add", by)


@transaction.atomic
def change_document(*, document: Document, by: Actor, **facts: Unpack[DocumentFacts]) -> Document:
    """Change what is given. Raises NotAllowed, Conflict (it was put away) or Invalid naming the field."""
    LIBRARY.require(by, "edit")
    document = _locked(document)
    return _store(document, dict(facts), "change", by)


@transaction.atomic
def archive_document(*, document: Document, because: str, by: Actor) -> Document:
    """Put the document away: nobody outside those who keep the library sees it any more. Raises NotAllowed, Conflict
    or Invalid (no reason)."""
    LIBRARY.require(by, "edit")
    document = _locked(document)
    if not because.strip():
        raise Invalid(_("Give the reason."), field="because")
    if document.versions.in_force().exists():
        publish(DocumentWithdrawn(document_id=document.pk))  # while those who hear of it still see its title
    document.archived_at = clock.now()
    document.save(update_fields=["archived_at"])
    tell_trail("archive", document, by, {"archived_at": ["", str(document.archived_at)]}, reason=because)
    return document


def _wait_for_turn() -> None:
    """A short name is of one document: writers come one by one, so that the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])


def _locked(document: Document) -> Document:
    document = Document.objects.select_for_update().get(pk=document.pk)
    must_be_kept(document)
    return document


def _store(document: Document, facts: dict[str, Any], action: str, by: Actor) -> Document:
    many = {name: list(facts.pop(name)) for name in MANY if name in facts}
    _check(document, facts, many)
    changed = changes.apply(document, facts)
    for name, rows in many.items():
        before = set(getattr(document, name).all())
        if before != set(rows):
            changed[name] = [_names(before), _names(rows)]
            getattr(document, name).set(rows)
    if {"review_months", "type"} & changed.keys():
        changed |= _recounted(document)
    if changed:
        tell_trail(action, document, by, changed)
    return document


def _recounted(document: Document) -> dict[str, list[str]]:
    """The next review is so many months after the last look, be it a review or a new version."""
    live = document.versions.in_force().first()
    if document.review_on is None or live is None:
        return {}
    review = document.reviews.first()
    looks = [clock.local(live.in_force_at).date(), *([review.reviewed_on] if review else [])]
    return changes.apply(document, {"review_on": months_after(max(looks), document.months)})


def _names(rows: Iterable[Any]) -> str:
    return ", ".join(sorted(row.slug for row in rows))


def _check(document: Document, facts: dict[str, Any], many: dict[str, list]) -> None:
    """What no constraint of a single column can say. Raises Invalid naming the field."""
    audience = facts.get("audience", document.audience)
    named = many.get("organisations", document.pk and document.organisations.exists())
    if audience == Audience.NAMED and not named:
        raise Invalid(_("Name at least one organisation, or choose another circle of readers."), field="organisations")
    components = many.get("components", document.pk and document.components.exists())
    if audience == Audience.PARTNERS and not components:
        raise Invalid(_("Name the components whose partners it is for."), field="components")
    for name in ("registered_on", "dispose_on"):
        if facts.get(name) and not FIRST_DAY <= facts[name] <= LAST_DAY:
            raise Invalid(_("Give a day between 1990 and 2199; leave an open end empty."), field=name)
    _check_live_url(document, facts)
    if facts.get("metadata") and facts.get("type", document.type) in doc_types:
        facts["metadata"] = _checked_metadata(facts.get("type", document.type), facts["metadata"])


def _check_live_url(document: Document, facts: dict[str, Any]) -> None:
    """Only types that drift have a live schema; the address must be one that may be asked at all."""
    url, kind = facts.get("live_url", document.live_url).strip(), facts.get("type", document.type)
    if not url or kind not in doc_types:
        return
    if "drift" not in doc_types.get(kind).stale_by:
        raise Invalid(_("Only a schema is told by its service: leave the address empty."), field="live_url")
    try:
        outbound.parse(url)
    except outbound.Refused as refused:
        raise Invalid(str(refused.message), field="live_url") from None
    if "live_url" in facts:
        facts["live_url"] = url


def _checked_metadata(type_slug: str, metadata: dict[str, Any]) -> dict[str, Any]:
    form_class = doc_types.get(type_slug).metadata_form
    if form_class is None:
        raise Invalid(_("Documents of this type have no further facts."), field="metadata")
    form = form_class(metadata)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Invalid(" ".join(errors), field=name)
    return form.cleaned_data
