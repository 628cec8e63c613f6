"""What the library offers to other floors' pages."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from accounts.models import Organisation
from components.models import Component, System
from core import clock
from core.actor import OWNER, Actor
from core.search import Hit, Source, Text, in_languages
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from docs_library.access import LIBRARY
from docs_library.lifecycle import IN_FORCE
from docs_library.models import Document, SectionText, Version
from docs_library.selectors import label_of, library
from docs_library.services.sections import SOURCE
from notifications.types import AboutResolver, about_resolvers
from partners.models import Contract

SHOWN = 20


def _listed(actor: Actor, rows: QuerySet, query: str = "") -> dict | None:
    rows = list(rows.order_by("title__et", "slug")[:SHOWN])
    return {"rows": rows, "list_url": f"{reverse('document_list')}{query}"} if rows else None


def of_component(actor: Actor, component: Component) -> dict | None:
    """Documents about the component."""
    return _listed(actor, library(actor).filter(components=component), f"?component={component.slug}")


def of_system(actor: Actor, system: System) -> dict | None:
    """Documents about the components that the system uses."""
    return _listed(actor, library(actor).filter(components__in=system.components.all()).distinct())


def of_contract(actor: Actor, contract: Contract) -> dict | None:
    return _listed(actor, library(actor).filter(contract=contract))


def on_sheet(actor: Actor, organisation: Organisation) -> dict | None:
    """What is in force and meant for the organisation: for those who answer its questions, and for itself."""
    from docs_library.selectors.partners import for_organisation

    rows = for_organisation(actor, organisation)
    return {"rows": rows[:SHOWN]} if rows else None


def on_today(actor: Actor, _subject: object) -> dict | None:
    """What waits for this person: reviews that are due, doubts, versions to approve."""
    if not LIBRARY.may(actor, "see_drafts"):
        return None
    approves = LIBRARY.may(actor, "approve")
    own = Q(responsible=actor.responsible_id or 0)
    if actor.has_role(OWNER):
        own |= Q(responsible__isnull=True)
    if approves:
        own |= Q(pk__in=Version.objects.visible_to(actor).filter(state="review").values("document"))
    rows = library(actor).filter(own)
    waiting = [row for row in rows if approves and any(version.state == "review" for version in row.coming)]
    mine = [row for row in rows if row.shown and _answers(actor, row) and (row.is_review_late or row.doubts)]
    return {"mine": mine, "waiting": waiting} if mine or waiting else None


def _answers(actor: Actor, row: Document) -> bool:
    """As ``notices.answers_for`` says: where nobody is named, every owner."""
    return row.responsible_id == actor.responsible_id if row.responsible_id else actor.has_role(OWNER)


def about_document(slug: str) -> tuple[str, str] | None:
    """What a letter or notice about a document is called, and where it leads."""
    label = label_of(slug)
    return (label, reverse("document_detail", args=[slug])) if label else None


def found_document(row: Document) -> Hit:
    version = row.shown[0] if row.shown else None
    since = version and gettext("in force since %(day)s") % {"day": f"{clock.local(version.in_force_at):%d.%m.%Y}"}
    return Hit(reverse("document_detail", args=[row.slug]), str(row.title), since or "")


add_nav(NavItem("library", gettext_lazy("Library"), "document_list", 40, "book", lambda actor: True))
about_resolvers.register(AboutResolver("document", about_document))
add_panel(Panel("documents", "component", 30, "docs_library/_panel.html", of_component))
add_panel(Panel("documents", "system", 30, "docs_library/_panel.html", of_system))
add_panel(Panel("documents", "contract", 20, "docs_library/_panel.html", of_contract))
add_panel(Panel("documents", "partner_sheet", 20, "docs_library/_sheet.html", on_sheet))
add_panel(Panel("documents", "today", 35, "docs_library/_today.html", on_today))


def texts_of_document(row: Document) -> list[Text]:
    return [*in_languages(row.title, "A"), Text(row.slug, "A"), Text(row.reference, "A"), *in_languages(row.about)]


def found_section(row: SectionText) -> Hit:
    document = row.version.document
    url = f"{reverse('document_detail', args=[document.slug])}?lang={row.language}#{row.anchor}"
    return Hit(url, row.heading or str(document.title), f"{document.title} {row.version.label}")


def sections_to_find(actor: Actor) -> QuerySet:
    rows = SectionText.objects.visible_to(actor).filter(version__state=IN_FORCE, version__document__archived_at=None)
    return rows.select_related("version__document")


def texts_of_section(row: SectionText) -> list[Text]:
    return [Text(row.heading, "A", row.language), Text(row.text, "B", row.language)]


search.register(
    Source("documents", gettext_lazy("Documents"), Document, library, texts_of_document, found_document),
)
search.register(
    Source(
        SOURCE,
        gettext_lazy("In the texts of documents"),
        SectionText,
        sections_to_find,
        texts_of_section,
        found_section,
    )
)
