"""What is new to a person in the library, and which documents are theirs."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from core.actor import Actor
from docs_library.models import Document, Reading, Version
from partners.selectors import components_tied_to

LISTED = 20


class News(NamedTuple):
    """A version in force that the person has not read. ``before`` is the number of the one they read last; None where
    the document came after they began to read here."""

    version: Version
    before: int | None


def with_ours(rows: QuerySet[Document], actor: Actor) -> QuerySet[Document]:
    """Each with ``is_ours``: about a component of the actor's organisations, or meant for them by name."""
    organisations = list(actor.organisation_ids)
    own = Q(components__in=components_tied_to(organisations)) | Q(organisations__in=organisations)
    ours = Document.objects.filter(own, pk=OuterRef("pk")).order_by()
    return rows.annotate(is_ours=Exists(ours))


def news_for(actor: Actor) -> list[News]:
    """Of the documents that the actor sees, the newest first; nobody's and a first visitor's is empty."""
    if actor.user_id is None:
        return []
    mine = Reading.objects.visible_to(actor).filter(user=actor.user_id)
    since = mine.aggregate(first=Min("first_at"))["first"]
    if since is None:
        return []
    of_document = mine.order_by().filter(version__document=OuterRef("document"))
    last = of_document.values("version__document").annotate(last=Max("version__number")).values("last")
    rows = Version.objects.visible_to(actor).in_force().filter(document__archived_at=None)
    rows = rows.annotate(before=Subquery(last)).select_related("document").order_by("-in_force_at")
    unread = Q(before__lt=F("number")) | Q(before=None, in_force_at__gt=since)
    return [News(row, row.before) for row in rows.filter(unread)[:LISTED]]
