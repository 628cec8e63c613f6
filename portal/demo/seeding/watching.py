"""What the year says of watching: when components are to work, the months of runs with their signatures, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import AuditCheck
from accounts.services import check_trail
from components.models import Component
from components.services import change_component
from core import clock
from core.actor import SYSTEM
from core.deadlines import add_workdays, is_workday
from monitoring.models import Check, MonthSum, Protocol
from monitoring.services import protocols
from monitoring.types import check_types
from portal.demo.seeding.people import actor
from portal.demo.seeding.year import AS_OF, Moved, Step, moment, rows

MIDDLE = timedelta(days=14)  # a month moves to where its middle moves
A_DAY = timedelta(days=1)


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    months = [(f"seire {row['month']}", partial(live, row, moved)) for row in rows("monitoring", "monitoring")]
    return [("teenuse tööaeg", set_hours), *months]


def last_steps(shift: timedelta) -> list[Step]:
    """After all that the year leaves in the trail."""
    return [("jälje kontroll", partial(verify, AS_OF + shift))]


@transaction.atomic
def set_hours() -> None:
    for row in rows("monitoring", "service"):
        component = Component.objects.get(slug=row["component"])
        if component.availability_target is None:
            facts = {"service_hours": row["hours"], "availability_target": Decimal(row["target"])}
            change_component(component=component, by=SYSTEM, **facts)


def live(row: dict[str, Any], moved: Moved) -> None:
    """One month: its sums as the days would have left them, put on record the day after, signed when the year says."""
    written = date.fromisoformat(f"{row['month']}-01")
    month = (written + MIDDLE + moved.shift).replace(day=1)
    if Protocol.objects.filter(month=month).exists():
        return
    last = _last_day(month)
    with moment(_morning(last + A_DAY, 1)):
        _sum(month, last, row["expected"], row["done"])
        protocols.close_months(last)
    if row["protocol_signed"]:
        after = _workdays_between(_last_day(written), row["protocol_signed"])
        with moment(_morning(add_workdays(last, after), 10)):
            protocol = Protocol.objects.get(month=month)
            protocols.sign_protocol(protocol=protocol, note=row.get("note", ""), by=actor("omanik"))


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - A_DAY


def _morning(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.TALLINN)


def _workdays_between(day: date, later: date) -> int:
    """How many working days after ``day`` the other one is: a month that moves keeps that, not the weekday."""
    return sum(is_workday(day + timedelta(days=n + 1)) for n in range((later - day).days))


def _sum(month: date, last: date, planned: int, ran: int) -> None:
    """The month's runs over the checks that ask somebody, as often as each does."""
    active = [slug for slug, kind in check_types.items() if kind.way != "signs"]
    checks = list(Check.objects.live().filter(type__in=active).order_by("slug"))
    parts = _shared(planned, [86_400 // check.interval_s or 1 for check in checks])
    missed = _shared(planned - ran, parts)
    MonthSum.objects.bulk_create(
        MonthSum(check_definition=check, month=month, planned=all_, ran=all_ - not_run, summed_on=last)
        for check, all_, not_run in zip(checks, parts, missed, strict=True)
    )


def _shared(total: int, weights: Sequence[int]) -> list[int]:
    """The total in parts as the weights say; the largest one takes what is left over."""
    parts = [total * weight // sum(weights) for weight in weights]
    parts[weights.index(max(weights))] += total - sum(parts)
    return parts


def verify(as_of: datetime) -> None:
    """The trail is verified in the last night of the year."""
    at = as_of - timedelta(hours=6)
    if not AuditCheck.objects.filter(at=at).exists():
        with moment(at):
            check_trail()
