"""What in the library waits for somebody: one list for the one who keeps it true."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from components.models import Component
from core import clock
from core.actor import Actor
from core.templatetags.ui_time import written
from docs_library import lifecycle
from docs_library.models import BrokenLink, Document, Restriction, StaleSignal, Version

SOON_DAYS, RESTRICTED_DAYS = 30, 60
DESCRIBING = ("description", "schema")  # types that say what a component is


class Waiting(NamedTuple):
    """A thing that waits: where it stands, what it is called, and why it waits."""

    url: str
    title: str
    why: str
    tone: str = "warning"


class Group(NamedTuple):
    heading: str
    rows: list[Waiting]


def _page(document: Document) -> str:
    return reverse("document_detail", args=[document.slug])


def attention(actor: Actor) -> list[Group]:
    """Groups that have anything, the most urgent first; what the actor does not see is in none."""
    documents = Document.objects.visible_to(actor).live()
    groups = [
        Group(_("Review is late or due within 30 days"), _reviews(documents)),
        Group(_("In doubt"), _doubts(actor)),
        Group(_("Links that lead nowhere"), _links(actor)),
        Group(_("On the way"), _coming(actor)),
        Group(_("Restrictions that end within 60 days"), _restrictions(actor)),
        Group(_("Components without a description or schema in force"), undescribed(actor)),
        Group(_("Documents about components that were put away"), _lost_components(documents)),
        Group(_("To be disposed of"), _disposable(documents)),
    ]
    return [group for group in groups if group.rows]


def _reviews(documents: QuerySet[Document]) -> list[Waiting]:
    today = clock.today()
    live = documents.filter(versions__state=lifecycle.IN_FORCE)
    due = live.filter(review_on__lte=today + timedelta(SOON_DAYS))
    rows = [(row, (row.review_on - today).days) for row in due.order_by("review_on", "slug").distinct()]
    return [
        Waiting(_page(row), str(row), written(row.review_on), "danger" if days < 0 else "warning") for row, days in rows
    ]


def _doubts(actor: Actor) -> list[Waiting]:
    rows = StaleSignal.objects.visible_to(actor).open().filter(document__archived_at__isnull=True)
    return [
        Waiting(_page(row.document), str(row.document), f"{row.get_kind_display()}: {row.text}")
        for row in rows.select_related("document").order_by("since")
    ]


def _links(actor: Actor) -> list[Waiting]:
    rows = BrokenLink.objects.visible_to(actor).open().filter(document__archived_at__isnull=True)
    return [
        Waiting(_page(row.document), str(row.document), f"{row.url} – {row.why}")
        for row in rows.select_related("document")
    ]


def _coming(actor: Actor) -> list[Waiting]:
    rows = Version.objects.visible_to(actor).coming().filter(document__archived_at__isnull=True)
    rows = rows.select_related("document").order_by("created_at")
    return [
        Waiting(
            reverse("version_detail", args=[row.document.slug, row.number]), str(row), row.get_state_display(), "info"
        )
        for row in rows
    ]


def _restrictions(actor: Actor) -> list[Waiting]:
    until = clock.today() + timedelta(RESTRICTED_DAYS)
    rows = Restriction.objects.visible_to(actor).active().filter(until_on__lte=until)
    rows = rows.select_related("version__document").order_by("until_on")
    return [
        Waiting(
            reverse("version_detail", args=[row.version.document.slug, row.version.number]),
            str(row.version),
            f"{row.law} – {written(row.until_on)}",
        )
        for row in rows
    ]


def undescribed(actor: Actor) -> list[Waiting]:
    """Our components of which no description or schema is in force."""
    is_described = Q(documents__type__in=DESCRIBING, documents__versions__state=lifecycle.IN_FORCE)
    is_described &= Q(documents__archived_at__isnull=True)
    rows = Component.objects.visible_to(actor).shared().live()
    rows = rows.annotate(described=Count("documents", filter=is_described)).filter(described=0)
    return [Waiting(reverse("component_detail", args=[row.slug]), str(row.name), "") for row in rows.order_by("slug")]


def _lost_components(documents: QuerySet[Document]) -> list[Waiting]:
    lost = documents.annotate(gone=Count("components", filter=Q(components__archived_at__isnull=False)))
    return [
        Waiting(
            _page(row),
            str(row),
            ngettext("%(count)s component was put away", "%(count)s components were put away", row.gone)
            % {"count": row.gone},
        )
        for row in lost.filter(gone__gt=0).order_by("slug")
    ]


def _disposable(documents: QuerySet[Document]) -> list[Waiting]:
    rows = documents.filter(dispose_on__lt=clock.today()).order_by("dispose_on")
    return [Waiting(_page(row), str(row), written(row.dispose_on)) for row in rows]
