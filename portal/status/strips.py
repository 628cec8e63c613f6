"""Ninety days of a component: the worst that monitoring measured on each, and what a published notice said of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core import clock
from core.svg import DayState
from monitoring.models import STATE_LABELS
from monitoring.rules.uptime import SEVERITY, day_bounds, days
from monitoring.selectors import STRIP_DAYS, intervals_of
from portal.status.facts import PublicNotice, Strip

BY_IMPACT = {"minor": "degraded", "major": "degraded", "critical": "down"}
KEPT_S = 300  # days that are over change only where a gap is noted afterwards; 500 checks take 0.1 s to draw
Drawn = list[tuple[str, float | None]]
Bounds = tuple[date, datetime, datetime]
_kept: dict[str, tuple[tuple, float, dict[str, Drawn]]] = {}


def of_components(checks: Mapping[str, Collection[int]], notices: Iterable[PublicNotice]) -> Callable[[str], Strip]:
    """Gives the strip of a component by its slug; one query for all, and one more where the days
    that are over were not drawn in the last minutes."""
    today = clock.today()
    measured = _measured(checks, today)
    said = _said(notices, today)
    nothing: Drawn = [("unknown", None)] * STRIP_DAYS

    def draw(slug: str) -> Strip:
        drawn = [
            (max(state, said.get((slug, place), "up"), key=_badness), ratio)
            for place, (state, ratio) in enumerate(measured.get(slug, nothing))
        ]
        return Strip(today, [state for state, _ratio in drawn], [ratio for _state, ratio in drawn])

    return draw


def _badness(state: str) -> int:
    return SEVERITY[state]


def _measured(checks: Mapping[str, Collection[int]], today: date) -> dict[str, Drawn]:
    *past, now = day_bounds(today, STRIP_DAYS, clock.TALLINN)
    key = (today, *sorted((slug, *ids) for slug, ids in checks.items()))
    kept = _kept.get("past")
    if kept is None or kept[0] != key or time.monotonic() - kept[1] > KEPT_S:
        kept = _kept["past"] = (key, time.monotonic(), _drawn(checks, past))
    present = _drawn(checks, [now])
    return {slug: kept[2][slug] + present[slug] for slug in checks}


def _drawn(checks: Mapping[str, Collection[int]], bounds: Sequence[Bounds]) -> dict[str, Drawn]:
    spans = intervals_of([pk for ids in checks.values() for pk in ids], bounds[0][1])
    found, now = {}, clock.now()
    for slug, ids in checks.items():
        by_check = [days(spans.get(pk, []), bounds, now) for pk in ids]
        found[slug] = [_worst(same_day) for same_day in zip(*by_check, strict=True)]
    return found


def _worst(same_day) -> tuple[str, float | None]:
    day = max(same_day, key=lambda one: (SEVERITY[one.state], 1 - (1 if one.ratio is None else one.ratio)))
    return day.state, None if day.ratio is None else round(day.ratio, 6)


def _said(notices: Iterable[PublicNotice], today: date) -> dict[tuple[str, int], str]:
    """(component, place of the day) → the worst that notices of trouble said."""
    found: dict[tuple[str, int], str] = {}
    first = today - timedelta(days=STRIP_DAYS - 1)
    for one in notices:
        if not one.is_trouble or one.impact not in BY_IMPACT:
            continue
        begun = clock.local(min(one.starts_at or one.published_at, one.published_at)).date()
        over = clock.local(one.ended_at or clock.now()).date()
        for place in range(max((begun - first).days, 0), (over - first).days + 1):
            for slug in one.component_slugs:
                found[slug, place] = max(found.get((slug, place), "up"), BY_IMPACT[one.impact], key=_badness)
    return found


def shown(strip: Strip) -> list[DayState]:
    """The days as pictures take them, with words in the reader's language."""
    first = strip.last - timedelta(days=len(strip.states) - 1)
    words = {state: str(label) for state, label in STATE_LABELS.items()}
    pairs = zip(strip.states, strip.ratios, strict=True)
    return [DayState(first + timedelta(days=n), state, ratio, words[state]) for n, (state, ratio) in enumerate(pairs)]


def uptime(strip: Strip) -> float | None:
    """The part of the measured days that it worked, 0 to 1; None where nothing was measured."""
    ratios = [ratio for ratio in strip.ratios if ratio is not None]
    return sum(ratios) / len(ratios) if ratios else None


def legend() -> list[tuple[str, str]]:
    """What the bars mean: (state, words)."""
    return [
        ("up", _("worked")),
        ("degraded", _("disturbed")),
        ("down", _("out of order")),
        ("unknown", _("not watched")),
    ]
