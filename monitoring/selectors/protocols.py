"""What a month of monitoring shows: each check's runs, and when nobody watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Sum

from core.actor import Actor
from core.errors import NotFound
from core.measures import midnight, months_before
from monitoring.lifecycle import UNKNOWN
from monitoring.models import MonthSum, Protocol, StateInterval

GAPS = 20  # the longest ones; what is missing stands in the sums of the checks


@dataclass(frozen=True, slots=True)
class Running:
    """The sums of a month that is not on record yet."""

    month: date
    planned: int
    ran: int
    until: date

    @property
    def missed(self) -> int:
        return self.planned - self.ran


def running_month(actor: Actor) -> Running | None:
    """The latest month that is counted but not complete."""
    on_record = Protocol.objects.visible_to(actor).values("month")
    rows = MonthSum.objects.visible_to(actor).exclude(month__in=on_record).values("month")
    sums = rows.annotate(planned=Sum("planned"), ran=Sum("ran"), until=Max("summed_on")).order_by("-month").first()
    return Running(**sums) if sums else None


def sums_of(protocol: Protocol, actor: Actor) -> list[MonthSum]:
    """The month's checks, those that missed most first, each with ``missed``."""
    rows = MonthSum.objects.visible_to(actor).filter(month=protocol.month).select_related("check_definition")
    return list(rows.annotate(missed=F("planned") - F("ran")).order_by("-missed", "check_definition__slug"))


def gaps_of(protocol: Protocol, actor: Actor) -> list[dict[str, object]]:
    """The longest times of the month in which checks were unknown: from, until, why, and how many checks."""
    begins, ends = bounds(protocol.month)
    rows = StateInterval.objects.visible_to(actor).filter(state=UNKNOWN, from_at__lt=ends, until_at__gt=begins)
    alike = rows.values("from_at", "until_at", "got").annotate(checks=Count("pk"))
    return list(alike.annotate(length=F("until_at") - F("from_at")).order_by("-length", "from_at")[:GAPS])


def bounds(month: date) -> tuple[datetime, datetime]:
    """The month's first instant and the one after its last."""
    return midnight(month), midnight(months_before(month, -1))


def month_of(text: str) -> date:
    """2026-10 as its first day. Raises NotFound."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound() from None
