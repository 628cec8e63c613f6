"""What incidents offers to other floors' pages."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.models import Component
from core import clock
from core.actor import RESOLVER, Actor
from core.search import Hit, Source, Text
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from docs_library.models import Document
from incidents.access import INCIDENTS
from incidents.models import Incident
from incidents.selectors.cases import guarded_by, open_with, queue, queue_numbers, title_of, waiting_on_party
from notifications.types import AboutResolver, about_resolvers
from partners.types import MeetingItem, MeetingSource, meeting_sources

SHOWN = 20  # of open cases on a sheet of paper


def of_component(actor: Actor, component: Component) -> dict | None:
    """Open cases of the component, and the last closed ones."""
    if not actor.is_agency:
        return None
    order = (F("closed_at").desc(nulls_first=True), "-opened_at")
    seen = Incident.objects.visible_to(actor)
    about = seen.filter(Q(component=component) | Q(root=component)).order_by(*order)[:8]
    rows = queue(actor).filter(pk__in=about.values("pk")).order_by(*order)
    return {"rows": list(rows), "component": component}


def of_document(actor: Actor, document: Document) -> dict | None:
    """Cases that the document keeps from coming back."""
    if not actor.is_agency:
        return None
    rows = Incident.objects.visible_to(actor).filter(pk__in=guarded_by(document).order_by().values("pk"))
    return {"rows": found} if (found := list(rows.order_by("-closed_at")[:SHOWN])) else None


def on_today(actor: Actor, _subject: object) -> dict | None:
    """What waits for this person: their own cases and the critical ones of nobody."""
    if not INCIDENTS.may(actor, "see_queue"):
        return None
    mine = queue(actor).open().filter(assignee_id=actor.responsible_id or 0)
    return {"rows": list(mine.order_by("priority", "resolve_due_at")[:8]), "numbers": queue_numbers(actor)}


def handovers_on_today(actor: Actor, _subject: object) -> dict | None:
    """What lies with this resolver's organisation."""
    if not actor.has_role(RESOLVER):
        return None
    return {"rows": list(waiting_on_party(actor)[:20])}


def to_talk_about(actor: Actor, organisation: Organisation) -> list[MeetingItem]:
    """Open cases that lie with the organisation or are about what it provides, the most urgent first."""
    if not INCIDENTS.may(actor, "see_queue"):
        return []
    return [
        MeetingItem(
            f"incident:{row.ref}",
            f"{row.ref} {row.title}",
            reverse("incident_detail", args=[row.ref]),
            " · ".join(
                filter(
                    None, [f"{clock.local(row.opened_at):%d.%m.%Y}", row.holder_name or "", row.their_reference or ""]
                )
            ),
        )
        for row in open_with(actor, organisation)
    ]


def on_sheet(actor: Actor, organisation: Organisation) -> dict | None:
    """Open cases with the partner, as ``to_talk_about``; for a resolver those that lie with its own organisation."""
    if INCIDENTS.may(actor, "see_queue"):
        found = open_with(actor, organisation)
        rows = [
            (row.ref, reverse("incident_detail", args=[row.ref]), row.title, row.opened_at, row.holder_name)
            for row in found[:SHOWN]
        ]
    else:
        found = waiting_on_party(actor).filter(
            Q(resolver_group__organisation=organisation) | Q(via__organisation=organisation)
        )
        rows = [
            (row.incident.ref, reverse("handover_own", args=[row.pk]), row.incident.title, row.incident.opened_at, "")
            for row in found[:SHOWN]
        ]
    return {"rows": rows} if rows else None


meeting_sources.register(MeetingSource("incident", _("Open cases"), 10, to_talk_about))


def about_case(ref: str) -> tuple[str, str] | None:
    """What a notice or letter about a case is called, and where it leads."""
    title = title_of(ref)
    return (f"{ref} {title}", reverse("incident_detail", args=[ref])) if title else None


about_resolvers.register(AboutResolver("incident", about_case))
add_nav(NavItem("incidents", _("Queue"), "incident_list", 10, "inbox", lambda a: INCIDENTS.may(a, "see_queue")))
add_nav(NavItem("handovers", _("Handovers"), "handover_list", 12, "send", lambda a: a.has_role(RESOLVER)))
add_nav(
    NavItem(
        "competence",
        _("Division of competence"),
        "competence",
        45,
        "handshake",
        lambda a: INCIDENTS.may(a, "see_competence"),
    )
)
add_panel(Panel("incidents", "component", 20, "incidents/_component_panel.html", of_component))
add_panel(Panel("guarded", "document", 20, "incidents/_guarded_panel.html", of_document))
add_panel(Panel("incidents", "partner_sheet", 10, "incidents/_partner_sheet.html", on_sheet))
add_panel(Panel("incidents", "today", 10, "incidents/_today_panel.html", on_today))
add_panel(Panel("handovers", "today", 12, "incidents/_today_handovers.html", handovers_on_today))


def found_case(row: Incident) -> Hit:
    return Hit(reverse("incident_detail", args=[row.ref]), f"{row.ref} {row.title}", str(row.component))


def cases_to_find(actor: Actor) -> QuerySet:
    """A resolver sees the words for its handovers, not those of the whole case, and so finds nothing by them."""
    rows = Incident.objects.visible_to(actor).select_related("component")
    return rows if actor.is_agency or actor.is_system else rows.none()


def texts_of_case(row: Incident) -> list[Text]:
    words = (row.description, row.got, row.cause_text, row.cure_text)
    return [Text(row.ref, "A"), Text(row.title, "A"), *(Text(one) for one in words)]


search.register(
    Source(
        "incidents",
        _("Cases"),
        Incident,
        cases_to_find,
        texts_of_case,
        found_case,
    )
)
