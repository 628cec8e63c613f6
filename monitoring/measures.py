"""Measures of watching: that it took place, that it is signed for, that all is watched, and how components did."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.models import Component
from core import clock
from core.measures import (
    MONTH,
    MONTHS,
    NOT_DUE,
    STATE,
    YEAR,
    Counted,
    Measure,
    Reading,
    Row,
    Split,
    Target,
    kind_of,
    measures,
    midnight,
    months_before,
)
from core.templatetags.ui_time import words_of_minutes, written
from monitoring.lifecycle import UNKNOWN
from monitoring.models import Check, Ping, Protocol, StateInterval
from monitoring.rules.availability import Availability
from monitoring.selectors.availability import availabilities

kind_of("protocol", "monitoring", lambda actor: Protocol.objects.visible_to(actor))


def protocols(reading: Reading) -> list[Protocol]:
    """Protocols of the year's months that were complete by then."""
    months = Protocol.objects.filter(month__gte=reading.start_on, month__lt=reading.today.replace(day=1))
    return list(months.order_by("month"))


def protocol_row(one: Protocol, why: str, part: str = "", count: int = 1) -> Row:
    url = reverse("protocol_detail", args=[one.slug])
    return Row("protocol", one.pk, one.slug, url, one.month, why, part, count)


def watched(reading: Reading) -> Counted:
    """2.1.b-2: runs of the complete months that happened, of those planned."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in reading.once(protocols):
        for place, part, count in (("fulfilled", "ran", one.ran), ("missed", "missed", one.missed)):
            if count:
                lists[place].append(protocol_row(one, one.note, part, count))
    waits = "" if lists else _("No month of runs is complete yet.")
    return Counted(lists["fulfilled"], lists["missed"], waits_for=waits)


def signed(reading: Reading) -> Counted:
    """2.1.b-3: protocols signed by the tenth working day after the month."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in reading.once(protocols):
        at, limit = reading.known(one.signed_at), one.sign_by
        words = {"limit": written(limit), "at": written(at) if at else ""}
        if at:
            place = "fulfilled" if clock.local(at).date() <= limit else "missed"
            why = _("signed %(at)s, by %(limit)s at the latest") % words
        elif reading.today <= limit:
            place, why = "left_out", f"{NOT_DUE}: {words['limit']}"
        else:
            place, why = "missed", _("not signed; the limit was %(limit)s") % words
        lists[place].append(protocol_row(one, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def checks(reading: Reading) -> dict[int, list[Check]]:
    """By component the checks that were on then, each with its ``state_then`` and ``signed_then``, its last sign."""
    now = reading.as_of
    held = StateInterval.objects.filter(check_definition=OuterRef("pk"), from_at__lt=now)
    held = held.filter(Q(until_at__isnull=True) | Q(until_at__gte=now)).order_by("from_at")
    signs = Ping.objects.filter(check_definition=OuterRef("pk"), kind=Ping.Kind.SUCCESS, at__lte=now).order_by()
    is_on = Q(paused_at__isnull=True) | Q(paused_at__gt=now), Q(archived_at__isnull=True) | Q(archived_at__gt=now)
    rows = Check.objects.filter(*is_on).select_related("now").order_by("slug")
    rows = rows.annotate(
        state_then=Subquery(held.values("state")[:1]),
        signed_then=Subquery(signs.values("check_definition").annotate(last=Max("at")).values("last")),
    )
    found: dict[int, list[Check]] = defaultdict(list)
    for one in rows:
        found[one.component_id].append(one)
    return found


def covered(reading: Reading) -> Counted:
    """2.1.b-4: shared components of which a check, or a review by a person, has run in its last two intervals."""
    lists: dict[str, list[Row]] = defaultdict(list)
    known = reading.once(checks)
    for one in Component.objects.shared().order_by("kind", "slug"):
        if one.unwatched_because:
            lists["left_out"].append(component_row(one, reading.today, one.unwatched_because))
            continue
        running = [check for check in known.get(one.pk, ()) if _has_run(check, reading)]
        why = ", ".join(check.slug for check in running)
        why = why or (_("its checks have not run lately") if known.get(one.pk) else _("nothing watches it"))
        lists["fulfilled" if running else "missed"].append(component_row(one, reading.today, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _has_run(check: Check, reading: Reading) -> bool:
    """Within two intervals (and the grace). What ran since says nothing of then: for a past instant the state then
    does, which is unknown from the first run that nobody made."""
    allowed = timedelta(seconds=2 * check.interval_s + check.grace_s + check.timeout_s)
    if check.type == "inspection":
        return check.signed_then is not None and reading.as_of - check.signed_then <= allowed
    last = check.now.last_run_at if hasattr(check, "now") else None
    if last is not None and last <= reading.as_of:
        return reading.as_of - last <= allowed or check.now.next_due_at > reading.as_of
    return check.state_then not in (None, UNKNOWN)


def component_row(one: Component, at: date, why: str) -> Row:
    return Row("component", one.pk, str(one.name), reverse("component_detail", args=[one.slug]), at, why)


def available(reading: Reading) -> Counted:
    """2.1.c-1: components with a target that met it in the service hours of the month up to the day before; beside it
    the same for the last complete month."""
    components = list(Component.objects.live().filter(availability_target__isnull=False).order_by("kind", "slug"))
    last = months_before(reading.today, 1)
    complete = midnight(last), midnight(reading.today.replace(day=1))
    done, before = availabilities(components, reading.span(MONTH), complete)
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in components:
        place, why = _judged(one, done[one.pk])
        lists[place].append(component_row(one, reading.month_on, why))
    places = [_judged(one, before[one.pk])[0] for one in components]
    label = _("Complete month %(month)s") % {"month": f"{last:%Y-%m}"}
    beside = Split(label, places.count("fulfilled"), len(places) - places.count("left_out"))
    waits = "" if components else _("No component has a target yet.")
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], [beside] if components else [], waits)


def _judged(component: Component, done: Availability) -> tuple[str, str]:
    unknown = words_of_minutes(done.unknown_s / 60)
    if not done.is_known or done.ratio is None:
        return "left_out", _("not watched for %(length)s of its service hours: nothing is said of it") % {
            "length": unknown
        }
    words = {
        "ratio": number_format(float(done.ratio * 100), 2),
        "target": number_format(component.availability_target, 2),
        "down": words_of_minutes(done.down_s / 60),
        "unknown": unknown,
    }
    is_met = done.ratio * 100 >= Fraction(component.availability_target)
    said = _("%(ratio)s %%, target %(target)s %%; down %(down)s, not watched %(unknown)s") % words
    return ("fulfilled" if is_met else "missed"), said


for measure in (
    Measure(
        "2.1.b-2",
        gettext_lazy("Monitoring took place as planned"),
        gettext_lazy(
            "Runs of checks in complete months: run before the next one was due, and reviews signed in time. Time in "
            "which a check is paused is not planned; planned work is watched as ever."
        ),
        "lead",
        MONTHS,
        Target("≥", 99),
        watched,
    ),
    Measure(
        "2.1.b-3",
        gettext_lazy("The monthly protocol of monitoring was signed within 10 working days"),
        gettext_lazy("Protocols of complete months, by the tenth working day after the month's last day."),
        "support",
        YEAR,
        Target("≥", 100),
        signed,
    ),
    Measure(
        "2.1.b-4",
        gettext_lazy("Components that are watched"),
        gettext_lazy(
            "Shared components, without those of which it is said why they are not watched: a check or a review has "
            "run in its last two intervals."
        ),
        "support",
        STATE,
        Target("≥", 100),
        covered,
    ),
    Measure(
        "2.1.c-1",
        gettext_lazy("Components that met their availability target in service hours"),
        gettext_lazy(
            "Components with a target. What was not watched is neither up nor down; above 5 % of it the component is "
            "left out. Planned work counts as down unless it was told in time."
        ),
        "lead",
        MONTH,
        Target("≥", 100),
        available,
    ),
):
    measures.register(measure)
