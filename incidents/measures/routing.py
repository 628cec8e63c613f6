"""Measures of where cases go: solved by us or with the right party in time; what went wrong, what waits (2.1.a)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.measures import (
    COUNT,
    MINUTES,
    NONE,
    NOT_DUE,
    STATE,
    YEAR,
    Counted,
    Measure,
    Reading,
    Row,
    Target,
    measures,
)
from core.templatetags.ui_time import words_of_minutes, written
from incidents.measures.rows import case_row, handover_row
from incidents.models import Handover, Incident
from incidents.rules import routing

RIGHT_PARTY_MINUTES = 60  # 2.1.a-2
SIDE = {"duplicate": gettext_lazy("a duplicate"), "rejected": gettext_lazy("rejected")}


def handovers(reading: Reading) -> list[Handover]:
    """Handovers sent by then of cases opened in the year and those delivered in it, by case in the order in which they
    were sent, each with ``ref`` and ``is_wrong``: it came back as not theirs, or went to another party after it."""
    rows = Handover.objects.filter(sent_at__lte=reading.as_of, incident__in=_touched(reading))
    rows = rows.select_related("resolver_group").annotate(ref=F("incident__ref"), case_state=F("incident__state"))
    found = list(rows.order_by("incident_id", "sent_at", "pk"))
    for _pk, group in groupby(found, key=lambda one: one.incident_id):
        _mark_wrong(list(group), reading)
    return found


def _touched(reading: Reading):
    opened = Incident.objects.filter(opened_at__range=(reading.start, reading.as_of))
    given = Incident.objects.filter(handovers__delivered_at__range=(reading.start, reading.as_of))
    still = Incident.objects.filter(handovers__in=Handover.objects.open())
    return (opened | given | still).values("pk")


def _mark_wrong(of_case: Sequence[Handover], reading: Reading) -> None:
    for number, one in enumerate(of_case):
        is_over = reading.known(one.ended_at) is not None
        later = {other.resolver_group_id for other in of_case[number + 1 :]}
        came_back = is_over and one.state in ("refused", "returned", "revoked")
        one.is_wrong = came_back and (one.is_misroute or bool(later - {one.resolver_group_id}))


def by_case(reading: Reading) -> dict[int, list[Handover]]:
    found: dict[int, list[Handover]] = defaultdict(list)
    for one in reading.once(handovers):
        found[one.incident_id].append(one)
    return found


def cases(reading: Reading) -> list[Incident]:
    """Cases opened in the year."""
    rows = Incident.objects.filter(opened_at__range=(reading.start, reading.as_of))
    return list(rows.only("ref", "title", "priority", "state", "opened_at", "resolved_at").order_by("opened_at", "pk"))


def first_right(given: Iterable[Handover], reading: Reading) -> datetime | None:
    """When the first party whose it was had it."""
    return min(
        (one.delivered_at for one in given if reading.known(one.delivered_at) and not one.is_wrong), default=None
    )


def routed(reading: Reading) -> Counted:
    """2.1.a-1: solved by us, or with the right party, in time."""
    lists: dict[str, list[Row]] = defaultdict(list)
    given = reading.once(by_case)
    for case in reading.once(cases):
        place, why = _routed(case, given.get(case.pk, ()), reading)
        lists[place].append(case_row(case, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _routed(case: Incident, given: Sequence[Handover], reading: Reading) -> tuple[str, str]:
    if case.state in SIDE:
        return "left_out", str(SIDE[case.state])
    handed_by = routing.handed_by(case.priority, case.opened_at)
    if handed_by is None:
        return "left_out", _("nothing is promised for this priority")
    right = first_right(given, reading)
    if right:
        return _in_time(right, handed_by, reading, _("the right party had it %(at)s, the limit was %(limit)s"))
    solved = reading.known(case.resolved_at)
    solved_by = routing.solved_by(case.priority, case.opened_at)
    limit = solved_by if solved or not given else handed_by
    return _in_time(solved, limit, reading, _("solved %(at)s, the limit was %(limit)s"))


def _in_time(at: datetime | None, limit: datetime, reading: Reading, said: str) -> tuple[str, str]:
    if at is None and reading.as_of <= limit:
        return "left_out", f"{NOT_DUE}: {written(limit)}"
    if at is None:
        return "missed", _("neither solved nor with the right party; the limit was %(limit)s") % {
            "limit": written(limit)
        }
    return ("fulfilled" if at <= limit else "missed"), said % {"at": written(at), "limit": written(limit)}


def time_to_party(reading: Reading) -> Counted:
    """2.1.a-2: minutes of the calendar from detection to the first right delivery."""
    lists: dict[str, list[Row]] = defaultdict(list)
    given = reading.once(by_case)
    for case in reading.once(cases):
        right = first_right(given.get(case.pk, ()), reading)
        if right is None or case.state in SIDE:
            why = SIDE.get(case.state) or _("no party had it that was the right one")
            lists["left_out"].append(case_row(case, why))
            continue
        minutes = max(int((right - case.opened_at).total_seconds() // 60), 0)
        place = "fulfilled" if minutes <= RIGHT_PARTY_MINUTES else "missed"
        lists[place].append(case_row(case, words_of_minutes(minutes), minutes=minutes))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def misrouted(reading: Reading) -> Counted:
    """2.1.a-3: handovers by the day of delivery that were not that party's."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in reading.once(handovers):
        if reading.holds(one.delivered_at):
            why = (one.refused_because or _("went to another party afterwards")) if one.is_wrong else ""
            lists["missed" if one.is_wrong else "fulfilled"].append(handover_row(one, why))
    return Counted(lists["fulfilled"], lists["missed"])


def unaccepted(reading: Reading) -> Counted:
    """2.1.a-4: of the handovers that are with another party now, those that nobody took by the rule's reaction time."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in reading.once(handovers):
        if reading.known(one.delivered_at) and not reading.known(one.ended_at):
            place, why = _reaction(one, reading)
            lists[place].append(handover_row(one, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _reaction(one: Handover, reading: Reading) -> tuple[str, str]:
    taken = reading.known(one.accepted_at)
    if taken:
        return "fulfilled", _("accepted %(at)s") % {"at": written(taken)}
    if one.state in ("asked", "answered"):
        return "fulfilled", _("they have answered, though not accepted yet")
    if one.react_due_at is None:
        return "left_out", _("the rule names no time to react")
    limit = {"limit": written(one.react_due_at)}
    if reading.as_of <= one.react_due_at:
        return "left_out", f"{NOT_DUE}: {limit['limit']}"
    return "missed", _("not accepted; the limit was %(limit)s") % limit


def mended(reading: Reading) -> Counted:
    """2.1.a-5: the other party's own time, by the target frozen on the handover; for information."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in reading.once(handovers):
        if reading.holds(one.delivered_at):
            place, why = _mended(one, reading)
            lists[place].append(handover_row(one, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _mended(one: Handover, reading: Reading) -> tuple[str, str]:
    target, fixed, ended = one.resolve_due_at, reading.known(one.fixed_at), reading.known(one.ended_at)
    if one.is_wrong:
        return "left_out", _("it was not theirs")
    if target is None:
        return "left_out", _("no time was agreed")
    words = {"limit": written(target), "at": written(fixed) if fixed else ""}
    if fixed:
        return ("fulfilled" if fixed <= target else "missed"), _("mended %(at)s, agreed %(limit)s") % words
    if ended and ended <= target:
        return "left_out", _("ended before the agreed time without a repair of theirs")
    if reading.as_of <= target:
        return "left_out", f"{NOT_DUE}: {words['limit']}"
    return "missed", _("not mended; agreed %(limit)s") % words


for measure in (
    Measure(
        "2.1.a-1",
        gettext_lazy("Faults were solved or with the right party in time"),
        gettext_lazy(
            "Cases by detection. With the right party within 30 minutes (priority 1), 2 hours (2), a working day (3); "
            "solved by us within 4 hours, a working day, ten working days. Priority 1 runs on the calendar, the rest "
            "in working time."
        ),
        "lead",
        YEAR,
        Target("≥", 90),
        routed,
    ),
    Measure(
        "2.1.a-2",
        gettext_lazy("Time to the right party (median)"),
        gettext_lazy("Forwarded cases: from detection to the first delivery that did not come back, on the calendar."),
        "support",
        YEAR,
        Target("≤", RIGHT_PARTY_MINUTES, per_cent=False, unit=MINUTES),
        time_to_party,
        unit=MINUTES,
    ),
    Measure(
        "2.1.a-3",
        gettext_lazy("Handovers that went to the wrong party"),
        gettext_lazy("Of all delivered: refused as not theirs, or back with us and then sent to another party."),
        "support",
        YEAR,
        Target("≤", 5),
        misrouted,
        direction="down",
    ),
    Measure(
        "2.1.a-4",
        gettext_lazy("Handovers that nobody accepted in the time to react"),
        gettext_lazy(
            "Delivered, neither accepted nor refused, and the rule's time to react is over in the party's hours."
        ),
        "support",
        STATE,
        NONE,
        unaccepted,
        direction="down",
        unit=COUNT,
    ),
    Measure(
        "2.1.a-5",
        gettext_lazy("The other party mended it by the agreed time"),
        gettext_lazy(
            "Delivered handovers that are mended or past the time frozen on them, without those that were not theirs. "
            "Another party's time: for information."
        ),
        "info",
        YEAR,
        None,
        mended,
    ),
):
    measures.register(measure)
