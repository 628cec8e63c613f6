"""Ninety days and more of the checks' states: in order, but for the year's outages and what was not watched."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from core import clock
from monitoring.models import Check, CheckState, StateInterval
from portal.demo.seeding.year import Moved, Step, rows

NOT_WATCHED = ("2026-07-11T22:00", "2026-07-12T18:30")
NOVEMBER = {  # the month's minutes of availability, laid on working days
    "aut-govsso": [("2026-11-10T10:20", 95, "down")],
    "av-turvaserver": [("2026-11-17T13:05", 20, "down")],
    "av-sisend": [("2026-11-26T10:05", 310, "down")],
    "av-star-kov": [("2026-11-12T14:40", 15, "down"), ("2026-11-19T09:00", 120, "unknown")],
}
GOT = {"down": "Vastust ei tulnud tähtajaks", "unknown": "Ei vaadatud: seire seisis"}


def steps(shift: timedelta) -> list[Step]:
    return [("seire ajalugu", partial(write_history, Moved(shift)))]


@transaction.atomic
def write_history(moved: Moved) -> None:
    """Intervals of every check from the year's first day until it was first run here."""
    outages = _outages(moved)
    start = moved.at("2026-01-01T00:00")
    for check in Check.objects.select_related("component"):
        first = check.intervals.order_by("from_at").first()
        if first and first.from_at <= start + timedelta(days=1):
            continue
        until = first.from_at if first else clock.now()
        marks = sorted(outages.get(check.component.slug, []) + outages[""])
        StateInterval.objects.bulk_create(_intervals(check, start, until, marks))
        if first is None:
            _begin_now(check, until)


def _begin_now(check: Check, at: datetime) -> None:
    """The open interval stands for now: not looked at yet since the demonstration started."""
    StateInterval.objects.create(check_definition=check, state="unknown", from_at=at)
    CheckState.objects.filter(check_definition=check).update(since=at)


def _intervals(check: Check, start: datetime, until: datetime, marks) -> list[StateInterval]:
    made, at = [], start
    for begins, ends, state in marks:
        if begins < at or ends > until:
            continue
        made += [_interval(check, "up", at, begins), _interval(check, state, begins, ends)]
        at = ends
    return [*made, _interval(check, "up", at, until)]


def _interval(check: Check, state: str, from_at: datetime, until_at: datetime) -> StateInterval:
    return StateInterval(
        check_definition=check, state=state, from_at=from_at, until_at=until_at, got=GOT.get(state, "")
    )


def _outages(moved: Moved) -> dict[str, list[tuple[datetime, datetime, str]]]:
    """By component's slug; "" is everybody's."""
    found: dict[str, list[tuple[datetime, datetime, str]]] = {
        "": [(moved.at(NOT_WATCHED[0]), moved.at(NOT_WATCHED[1]), "unknown")]
    }
    for row in _watched_cases():
        span = (moved.at(row["opened"]), moved.at(row["resolved"]), "down")
        found.setdefault(row["component"], []).append(span)
    for slug, spans in NOVEMBER.items():
        for begins, minutes, state in spans:
            at = moved.at(begins)
            found.setdefault(slug, []).append((at, at + timedelta(minutes=minutes), state))
    return found


def _watched_cases() -> list[dict[str, Any]]:
    """Outages of the year that monitoring saw and that ended, but not those of November (they are counted there)."""
    return [
        row
        for row in rows("cases", "incidents")
        if row["source"] == "seire" and row["resolved"] and not str(row["opened"]).startswith("2026-11")
    ]
