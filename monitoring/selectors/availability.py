"""How components did in their service hours, by the states of their checks: a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Min, OuterRef, Q, Subquery

from components.models import Component, Maintenance
from components.services.maintenance import tell_by
from core import clock
from core.deadlines import ServiceHours
from core.models import Environment
from monitoring.models import Check, CheckTerm, StateInterval
from monitoring.rules.availability import Availability, Stretch, availability
from monitoring.rules.uptime import Span
from monitoring.selectors import speaking_types
from notifications.lifecycle import DELIVERED
from notifications.models import Delivery, Notice

ABOUT = "maintenance:"


def availabilities(components: Collection[Component], *periods: Stretch) -> list[dict[int, Availability]]:
    """Of each component in each of the periods: five questions, however many there are."""
    ids = [one.pk for one in components]
    begins, ends = min(start for start, _end in periods), max(end for _start, end in periods)
    checks, works = _spans(ids, begins, ends), told_works(ids, begins, ends)
    return [
        {one.pk: availability(checks[one.pk], openings(one.hours, *period), works[one.pk]) for one in components}
        for period in periods
    ]


def openings(hours: ServiceHours, begins: datetime, ends: datetime) -> list[Stretch]:
    """The service hours between two instants, day by day."""
    day, found = clock.local(begins).date(), []
    while day <= clock.local(ends).date():
        opening = hours.between(day)
        if opening and opening[0] < ends and opening[1] > begins:
            found.append((max(opening[0], begins), min(opening[1], ends)))
        day += timedelta(days=1)
    return found


def _spans(component_ids: Sequence[int], begins: datetime, ends: datetime) -> dict[int, list[list[Span]]]:
    """By component the states of each of its checks in production, without the time in which the check was off."""
    checks = Check.objects.filter(
        component_id__in=component_ids, environment=Environment.PRODUCTION, type__in=speaking_types()
    )
    component_of = dict(checks.values_list("pk", "component_id"))
    off = _off(component_of, ends)
    by_check: dict[int, list[Span]] = defaultdict(list)
    rows = StateInterval.objects.filter(check_definition__in=component_of, from_at__lt=ends)
    rows = rows.filter(Q(until_at__isnull=True) | Q(until_at__gt=begins)).order_by("from_at")
    for pk, state, from_at, until_at in rows.values_list("check_definition", "state", "from_at", "until_at"):
        by_check[pk] += _without(Span(state, from_at, min(until_at or ends, ends)), off[pk])
    found: dict[int, list[list[Span]]] = defaultdict(list)
    for pk, spans in by_check.items():
        found[component_of[pk]].append(spans)
    return found


def _off(check_ids: Collection[int], ends: datetime) -> dict[int, list[Stretch]]:
    """Between and after its terms a check was paused or put away: then it says nothing of the component."""
    terms: dict[int, list[Stretch]] = defaultdict(list)
    rows = CheckTerm.objects.filter(check_definition__in=check_ids, from_at__lt=ends).order_by("from_at")
    for pk, from_at, until_at in rows.values_list("check_definition", "from_at", "until_at"):
        terms[pk].append((from_at, until_at or ends))
    found: dict[int, list[Stretch]] = defaultdict(list)
    for pk, known in terms.items():
        starts = [from_at for from_at, _until in known[1:]]
        found[pk] = [(until, start) for (_from, until), start in zip(known, [*starts, ends], strict=True)]
    return found


def _without(span: Span, off: Sequence[Stretch]) -> list[Span]:
    parts, at = [], span.from_at
    for begins, ends in off:
        if begins < span.until_at and ends > at:
            parts.append(Span(span.state, at, begins))
            at = ends
    parts.append(Span(span.state, at, span.until_at))
    return [part for part in parts if part.from_at < part.until_at]


def told_works(component_ids: Collection[int], begins: datetime, ends: datetime) -> dict[int, list[Stretch]]:
    """Planned work on production of which the first reader heard in time, by component."""
    rows = Maintenance.objects.exclude(state="cancelled").filter(environment=Environment.PRODUCTION)
    rows = rows.filter(components__in=component_ids, starts_at__lt=ends, ends_at__gt=begins)
    works = list(rows.values_list("components", "public_id", "starts_at", "ends_at"))
    told = _first_told({public_id for _pk, public_id, _starts, _ends in works})
    found: dict[int, list[Stretch]] = defaultdict(list)
    for pk, public_id, starts_at, ends_at in works:
        heard = told.get(f"{ABOUT}{public_id}")
        if heard and heard <= tell_by(starts_at):
            found[pk].append((starts_at, ends_at))
    return found


def _first_told(public_ids: Collection[str]) -> dict[str, datetime]:
    letters = Delivery.objects.filter(notice_update__notice=OuterRef("pk"), state=DELIVERED).order_by()
    first = letters.values("notice_update__notice").annotate(at=Min("ended_at")).values("at")
    notices = Notice.objects.live().filter(about__in=[f"{ABOUT}{one}" for one in public_ids])
    found: dict[str, datetime] = {}
    for about, at in notices.annotate(heard_at=Subquery(first)).values_list("about", "heard_at"):
        if at:
            found[about] = min(at, found.get(about, at))
    return found
