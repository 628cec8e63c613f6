"""The plan as it stands, or as it stood at the end of a day; as a picture and as the rows of the agency's sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock
from core.actor import Actor
from core.svg import Span, timeline
from planning.lifecycle import LINE_OPEN
from planning.models import QUARTERS, PlanLine
from planning.rules.quarters import span_of
from planning.rules.sheet import COLUMNS, HEADS, mark_of

TONES = {"done": "success", "in_work": "info", "planned": "neutral", "carried": "neutral", "dropped": "neutral"}
NOT_MARKED = ("mark", "because", "state")


def _with_lateness(rows: QuerySet, day: date) -> QuerySet:
    late = When(state__in=LINE_OPEN, due_on__lt=day, then=Value(True))
    return rows.annotate(is_overdue=Case(late, default=Value(False), output_field=BooleanField()))


def lines(actor: Actor) -> QuerySet[PlanLine]:
    """Lines that the actor may see, with what a row shows."""
    rows = PlanLine.objects.visible_to(actor).live().select_related("owner", "goal", "proposal")
    return _with_lateness(rows, clock.today())


def lines_at(actor: Actor, day: date) -> QuerySet:
    """The same as they stood at the end of the day: rows of history with the fields of lines."""
    end = datetime.combine(day + timedelta(days=1), time(), clock.TALLINN)
    seen = PlanLine.objects.visible_to(actor).order_by().values("pk")
    past = PlanLine.history.filter(history_date__lt=end, id__in=seen)
    last = past.order_by("id", "-history_date", "-history_id").distinct("id").values("history_id")
    rows = PlanLine.history.filter(history_id__in=last, archived_at__isnull=True).exclude(history_type="-")
    return _with_lateness(rows.select_related("owner", "goal", "proposal"), day)


def numbers(rows: QuerySet) -> dict[str, int]:
    """How many there are, are done, and are late."""
    return rows.order_by().aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(state="done")), late=Count("pk", filter=Q(is_overdue=True))
    )


def tone_of(row: PlanLine) -> str:
    return "danger" if row.is_overdue else TONES[row.state]


def by_quarters(rows: Iterable[PlanLine], year: int) -> SafeString:
    """Lines over the quarters of the year: from the one in which each is planned to the one of its day. The list is
    the page's to make."""
    columns = [f"{name} {_('quarter')}" for _number, name in QUARTERS]
    spans = [
        Span(
            f"{row.ref} {row.title} ({row.get_state_display()})",
            *span_of(row.quarter, row.due_on),
            tone_of(row),
            reverse("plan_line_detail", args=[row.ref]),
        )
        for row in rows
    ]
    return timeline(columns, spans, _("The plan of %(year)s by quarters") % {"year": year})


def sheet_values(row: PlanLine) -> dict[str, object]:
    """What the sheet says of a line, by column."""
    with override("et"):
        state = row.get_state_display()
    values: dict[str, object] = {
        "line_no": row.line_no,
        "ref": row.ref,
        "year": row.year,
        "quarter": row.quarter,
        "title": row.title,
        "goal": row.goal.code if row.goal else "",
        "owner": row.owner.email,
        "measure": row.measure,
        "due_on": f"{row.due_on:%d.%m.%Y}",
        "hours": "" if row.hours is None else f"{row.hours.normalize():f}".replace(".", ","),
        "state": state,
        "result": row.result,
        "waits_for": row.waits_for,
        "late_reason": row.late_reason,
        "because": "",
    }
    values["mark"] = sheet_mark(values)
    return values


def sheet_mark(values: dict[str, object]) -> str:
    return mark_of({name: value for name, value in values.items() if name not in NOT_MARKED})


def sheet_heads() -> list[str]:
    """The sheet's own words, Estonian whoever takes it: the agency's plan is kept in Estonian."""
    return [HEADS[name][0] for name in COLUMNS]


def sheet_rows(rows: Iterable[PlanLine]) -> list[list[object]]:
    return [[values[name] for name in COLUMNS] for values in map(sheet_values, rows)]


def sheet_order(rows: QuerySet[PlanLine]) -> list[PlanLine]:
    """By their numbers in the sheet, numbers as numbers."""
    return sorted(rows, key=lambda row: (not row.line_no.isdigit(), row.line_no.zfill(20), row.ref))
