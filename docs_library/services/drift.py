"""The look at live schemas: what a service says of itself, beside the text in force.

Only what could be read on both sides and says otherwise puts a document in doubt. A service that does not answer, a
door that stays shut or an answer that is no schema is shown on the document's page and is no drift.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock, outbound
from core.actor import SYSTEM, Actor
from core.errors import Conflict, DomainError, NotFound
from docs_library import lifecycle
from docs_library.access import LIBRARY
from docs_library.engine.schemas import Content, content_of
from docs_library.models import Document, SchemaLook, StaleSignal, Version
from docs_library.rules.drift import difference
from docs_library.rules.trees import Unreadable
from docs_library.selectors.drift import NO_SCHEMA, OURS, STATUS, told
from docs_library.selectors.readings import source_of
from docs_library.services.freshness import doubt
from docs_library.services.trail import tell_trail
from docs_library.types import Source
from monitoring.selectors import allow_rules

log = structlog.get_logger(__name__)
EVERY = timedelta(hours=24)
AT_ONCE = 8  # documents a tick: a task has 120 s
TIMEOUT_S, CONNECT_S = 12.0, 5.0
MOST_BYTES = 10 * 2**20
FOLLOWED = 3  # redirects, each through the door again


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look gave; ``about`` is the same for the same pair of contents."""

    outcome: str
    problem: str = ""
    detail: str = ""
    found: dict[str, Any] = field(default_factory=dict)
    about: str = ""


def look_at_schemas() -> int:
    """Look at the live schemas that were not looked at for a day, or that somebody asked for; gives how many. No
    transaction is open while others are asked."""
    done = 0
    for document in due()[:AT_ONCE]:
        try:
            done += look_at_schema(document) is not None
        except DomainError:
            log.exception("live schema not looked at", document=document.pk)
    return done


def due() -> QuerySet[Document]:
    """Those that somebody asked for first, then the longest ago. Another address or another version in force is looked
    at without waiting for the day."""
    look = "schema_look__"
    fresh = Q(
        **{f"{look}looked_at__gt": clock.now() - EVERY, f"{look}url": F("live_url")},
        **{f"{look}version__state": lifecycle.IN_FORCE},
    )
    asked = Q(**{f"{look}asked_at__isnull": False})
    rows = Document.objects.live().filter(versions__state=lifecycle.IN_FORCE).exclude(live_url="")
    rows = rows.filter(asked | ~fresh | Q(schema_look=None))
    return rows.order_by(
        F("schema_look__asked_at").asc(nulls_last=True), F("schema_look__looked_at").asc(nulls_first=True)
    )


def look_at_schema(document: Document) -> SchemaLook | None:
    """Look at one, keep what was found, and put the document in doubt where the service says otherwise; None where the
    document changed meanwhile."""
    version = document.versions.in_force().select_related("document").first()
    seen = _seen(document.live_url, version) if version else None
    return _kept(document, version, seen) if seen else None


def _seen(url: str, version: Version) -> Seen:
    try:
        ours = _our_contents(version)
        live = _live_content(url)
    except _NotComparedError as why:
        return Seen(SchemaLook.Outcome.FAILED, why.problem, why.detail[:200])
    if any(one.digest == live.digest for one in ours):
        return Seen(SchemaLook.Outcome.SAME)
    pair = hashlib.sha256(f"{ours[0].digest} {live.digest}".encode()).hexdigest()
    found = difference(ours[0].outline, live.outline).as_json()
    return Seen(SchemaLook.Outcome.DIFFERS, found=found, about=f"drift:{pair}")


class _NotComparedError(Exception):
    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(problem)
        self.problem, self.detail = problem, detail


def _our_contents(version: Version) -> list[Content]:
    """The schemas among the version's texts, the Estonian one first. Raises _NotComparedError where there is none."""
    found = []
    for text in version.texts.select_related("stored", "version__document"):
        try:
            content = content_of(source_of(text, {}))
        except (Unreadable, NotFound):
            continue
        if content:
            found.append((text.language != "et", content))
    if not found:
        raise _NotComparedError(OURS)
    return [content for _is_other, content in sorted(found, key=lambda one: one[0])]


def _live_content(url: str) -> Content:
    """Raises _NotComparedError."""
    limits = {"timeout_s": TIMEOUT_S, "connect_s": CONNECT_S, "max_bytes": MOST_BYTES, "follow": FOLLOWED}
    asked = outbound.Request("GET", url, allow=allow_rules(), **limits)
    ((_same, answer),) = outbound.multi([asked], total=TIMEOUT_S)
    if isinstance(answer, outbound.Failure):
        raise _NotComparedError(answer.kind, answer.detail)
    if answer.status != 200:
        raise _NotComparedError(STATUS, str(answer.status))
    try:
        content = content_of(Source("", "", answer.body))
    except Unreadable as why:
        raise _NotComparedError(why.reason) from None
    if content is None:
        raise _NotComparedError(NO_SCHEMA)
    return content


@transaction.atomic
def _kept(document: Document, version: Version, seen: Seen) -> SchemaLook | None:
    url = document.live_url
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.live_url != url or document.archived_at or document.versions.in_force().first() != version:
        return None  # what was looked at holds no more: the next tick looks again
    facts = {"version": version, "url": url, "looked_at": clock.now(), "asked_at": None}
    facts |= {"outcome": seen.outcome, "problem": seen.problem, "detail": seen.detail, "found": seen.found}
    look = SchemaLook.objects.update_or_create(document=document, defaults=facts)[0]
    if seen.outcome == SchemaLook.Outcome.DIFFERS and not _is_known(document, seen.about):
        with override("et"):
            text = _("The service says otherwise: %(what)s") % {"what": told(look)}
        doubt(document=document, kind=StaleSignal.Kind.DRIFT, about=seen.about, text=text, by=SYSTEM)
    return look


def _is_known(document: Document, about: str) -> bool:
    """A doubt of this kind is open, or this very difference was reviewed and nothing had to change."""
    drifts = document.signals.filter(kind=StaleSignal.Kind.DRIFT)
    return drifts.open().exists() or drifts.filter(about=about, ended_by_review__isnull=False).exists()


@transaction.atomic
def ask_look(*, document: Document, by: Actor) -> SchemaLook:
    """Have the live schema looked at now; a worker does it. Raises NotAllowed or Conflict (no address, nothing is in
    force)."""
    LIBRARY.require(by, "review")
    document = Document.objects.select_for_update().get(pk=document.pk)
    if not document.live_url:
        raise Conflict(_("The document does not say where its service tells the schema."))
    if document.archived_at or not document.versions.in_force().exists():
        raise Conflict(_("No version is in force: there is nothing to compare with."))
    look = SchemaLook.objects.update_or_create(document=document, defaults={"asked_at": clock.now()})[0]
    tell_trail("ask_look", document, by, {"live_url": [document.live_url, document.live_url]})
    return look
