"""Instants and durations as people read them, on Tallinn's clock; loaded by ``{% load ui %}``."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django import template
from django.utils.dateformat import format as write
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock, markup

register = template.Library()

# Estonian writes the time with a full stop (23.11.2026 09.42), Russian with a colon.
MOMENTS = {"et": "d.m.Y H.i", "en": "j M Y H:i", "ru": "d.m.Y H:i"}
DAYS = {"et": "d.m.Y", "en": "j M Y", "ru": "d.m.Y"}
MINUTES_OF_DAY = 24 * 60


def words_of_minutes(minutes: float, parts: int = 2) -> str:
    """A length of time in its largest ``parts`` units: "2 d 3 h", "1 h 5 min", "0 min"."""
    whole = abs(int(minutes))
    days, rest = divmod(whole, MINUTES_OF_DAY)
    hours, left = divmod(rest, 60)
    units = [
        (days, _("%(n)s d")),
        (hours, _("%(n)s h")),
        (left, _("%(n)s min")),
    ]
    said = [pattern % {"n": n} for n, pattern in units if n][:parts]
    return " ".join(said) or _("%(n)s min") % {"n": 0}


def relative(moment: datetime) -> str:
    """How far from now: "3 h 5 min ago", "in 2 d", "just now"."""
    minutes = (moment - clock.now()).total_seconds() / 60
    if abs(minutes) < 1:
        return _("just now")
    amount = {"amount": words_of_minutes(minutes)}
    return _("in %(amount)s") % amount if minutes > 0 else _("%(amount)s ago") % amount


def written(value: date | datetime) -> str:
    """A day or an instant in the reader's language, on Tallinn's clock."""
    language = get_language() or "et"
    if isinstance(value, datetime):
        return write(clock.local(value), MOMENTS.get(language, MOMENTS["et"]))
    return write(value, DAYS.get(language, DAYS["et"]))


@register.simple_tag
def when(value: date | datetime | None, show: str = "absolute") -> SafeString | str:
    """A day or an aware instant as <time>; the other reading stands in its title. show: absolute, relative, day."""
    if value is None:
        return "–"
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), written(value))
    exact, far = written(value), relative(value)
    shown, title = (far, exact) if show == "relative" else (exact, far)
    if show == "day":
        shown, title = written(clock.local(value).date()), exact
    stamp = value.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, shown)


@register.simple_tag
def duration(length: float | timedelta | None, parts: int = 2) -> str:
    """Minutes (or a timedelta) as "2 h 14 min"; a negative one has a minus."""
    if length is None:
        return "–"
    minutes = length.total_seconds() / 60 if isinstance(length, timedelta) else length
    return ("−" if minutes <= -1 else "") + words_of_minutes(minutes, parts)


@register.simple_tag
def deadline(moment: datetime | None, done_at: datetime | None = None) -> SafeString | str:
    """Time left to an aware instant, or by how much it was missed. Icon and words, not colour alone."""
    if moment is None:
        return "–"
    left = (moment - (done_at or clock.now())).total_seconds() / 60
    tone, mark, text = _deadline_words(left, is_done=done_at is not None)
    return format_html(
        '<span class="deadline tone-{}">{}<time datetime="{}" title="{}">{}</time></span>',
        tone,
        markup.icon(mark, size="s") if mark else "",
        moment.astimezone(UTC).isoformat(timespec="seconds"),
        written(moment),
        text,
    )


def _deadline_words(left: float, *, is_done: bool) -> tuple[str, str, str]:
    amount = {"amount": words_of_minutes(left)}
    if left < 0:
        return "danger", "alert", _("%(amount)s late") % amount
    if is_done:
        return "success", "check", _("in time")
    return ("warning", "clock", amount["amount"]) if left < 180 else ("neutral", "", amount["amount"])
