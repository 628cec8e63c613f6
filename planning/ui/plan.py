"""What the plan shows on others' pages: what waits for whom today, its summary, and what is found by search."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import OWNER, Actor
from core.search import Hit, Source, Text
from core.search import sources as search
from core.surface import Panel, add_panel
from notifications.types import AboutResolver, about_resolvers
from planning.access import PLANNING
from planning.lifecycle import LINE_OPEN
from planning.models import PlanLine, Proposal
from planning.selectors.lines import lines, numbers
from planning.selectors.proposals import label_of, waiting_for

SOON, SHOWN = timedelta(days=14), 6


def on_today(actor: Actor, _subject: object) -> dict | None:
    """Decisions that wait for who decides, drafts of the portal for owners, and one's own lines late or due soon."""
    if not PLANNING.may(actor, "see_plan"):
        return None
    deciding = list(waiting_for(actor)[:SHOWN])
    drafts = list(_drafts(actor)[: SHOWN + 1]) if actor.has_role(OWNER) else []
    more = _drafts(actor).count() - SHOWN if len(drafts) > SHOWN else 0
    mine = lines(actor).filter(owner=actor.responsible_id or 0, state__in=LINE_OPEN, due_on__lte=clock.today() + SOON)
    mine = list(mine.order_by("due_on", "ref")[: 2 * SHOWN])
    found = {"deciding": deciding, "drafts": drafts[:SHOWN], "more": more, "lines": mine}
    return found if deciding or drafts or mine else None


def _drafts(actor: Actor):
    rows = Proposal.objects.visible_to(actor).live().filter(state=Proposal.State.DRAFT)
    return rows.exclude(origin="").select_related("round").order_by("-created_at")


def of_year(actor: Actor, year: int) -> dict | None:
    """The year's lines and proposals in numbers, each opening into its rows."""
    if not PLANNING.may(actor, "see_plan"):
        return None
    rows = Proposal.objects.visible_to(actor).live()
    counts = rows.aggregate(
        waiting=Count("pk", filter=Q(state=Proposal.State.SUBMITTED)),
        late=Count("pk", filter=Q(submitted_at__gt=F("round__deadline_at"), round__year=year)),
        drafted=Count("pk", filter=Q(state=Proposal.State.DRAFT) & ~Q(origin="")),
    )
    return {"numbers": numbers(lines(actor).filter(year=year)), "counts": counts, "year_text": str(year)}


def about_proposal(ref: str) -> tuple[str, str] | None:
    """What a letter about a proposal is called, and where it leads."""
    label = label_of(ref)
    return (label, reverse("proposal_detail", args=[ref])) if label else None


add_panel(Panel("plan", "today", 45, "planning/_plan_today.html", on_today))
add_panel(Panel("plan", "plan", 10, "planning/_plan_summary.html", of_year))
about_resolvers.register(AboutResolver("proposal", about_proposal))


def found_proposal(row: Proposal) -> Hit:
    return Hit(reverse("proposal_detail", args=[row.ref]), str(row), row.get_state_display())


def found_line(row: PlanLine) -> Hit:
    return Hit(reverse("plan_line_detail", args=[row.ref]), str(row), f"{row.year} · {row.get_state_display()}")


def texts_of_proposal(row: Proposal) -> list[Text]:
    return [Text(row.title, "A", "et"), Text(row.ref, "A"), Text(row.reason, "B", "et"), Text(row.benefit, "C", "et")]


def texts_of_line(row: PlanLine) -> list[Text]:
    own = [Text(row.title, "A", "et"), Text(row.ref, "A"), Text(row.measure, "B", "et")]
    return [*own, Text(row.result), Text(row.waits_for, "C", "et")]


search.register(
    Source(
        "proposals",
        _("Proposals"),
        Proposal,
        lambda actor: Proposal.objects.visible_to(actor).live(),
        texts_of_proposal,
        found_proposal,
    )
)
search.register(
    Source(
        "plan-lines",
        _("Plan lines"),
        PlanLine,
        lambda actor: PlanLine.objects.visible_to(actor).live(),
        texts_of_line,
        found_line,
    )
)
