"""Measures of the plan: proposals in time, decided, reasoned; lines done by their baseline, with a result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.measures import COUNT, NOT_DUE, STATE, YEAR, Counted, Measure, Reading, Row, Target, kind_of, measures
from core.templatetags.ui_time import written
from planning.lifecycle import DECIDED
from planning.models import Evidence, PlanLine, PlanMove, PlanningRound, Proposal

kind_of("proposal", "planning", lambda actor: Proposal.objects.visible_to(actor))
kind_of("plan_line", "planning", lambda actor: PlanLine.objects.visible_to(actor))


def _as_of(model: type, reading: Reading) -> QuerySet:
    """Rows of the model's history as they stood at the instant."""
    past = model.history.filter(history_date__lte=reading.as_of)
    last = past.order_by("id", "-history_date", "-history_id").distinct("id").values("history_id")
    return model.history.filter(history_id__in=last, archived_at__isnull=True).exclude(history_type="-")


def proposals(reading: Reading) -> list:
    """Those handed in by then and not withdrawn, as they stood; each with its ``evidence`` of that time."""
    rows = _as_of(Proposal, reading).filter(submitted_at__isnull=False).exclude(state="withdrawn")
    rows = list(rows.select_related("round").order_by("submitted_at", "id"))
    valid = Q(archived_at__isnull=True) | Q(archived_at__gt=reading.as_of)
    found = defaultdict(int)
    for pk in Evidence.objects.filter(valid, created_at__lte=reading.as_of).values_list("proposal", flat=True):
        found[pk] += 1
    for row in rows:
        row.evidence_count = found[row.id]
    return rows


def lines(reading: Reading) -> list:
    """Lines as they stood."""
    return list(_as_of(PlanLine, reading).order_by("due_on", "ref"))


def _proposal(row, at, why: str = "") -> Row:
    return Row("proposal", row.id, f"{row.ref} {row.title}", reverse("proposal_detail", args=[row.ref]), at, why)


def _line(row, at, why: str = "") -> Row:
    return Row("plan_line", row.id, f"{row.ref} {row.title}", reverse("plan_line_detail", args=[row.ref]), at, why)


def _counted(placed: Iterable[tuple[str, Row]], waits_for: str = "") -> Counted:
    lists: dict[str, list[Row]] = defaultdict(list)
    for place, row in placed:
        lists[place].append(row)
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], waits_for=waits_for)


def in_time(reading: Reading) -> Counted:
    """2.4.a-1: proposals of the round that ended last, handed in by its minute."""
    ended = PlanningRound.objects.live().filter(deadline_at__lte=reading.as_of, created_at__lte=reading.as_of)
    last = ended.order_by("-deadline_at").first()
    if last is None:
        return Counted(waits_for=_("No planning round has ended yet."))
    told = _("handed in %(at)s, deadline %(deadline)s")
    return _counted(
        (
            "fulfilled" if row.submitted_at <= last.deadline_at else "missed",
            _proposal(
                row,
                row.submitted_at,
                told % {"at": written(row.submitted_at), "deadline": written(last.deadline_at)},
            ),
        )
        for row in reading.once(proposals)
        if row.round_id == last.pk
    )


def approved(reading: Reading) -> Counted:
    """2.4.a-2: of those decided this year."""
    return _counted(
        (
            "fulfilled" if row.state == "approved" else "missed",
            _proposal(row, row.decided_at, f"{row.get_state_display()}: {row.decision_reason}"),
        )
        for row in reading.once(proposals)
        if row.state in DECIDED and reading.holds(row.decided_at)
    )


def organised(reading: Reading) -> Counted:
    """2.7.b-1: proposals about how work is organised, with what became of them."""
    done = {row.proposal_id for row in reading.once(lines) if row.state == "done"}
    return _counted(
        ("fulfilled", _proposal(row, row.submitted_at, _became(row, row.id in done)))
        for row in reading.once(proposals)
        if row.kind == "organisation" and reading.holds(row.submitted_at)
    )


def _became(row, is_done: bool) -> str:
    return _("carried out") if is_done else str(row.get_state_display())


def reasoned(reading: Reading) -> Counted:
    """2.7.c-1: development proposals with a goal, something that they rest on, and an estimate."""
    return _counted(
        ("missed" if lacks else "fulfilled", _proposal(row, row.submitted_at, ", ".join(lacks)))
        for row, lacks in ((row, _lacks(row)) for row in reading.once(proposals))
        if row.kind == "development" and reading.holds(row.submitted_at)
    )


def _lacks(row) -> list[str]:
    wanted = (
        (row.goal_id, _("no goal of the agency")),
        (row.evidence_count, _("rests on nothing")),
        (row.hours is not None or row.cost_eur is not None, _("no estimate")),
    )
    return [word for is_there, word in wanted if not is_there]


def by_baseline(reading: Reading) -> Counted:
    """plaan-1: lines whose baseline day is over, done by it; moves of the day are told, and change nothing."""
    moved: dict[int, list[str]] = defaultdict(list)
    for move in PlanMove.objects.filter(created_at__lte=reading.as_of):
        moved[move.line_id].append(f"{written(move.from_on)} → {written(move.to_on)}: {move.reason}")
    rows = [row for row in reading.once(lines) if row.year == reading.year]
    placed = [_placed(row, moved[row.id], reading) for row in rows]
    return _counted(placed, "" if rows else _("The plan of the year has no lines yet."))


def _placed(row, moves: list[str], reading: Reading) -> tuple[str, Row]:
    if row.baseline_on is None:
        return "left_out", _line(row, row.due_on, _("the baseline is not fixed"))
    if row.baseline_on >= reading.today:
        return "left_out", _line(row, row.baseline_on, f"{NOT_DUE}: {written(row.baseline_on)}")
    said = written(row.done_on) if row.done_on else str(row.get_state_display())
    why = _("baseline %(due)s, done: %(said)s") % {"due": written(row.baseline_on), "said": said}
    is_done = row.done_on is not None and row.done_on <= row.baseline_on
    told = "; ".join(filter(None, [why, row.late_reason, *moves]))
    return ("fulfilled" if is_done else "missed"), _line(row, row.baseline_on, told)


def measured(reading: Reading) -> Counted:
    """plaan-2: lines done this year, with what their measure shows."""
    return _counted(
        ("fulfilled" if row.result.strip() else "missed", _line(row, row.done_on, f"{row.measure}: {row.result}"))
        for row in reading.once(lines)
        if row.state == "done" and reading.start_on <= row.done_on <= reading.today
    )


for measure in (
    Measure(
        slug="2.4.a-1",
        label=gettext_lazy("Proposals handed in by the deadline of the planning round"),
        rule=gettext_lazy("Of the proposals for the round that ended last, late ones included: by the minute."),
        role="lead",
        window=STATE,
        target=Target("≥", 100),
        count=in_time,
    ),
    Measure(
        slug="2.4.a-2",
        label=gettext_lazy("Decided proposals that were approved"),
        rule=gettext_lazy("Of the proposals decided this year; a postponed one counts as decided."),
        role="info",
        window=YEAR,
        target=None,
        count=approved,
    ),
    Measure(
        slug="2.7.b-1",
        label=gettext_lazy("Proposals to organise work better"),
        rule=gettext_lazy("Handed in this year, each with its decision and whether it was carried out."),
        role="lead",
        window=YEAR,
        target=Target("≥", 2, per_cent=False),
        count=organised,
        unit=COUNT,
        judged_from=(7, 1),
    ),
    Measure(
        slug="2.7.c-1",
        label=gettext_lazy("Reasoned development proposals"),
        rule=gettext_lazy(
            "Of the development proposals handed in this year: with a goal of the agency, at least one thing that it "
            "rests on, and an estimate of hours or cost."
        ),
        role="lead",
        window=YEAR,
        target=Target("≥", 90),
        count=reasoned,
    ),
    Measure(
        slug="plaan-1",
        label=gettext_lazy("Plan lines done in time"),
        rule=gettext_lazy("Of the year's lines whose day by the baseline is over; moved days change nothing."),
        role="support",
        window=YEAR,
        target=Target("≥", 85),
        count=by_baseline,
    ),
    Measure(
        slug="plaan-2",
        label=gettext_lazy("Plan lines whose measure was measured"),
        rule=gettext_lazy("Of the lines done this year: those with a result."),
        role="support",
        window=YEAR,
        target=Target("≥", 100),
        count=measured,
    ),
):
    measures.register(measure)
