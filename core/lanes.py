"""Pictures of time by calendar days and of how much belongs to whom: lanes over months, and level bars. Like core.svg:
server-drawn, no script, no inline style; the page adds the table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as write
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.svg import picture

LEFT, WIDTH, ROW, HEAD = 176, 960, 34, 34
LETTERS = 24  # of a lane's name


@dataclass(frozen=True, slots=True)
class Piece:
    """Days on a lane (both included): ``label`` is said, and written where there is room; a link where ``href``."""

    from_on: date
    until_on: date
    label: str
    tone: str = "info"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    pieces: Sequence[Piece]


def lanes(rows: Sequence[Lane], first: date, last: date, title: str, *, today: date | None = None) -> SafeString:
    """Lanes from the first of a month to the end of another, a line for today; pieces outside are cut off."""
    first, last = first.replace(day=1), _month_end(last)
    scale = (WIDTH - LEFT) / ((last - first).days + 1)
    height = HEAD + len(rows) * ROW + 6
    heads = format_html_join(
        "",
        '<line class="grid" x1="{0}" y1="0" x2="{0}" y2="{1}"/><text class="grid-label" x="{2}" y="20">{3}</text>',
        (
            (_at(day, first, scale), height, _at(day, first, scale) + 4, _month_word(day))
            for day in _months(first, last)
        ),
    )
    body = format_html_join("", "{}", ((_lane(row, n, first, last, scale),) for n, row in enumerate(rows)))
    mark = SafeString("")
    if today and first <= today <= last:
        mark = format_html(
            '<g class="tone-danger"><line class="mark" x1="{0}" y1="26" x2="{0}" y2="{1}"/></g>',
            _at(today, first, scale),
            height,
        )
    about = "; ".join(f"{row.label}: {', '.join(piece.label for piece in row.pieces)}" for row in rows)
    role = "group" if any(piece.href for row in rows for piece in row.pieces) else "img"
    return picture(WIDTH, height, title, heads + body + mark, css="plan lanes", about=about, role=role)


def _lane(row: Lane, place: int, first: date, last: date, scale: float) -> SafeString:
    top = HEAD + place * ROW
    shown = [piece for piece in row.pieces if piece.from_on <= last and piece.until_on >= first]
    pieces = format_html_join("", "{}", ((_piece(each, top, first, last, scale),) for each in shown))
    name = textwrap.shorten(row.label, LETTERS, placeholder="…") or row.label[:LETTERS]
    return format_html('<text class="lane-name" x="0" y="{}">{}</text>{}', top + 18, name, pieces)


def _piece(piece: Piece, top: int, first: date, last: date, scale: float) -> SafeString:
    left = _at(max(piece.from_on, first), first, scale)
    right = _at(min(piece.until_on, last) + timedelta(days=1), first, scale)
    wide = max(right - left, 5)
    room = int(wide // 8) - 1
    text = textwrap.shorten(piece.label, room, placeholder="…") if room > 4 else ""
    inner = format_html(
        '<rect class="span" x="{}" y="{}" width="{}" height="26" rx="4"/><text x="{}" y="{}">{}</text>',
        left,
        top,
        round(wide, 1),
        round(left + 6, 1),
        top + 18,
        text,
    )
    if piece.href:
        inner = format_html('<a href="{}" aria-label="{}">{}</a>', piece.href, piece.label, inner)
    return format_html('<g class="tone-{}"><title>{}</title>{}</g>', piece.tone, piece.label, inner)


@dataclass(frozen=True, slots=True)
class Level:
    """One bar of ``levels``: whose, how much, in words."""

    label: str
    value: float
    words: str
    tone: str = "info"
    href: str = ""


def levels(rows: Sequence[Level], title: str) -> SafeString:
    """Bars that lie, one below the other, each with its name at the left and its figure at the end."""
    top, left, width = max((row.value for row in rows), default=0) or 1, 260, 760
    body = format_html_join("", "{}", ((_level(n, row, left, width, top),) for n, row in enumerate(rows)))
    about = "; ".join(f"{row.label}: {row.words}" for row in rows)
    role = "group" if any(row.href for row in rows) else "img"
    return picture(width, len(rows) * ROW + 6, title, body, css="plan levels", about=about, role=role)


def _level(place: int, row: Level, left: int, width: int, top: float) -> SafeString:
    y, long = place * ROW + 4, max(row.value / top * (width - left - 110), 2)
    inner = format_html(
        '<text class="lane-name" x="0" y="{}">{}</text><rect class="span" x="{}" y="{}" width="{}" height="26" rx="4"/>'
        '<text x="{}" y="{}">{}</text>',
        y + 18,
        textwrap.shorten(row.label, 34, placeholder="…") or row.label[:34],
        left,
        y,
        round(long, 1),
        round(left + long + 8, 1),
        y + 18,
        row.words,
    )
    if row.href:
        inner = format_html('<a href="{}">{}</a>', row.href, inner)
    return format_html('<g class="tone-{}"><title>{}: {}</title>{}</g>', row.tone, row.label, row.words, inner)


def _at(day: date, first: date, scale: float) -> float:
    return round(LEFT + (day - first).days * scale, 1)


def _months(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _month_word(day: date) -> str:
    return write(day, "M Y") if day.month == 1 else write(day, "M")
