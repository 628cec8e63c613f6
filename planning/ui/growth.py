"""What self-development, accesses and decisions show on others' pages. Of goals nothing but to the two who see them."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from core.search import Hit, Source, Text
from core.search import sources as search
from core.surface import Panel, add_panel
from notifications.types import AboutResolver, about_resolvers
from planning.access import PLANNING
from planning.models import AccessRequest, Decision, Goal
from planning.selectors import description
from planning.selectors.abouts import by_lookup
from planning.selectors.rights import may_decide
from planning.types import AboutSource, about_sources

SOON = timedelta(days=30)
ENDING = timedelta(days=14)
SHOWN = 8


def goals_on_today(actor: Actor, _subject: object) -> dict | None:
    """Those that were reported to the actor; their own that came back or are due within a month."""
    rows = Goal.objects.visible_to(actor).live().exclude(state__in=("confirmed", "dropped")).select_related("person")
    rows, limit = list(rows.order_by("due_on", "pk")), clock.today() + SOON
    to_answer = [row for row in rows if row.lead_id == actor.user_id and row.state == "reported"]
    mine = [row for row in rows if row.person_id == actor.user_id and row.state != "reported"]
    mine = [row for row in mine if row.state == "returned" or row.due_on <= limit]
    return {"to_answer": to_answer, "mine": mine} if to_answer or mine else None


def access_on_today(actor: Actor, _subject: object) -> dict | None:
    """Requests that the actor may decide on; their own accesses that end soon."""
    if not actor.is_agency:
        return None
    today = clock.today()
    rows = AccessRequest.objects.visible_to(actor).live().select_related("holder")
    own = rows.filter(holder=actor.responsible_id or 0, state="granted")
    waiting = rows.filter(state="asked").order_by("asked_on", "pk") if PLANNING.may(actor, "decide_access") else []
    waiting = [row for row in waiting if may_decide(actor, row)][:SHOWN]
    ending = list(own.filter(expires_on__range=(today, today + ENDING)).order_by("expires_on")[:SHOWN])
    return {"waiting": waiting, "ending": ending} if waiting or ending else None


def on_plan(actor: Actor, year: int) -> dict:
    """What waits, and where the review of the job description stands; of goals nothing."""
    today = clock.today()
    rows = AccessRequest.objects.visible_to(actor).live()
    decisions = Decision.objects.visible_to(actor).live().filter(taken_on__year=year)
    return {
        "waiting": rows.filter(state="asked").count(),
        "ending": rows.filter(state="granted", expires_on__range=(today, today + ENDING)).count(),
        "decisions": decisions.count(),
        "year": year,
        "due": description.review_due(),
        "is_late": description.is_review_late(),
        "sees_duties": PLANNING.may(actor, "see_duties"),
    }


def of_access(row: AccessRequest) -> str:
    return reverse("access_detail", args=[row.ref])


def of_decision(row: Decision) -> str:
    return reverse("decision_detail", args=[row.ref])


def about_access(ref: str) -> tuple[str, str]:
    return ref, reverse("access_detail", args=[ref])


add_panel(Panel("goals", "today", 18, "planning/_growth_today.html", goals_on_today))
add_panel(Panel("accesses", "today", 45, "planning/_rights_today.html", access_on_today))
add_panel(Panel("rights", "plan", 70, "planning/_rights_plan.html", on_plan))
about_resolvers.register(AboutResolver("access", about_access))
about_sources.register(AboutSource("decision", by_lookup(Decision, "ref", of_decision)))
about_sources.register(AboutSource("access", by_lookup(AccessRequest, "ref", of_access)))

search.register(
    Source(
        "decisions",
        _("Decisions"),
        Decision,
        lambda actor: Decision.objects.visible_to(actor).live(),
        lambda row: [Text(row.ref, "A"), Text(row.text), Text(row.basis)],
        lambda row: Hit(of_decision(row), str(row), row.basis),
    )
)
search.register(
    Source(
        "access-requests",
        _("Access to information systems"),
        AccessRequest,
        lambda actor: AccessRequest.objects.visible_to(actor).live(),
        lambda row: [Text(row.ref, "A"), Text(row.name, "A"), Text(row.reason)],
        lambda row: Hit(of_access(row), str(row), row.get_state_display()),
    )
)
