"""Measures of what was done so that a fault does not come back: recurrence, and guards that still hold (2.1.b)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.measures import MATURE, TWELVE_MONTHS, Counted, Measure, Reading, Row, Target, measures
from core.templatetags.ui_time import written
from docs_library.models import Version
from incidents.measures.rows import case_row
from incidents.models import Incident

RIPE = timedelta(days=90)
NO_FAULT_FOUND = {
    Incident.Cause.UNKNOWN: gettext_lazy("the cause was not found out"),
    Incident.Cause.USER_QUESTION: gettext_lazy("a question of use: there was no fault"),
}


def solved(reading: Reading) -> list[Incident]:
    """Cases with a cause, resolved when they had time to come back, each with ``again_at``: when the same was next
    detected by then. Duplicates and what was rejected are no recurrence."""
    begins, ends = reading.span(MATURE)
    later = Incident.objects.filter(
        fingerprint=OuterRef("fingerprint"), opened_at__gt=OuterRef("resolved_at"), opened_at__lte=reading.as_of
    )
    later = later.exclude(state__in=("duplicate", "rejected")).exclude(fingerprint="").order_by("opened_at")
    rows = Incident.objects.filter(resolved_at__range=(begins, ends)).exclude(cause_class="")
    rows = rows.exclude(state__in=("duplicate", "rejected")).annotate(again_at=Subquery(later.values("opened_at")[:1]))
    return list(rows.order_by("resolved_at", "pk"))


def recurred(reading: Reading) -> Counted:
    """2.1.b-1: within 90 times 24 hours of being resolved the same was there again."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for case in solved(reading):
        place, why = _recurrence(case, case.again_at)
        lists[place].append(case_row(case, why, case.resolved_at))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _recurrence(case: Incident, again_at: datetime | None) -> tuple[str, str]:
    if case.cause_class in NO_FAULT_FOUND:
        return "left_out", str(NO_FAULT_FOUND[case.cause_class])
    if again_at and again_at <= case.resolved_at + RIPE:
        words = {"at": written(again_at), "resolved": written(case.resolved_at)}
        return "missed", _("resolved %(resolved)s, there again %(at)s") % words
    return "fulfilled", _("did not come back in 90 days")


def closed(reading: Reading) -> list[Incident]:
    """Closed cases of priority 1 and 2, each with its guard and ``is_text_held``: its document was in force then."""
    now, span = reading.as_of, reading.span(TWELVE_MONTHS)
    stood = Q(ended_at__isnull=True) | Q(ended_at__gt=now)
    held = Version.objects.filter(
        stood, document=OuterRef("guard_document"), document__archived_at__isnull=True, in_force_at__lte=now
    )
    held = held.filter(state__in=("in_force", "superseded", "withdrawn"))
    rows = Incident.objects.filter(closed_at__range=span, priority__in=(1, 2), state="closed")
    rows = rows.select_related("guard_check", "guard_document").annotate(is_text_held=Exists(held))
    return list(rows.order_by("closed_at", "pk"))


def guarded(reading: Reading) -> Counted:
    """2.1.b-5: a risk that was accepted until a day falls out by itself."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for case in closed(reading):
        lacks, said = _guard(case, reading)
        lists["missed" if lacks else "fulfilled"].append(case_row(case, lacks or said, case.closed_at))
    return Counted(lists["fulfilled"], lists["missed"])


def _guard(case: Incident, reading: Reading) -> tuple[str, str]:
    """(why it does not hold, what holds); the first is empty where it does."""
    if case.guard == Incident.Guard.CHECK and case.guard_check:
        check = case.guard_check
        is_off = reading.known(check.paused_at) or reading.known(check.archived_at)
        return (_("the check %(check)s does not run") % {"check": check}) if is_off else "", str(check)
    if case.guard == Incident.Guard.DOCUMENT and case.guard_document:
        text = case.guard_document
        return "" if case.is_text_held else _("%(document)s is not in force") % {"document": text}, str(text)
    if case.guard == Incident.Guard.RISK and case.guard_until:
        until = {"day": written(case.guard_until)}
        lacks = "" if case.guard_until >= reading.today else _("the risk was accepted until %(day)s") % until
        return lacks, _("risk accepted until %(day)s") % until
    return _("nothing guards against it"), ""


for measure in (
    Measure(
        "2.1.b-1",
        gettext_lazy("A fault whose cause was found came back within 90 days"),
        gettext_lazy(
            "Cases with a cause that were resolved at least 90 days ago; counted are those after which the same was "
            "detected again within 90 days. A duplicate is no recurrence."
        ),
        "lead",
        MATURE,
        Target("≤", 10),
        recurred,
        direction="down",
    ),
    Measure(
        "2.1.b-5",
        gettext_lazy("Closed cases of priority 1 and 2 whose guard holds"),
        gettext_lazy("The guard is a check that runs, a document in force, or a risk whose accepted day is not over."),
        "support",
        TWELVE_MONTHS,
        Target("≥", 95),
        guarded,
    ),
):
    measures.register(measure)
