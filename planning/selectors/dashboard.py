"""The plan of a year for those who answer for it: lines by quarter, shares in time beside last year's, risks, decisions
that wait, the load of the quarters, what changed since the last look. A handful of questions, however many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actor import Actor
from core.measures import measures
from core.svg import Span
from planning.access import PLANNING
from planning.models import PlanLine, PlanLook, PlanMove, Proposal, Task
from planning.rules import judging, quarters
from planning.selectors import ledger

SHARES = ("plaan-1", "2.4.a-1", "2.3.a-1", "2.8.a-1", "2.7.a-1", "2.1.a-1", "2.2.b-1", "2.2.a-1")
DRAWN = 40  # lines in the picture; the table has all
A_YEAR = timedelta(weeks=52)
FIRST_LOOK = timedelta(days=14)  # who never marked it as seen is told of the last fortnight

DONE, DONE_LATE, LATE, IN_WORK, PLANNED, CARRIED, DROPPED = (
    *("done", "done_late", "late", "in_work", "planned", "carried", "dropped"),
)
WORDS = {
    DONE: gettext_lazy("done in time"),
    DONE_LATE: gettext_lazy("done late"),
    LATE: gettext_lazy("late"),
    IN_WORK: gettext_lazy("in work"),
    PLANNED: gettext_lazy("planned"),
    CARRIED: gettext_lazy("carried over"),
    DROPPED: gettext_lazy("dropped"),
}
TONES = {DONE: "success", DONE_LATE: "warning", LATE: "danger", IN_WORK: "info"}


@dataclass(frozen=True, slots=True)
class Share:
    """A lead measure of the year beside the same date of last year."""

    line: ledger.Line
    last_year: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to the plan: when, in words, and where to read on."""

    at: datetime
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many things wait for the reader; the address lists them."""

    label: str
    count: int
    url: str


def standing(line: PlanLine) -> str:
    """How the line stands today, against the day that was agreed first."""
    if line.state == "done":
        agreed = line.baseline_on or line.due_on
        return DONE if line.done_on <= agreed else DONE_LATE
    return LATE if line.is_late else line.state


def lines_of(actor: Actor, year: int) -> list[PlanLine]:
    rows = PlanLine.objects.visible_to(actor).live().filter(year=year).select_related("owner", "goal", "proposal")
    return list(rows.order_by("due_on", "ref"))


def spans(lines: Sequence[PlanLine]) -> list[Span]:
    """Lines over the quarters, those that ask for an act first; a line that moved spans from its agreed quarter on."""
    order = [LATE, IN_WORK, PLANNED, DONE_LATE, DONE, CARRIED, DROPPED]
    chosen = sorted(lines, key=lambda line: order.index(standing(line)))[:DRAWN]
    return [_span(line) for line in sorted(chosen, key=lambda line: (line.due_on, line.ref))]


def _span(line: PlanLine) -> Span:
    last = (line.quarter if line.due_on.year != line.year else quarters.quarter_of(line.due_on)) - 1
    first = quarters.quarter_of(line.baseline_on) - 1 if line.baseline_on else last
    label = f"{line.ref} {line.title}: {WORDS[standing(line)]}"
    url = reverse("plan_line_detail", args=[line.ref])
    return Span(label, min(first, last), last, TONES.get(standing(line), "neutral"), url)


def shares(actor: Actor, as_of: datetime | None) -> list[Share]:
    """The shares in time, each with last year's figure on the same weekday."""
    known = [measures.get(slug) for slug in SHARES if slug in measures]
    day = clock.local(as_of or clock.now()).date() - A_YEAR
    now, before, past = ledger.reckon(as_of, ledger.quarter_ago(as_of), clock.end_of(day))
    found = ledger.lines_of(actor, now, before, known)
    return [Share(line, _past(past.figures.get(line.slug))) for line in found]


def _past(figure: ledger.Figure | None) -> str:
    return figure.figure if figure and figure.value is not None else ""


def risks(lines: Sequence[PlanLine], found: Sequence[Share]) -> list[Waiting | PlanLine | ledger.Line]:
    """Lines that are late or wait for something, and lead measures that are missed."""
    at_risk = [
        line for line in lines if standing(line) == LATE or (line.waits_for and line.state in (PLANNED, IN_WORK))
    ]
    return [*at_risk, *(one.line for one in found if one.line.state == judging.MISSED)]


def proposals_of(actor: Actor) -> QuerySet[Proposal]:
    return Proposal.objects.visible_to(actor).live()


def decisions(actor: Actor) -> list[Waiting]:
    """What waits for this reader's word: proposals to decide, tasks to accept."""
    me = actor.responsible_id or 0
    found = []
    if PLANNING.may(actor, "decide_proposals"):
        open_ones = proposals_of(actor).filter(state="submitted").exclude(author=me).count()
        found.append(Waiting(_("Proposals to decide"), open_ones, reverse("proposal_list") + "?state=submitted"))
    done = Task.objects.visible_to(actor).live().filter(state="done", ordered_by=me).count()
    found.append(Waiting(_("Tasks to accept"), done, reverse("task_list") + "?whose=ordered"))
    return [one for one in found if one.count]


def workload(lines: Sequence[PlanLine]) -> list[tuple[int, Decimal, Decimal, int]]:
    """(quarter, hours planned, hours still open, lines still open) of the four quarters."""
    found = []
    for quarter in (1, 2, 3, 4):
        those = [line for line in lines if line.quarter == quarter and line.state not in (CARRIED, DROPPED)]
        left = [line for line in those if line.state != DONE]
        found.append((quarter, _hours(those), _hours(left), len(left)))
    return found


def _hours(lines: Sequence[PlanLine]) -> Decimal:
    return sum((line.hours or Decimal(0) for line in lines), Decimal(0))


def seen_at(actor: Actor) -> datetime:
    """When the reader last marked the plan as seen; a fortnight ago where never."""
    row = PlanLook.objects.visible_to(actor).filter(user=actor.user_id or 0).first()
    return row.seen_at if row else clock.now() - FIRST_LOOK


def changes(actor: Actor, lines: Sequence[PlanLine], since: datetime) -> list[Change]:
    """What happened to the plan since then, the last first."""
    day = clock.local(since).date()
    found = [
        Change(clock.end_of(line.done_on), _("Done: %(line)s") % {"line": line}, _line_url(line))
        for line in lines
        if line.done_on and line.done_on > day
    ]
    by_id = {line.pk: line for line in lines}
    for move in PlanMove.objects.visible_to(actor).filter(line__in=by_id, created_at__gt=since):
        told = {"line": by_id[move.line_id], "day": f"{move.to_on:%d.%m.%Y}", "why": move.reason}
        text = _("Moved to %(day)s: %(line)s (%(why)s)") % told
        found.append(Change(move.created_at, text, _line_url(by_id[move.line_id])))
    recent = Q(submitted_at__gt=since) | Q(decided_at__gt=since)
    for row in proposals_of(actor).filter(recent).exclude(state__in=("draft", "withdrawn")):
        at = row.decided_at if row.decided_at and row.decided_at > since else row.submitted_at
        text = f"{row}: {row.get_state_display()}"
        found.append(Change(at, text, reverse("proposal_detail", args=[row.ref])))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _line_url(line: PlanLine) -> str:
    return reverse("plan_line_detail", args=[line.ref])


def cells(line: PlanLine) -> list[Any]:
    """A line in the export."""
    days = (line.baseline_on, line.due_on, line.done_on)
    texts = [f"{day:%d.%m.%Y}" if day else "" for day in days]
    goal = str(line.goal) if line.goal else ""
    head = [line.ref, line.line_no, line.quarter, line.title, goal, str(line.owner), line.measure, line.result]
    return [*head, *texts, str(WORDS[standing(line)]), line.hours, line.late_reason, line.waits_for]
