"""Measures of 2.3: inputs of the post given in time and fit at once; working days awaited by party."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.measures import NOT_DUE, YEAR, Counted, Measure, Reading, Row, Split, Target, kind_of, measures
from core.templatetags.ui_time import written
from planning.models import Input, InputTurn
from planning.rules.waiting import Standing, Turn, awaited, standing
from planning.selectors.inputs import with_sides
from planning.selectors.people import held

kind_of("input", "planning", lambda actor: Input.objects.visible_to(actor))


def inputs(reading: Reading) -> list[Input]:
    """Inputs due in the year that were asked for by then, each with how it ``stood`` at the end of the day."""
    turns = InputTurn.objects.order_by("on", "pk").filter(on__lte=reading.today)
    rows = with_sides(Input.objects.live()).filter(due_on__year=reading.year, created_at__lte=reading.as_of)
    found = list(rows.prefetch_related(Prefetch("turns", turns, to_attr="told")).order_by("due_on", "ref"))
    for row in found:
        row.stood = standing([Turn(turn.action, turn.on) for turn in row.told], reading.today)
    return found


def post(reading: Reading) -> list[tuple[int, date, date | None]]:
    """Who held the post, from when until when."""
    return held("owner")


def _is_of_post(row: Input, reading: Reading) -> bool:
    return any(
        row.giver_id == user and first <= row.due_on and (last is None or last >= row.due_on)
        for user, first, last in reading.once(post)
    )


def in_time(reading: Reading) -> Counted:
    """2.3.a-1: inputs from the holder of the post, by their due day."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for row in reading.once(inputs):
        if _is_of_post(row, reading):
            place, why = _verdict(row, row.stood, reading.today)
            lists[place].append(input_row(row, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _verdict(row: Input, stood: Standing, today: date) -> tuple[str, str]:
    due = {"due": written(row.due_on)}
    if stood.is_cancelled:
        return "left_out", _("called off")
    if row.due_on >= today:
        return "left_out", f"{NOT_DUE}: {due['due']}"
    if stood.given_on is None:
        return "missed", _("due %(due)s, not given") % due
    told = due | {"given": written(stood.given_on)}
    if stood.was_returned:
        return "missed", _("due %(due)s, given %(given)s, returned") % told
    is_in_time = stood.given_on <= row.due_on
    return ("fulfilled" if is_in_time else "missed"), _("due %(due)s, given %(given)s") % told


def waited(reading: Reading) -> Counted:
    """2.3.a-2: working days from the due day to the giving that stands, or to the day of reading."""
    lists: dict[str, list[Row]] = defaultdict(list)
    days_of: dict[str, int] = defaultdict(int)
    for row in reading.once(inputs):
        if row.stood.is_cancelled or row.due_on >= reading.today:
            why = _("called off") if row.stood.is_cancelled else f"{NOT_DUE}: {written(row.due_on)}"
            lists["left_out"].append(input_row(row, why))
            continue
        days = awaited(row.due_on, row.stood.final_on, reading.today)
        days_of[row.giver_name] += days
        why = _("%(who)s: %(days)s working days") % {"who": row.giver_name, "days": days}
        lists["missed" if days else "fulfilled"].append(input_row(row, why, max(days, 1)))
    total = sum(days_of.values())
    splits = [Split(party, days, total) for party, days in sorted(days_of.items(), key=lambda e: (-e[1], e[0])) if days]
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], splits)


def input_row(row: Input, why: str, count: int = 1) -> Row:
    return Row("input", row.pk, str(row), reverse("input_detail", args=[row.ref]), row.due_on, why, count=count)


for measure in (
    Measure(
        "2.3.a-1",
        gettext_lazy("Inputs to developments were given in time and fit at once"),
        gettext_lazy(
            "Inputs that the holder of the post was to give, by their due day: given by it, and never returned."
        ),
        "lead",
        YEAR,
        Target("≥", 95),
        in_time,
    ),
    Measure(
        "2.3.a-2",
        gettext_lazy("Working days for which inputs were awaited, by party"),
        gettext_lazy(
            "Inputs due this year: working days from the due day to the giving that stands, or to the day of reading."
        ),
        "info",
        YEAR,
        None,
        waited,
        direction="down",
        unit="count",
    ),
):
    measures.register(measure)
