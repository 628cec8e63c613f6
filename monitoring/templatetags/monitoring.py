"""Small pictures and words of monitoring's own pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.svg import DAY_SHAPES, DayState
from core.templatetags.ui_time import words_of_minutes, written

register = template.Library()


@register.simple_tag
def mini_strip(days: Sequence[DayState], label: str = "") -> SafeString:
    """A row's bar of days: neighbouring days of one state are one box, so that fifty rows stay light. Says in words
    how many days had trouble; the table of days stands on the check's own page."""
    bad = sum(day.state in ("degraded", "down") for day in days)
    says = ngettext("%(bad)s day with trouble of %(days)s", "%(bad)s days with trouble of %(days)s", bad)
    place, boxes = 0, []
    for state, same in groupby(days, key=lambda day: day.state):
        count = len(list(same))
        top, height = DAY_SHAPES[state]
        boxes.append(f'<rect class="day-{state}" x="{place}" y="{top}" width="{count}" height="{height}"/>')
        place += count
    return format_html(
        '<svg class="mini-days" viewBox="0 0 {} 34" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        max(place, 1),
        f"{label}: {says % {'bad': bad, 'days': len(days)}}".lstrip(": "),
        mark_safe("".join(boxes)),  # noqa: S308  (our own state names and whole numbers)
    )


@register.simple_tag
def percent(ratio: float | None) -> str:
    """A part of a whole in per cent, rounded down so that 100 means all of it; a dash where nothing was measured."""
    if ratio is None:
        return "–"
    shown = int(ratio * 10_000) / 100
    return f"{number_format(shown, 2 if shown < 100 else 0)} %"


@register.simple_tag
def seconds(length: float, parts: int = 2) -> str:
    """Seconds as people say them: "45 s", "2 min", "1 d 2 h"."""
    if length < 60:
        return _("%(n)s s") % {"n": int(length)}
    return words_of_minutes(length / 60, parts)


@register.filter
def lasted(row) -> float:
    """How many seconds an interval of state lasted, or has lasted so far."""
    return ((row.until_at or clock.now()) - row.from_at).total_seconds()


@register.filter
def moment_text(moment: datetime | None) -> str:
    """An instant as text, to stand inside a sentence."""
    return written(moment) if moment else "–"


@register.filter
def as_text(body) -> str:
    """The body of a sign, as far as it is text."""
    return bytes(body).decode("utf-8", "replace")
