"""Pictures drawn on the server as SVG text: no script, no inline style, colours by CSS classes (tone-*, day-*).

Every picture has role="img" ("group" where it holds links), a title and a description; its page adds the table.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.layers import Placed, arrange

_ids = count(1)

# Trouble stands taller than quiet days, so that shape tells what colour tells: state -> (top, height) of 34.
DAY_SHAPES = {"up": (12, 22), "degraded": (6, 28), "down": (0, 34), "unknown": (26, 8)}
# A word of the state that is not colour: stands at the right edge of a graph's box.
SIGNS = {"success": "✓", "warning": "!", "danger": "×"}
DAY_WIDTH, DAY_STEP, DAY_HEIGHT = 8, 10, 34


@dataclass(frozen=True, slots=True)
class DayState:
    """One day of a check or component: state (up, degraded, down, unknown), the part of the day that it worked
    (0 to 1, None when nothing was measured) and the word for the state."""

    date: date
    state: str
    ratio: float | None = None
    label: str = ""

    @property
    def percent(self) -> str:
        """The ratio as "99.97" in per cent, never rounded up to a full hundred; a dash when nothing was measured."""
        if self.ratio is None:
            return "–"
        shown = min(self.ratio * 100, 99.99) if self.ratio < 1 else 100
        return f"{shown:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a graph. ``href`` makes it a link; ``note``: smaller lines below, the word for its state."""

    key: str
    label: str
    href: str = ""
    tone: str = "neutral"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A column of ``bars`` or a step of ``timeline``."""

    label: str
    value: float
    tone: str = "info"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A line of ``timeline``: from the start of column ``first`` to the end of column ``last`` (0-based)."""

    label: str
    first: int
    last: int
    tone: str = "info"
    href: str = ""


def picture(width: float, height: float, title: str, body: str, *, css: str, about: str = "", role="img") -> SafeString:
    """The frame of every picture: view box, role, title and description."""
    mark = f"svg-{next(_ids)}"
    return format_html(
        '<svg class="picture {0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}" role="{3}" '
        'aria-labelledby="{4}-t {4}-d"><title id="{4}-t">{5}</title><desc id="{4}-d">{6}</desc>{7}</svg>',
        css,
        _round(width),
        _round(height),
        role,
        mark,
        title,
        about,
        body,
    )


def day_strip(days: Sequence[DayState], title: str = "") -> SafeString:
    """Bars of days, oldest first. A day's state shows in colour and height; its tooltip says both."""
    body = format_html_join("", "{}", ((_day(place, day),) for place, day in enumerate(days)))
    bad = sum(day.state in ("degraded", "down") for day in days)
    about = _("%(days)s days, %(bad)s with trouble") % {"days": len(days), "bad": bad}
    width = max(len(days) * DAY_STEP - (DAY_STEP - DAY_WIDTH), 1)
    frame = picture(width, DAY_HEIGHT, title or _("State by day"), body, css="days", about=about)
    return SafeString(frame.replace("<svg ", '<svg preserveAspectRatio="none" ', 1))


def _day(place: int, day: DayState) -> SafeString:
    top, height = DAY_SHAPES.get(day.state, DAY_SHAPES["unknown"])
    worked = f", {day.percent} %" if day.ratio is not None else ""
    return format_html(
        '<rect class="day day-{}" x="{}" y="{}" width="{}" height="{}"><title>{}: {}{}</title></rect>',
        day.state,
        place * DAY_STEP,
        top,
        DAY_WIDTH,
        height,
        date_format(day.date, "SHORT_DATE_FORMAT"),
        day.label or day.state,
        worked,
    )


NODE_WIDTH, LINE, PAD, LAYER_GAP, ROW_GAP, WRAP = 176, 17, 10, 64, 16, 22


def graph(nodes: Sequence[Node], edges: Sequence[tuple[str, str]], title: str = "") -> SafeString:
    """A picture of dependencies, left to right: an edge ``(a, b)`` puts a left of b. Unknown keys are left out;
    circles are drawn once through. The list behind it is the page's to make."""
    known = {node.key for node in nodes}
    edges = [(a, b) for a, b in edges if a in known and b in known and a != b]
    texts = {node.key: wrapped(node) for node in nodes}
    sizes = {key: len(lines) * LINE + 2 * PAD for key, lines in texts.items()}
    plan = arrange(sizes, edges, width=NODE_WIDTH, column_gap=LAYER_GAP, row_gap=ROW_GAP)
    lines = format_html_join("", '<path class="edge" d="{}"/>', ((curve(points),) for points in plan.paths))
    boxes = format_html_join("", "{}", ((box(node, texts[node.key], plan.places[node.key]),) for node in nodes))
    about = _("%(nodes)s boxes, %(edges)s connections") % {"nodes": len(nodes), "edges": len(edges)}
    title = title or _("Dependencies")
    return picture(plan.width, plan.height, title, lines + boxes, css="graph", about=about, role="group")


def wrapped(node: Node) -> list[str]:
    """The lines of text in a node's box."""
    width = WRAP - 2 if node.tone in SIGNS else WRAP  # the sign stands at the end of the first line
    lines = textwrap.wrap(node.label, width, max_lines=3, placeholder="…") or [""]
    return [*lines, *(textwrap.shorten(note, 28, placeholder="…") for note in node.note.splitlines())]


def box(node: Node, lines: list[str], place: Placed) -> SafeString:
    """A node with its ``wrapped`` lines at its place."""
    notes = len(lines) - len(node.note.splitlines())
    top = place.y + PAD + 12
    texts = [("note" if n >= notes else "label", place.x + 14, _round(top + n * LINE), s) for n, s in enumerate(lines)]
    inner = format_html(
        '<rect class="node-box" x="{0}" y="{1}" width="{2}" height="{3}" rx="4"/>'
        '<rect class="node-mark" x="{0}" y="{1}" width="5" height="{3}"/>{4}'
        '<text class="node-sign" x="{5}" y="{6}" aria-hidden="true">{7}</text>',
        place.x,
        _round(place.y),
        NODE_WIDTH,
        _round(place.height),
        format_html_join(" ", '<text class="node-{}" x="{}" y="{}">{}</text>', texts),
        place.x + NODE_WIDTH - 9,
        _round(top),
        SIGNS.get(node.tone, ""),
    )
    return format_html('<g class="node tone-{}">{}</g>', node.tone, _linked(node.href, inner))


def _linked(href: str, inner: SafeString) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, inner) if href else inner


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A line through the points that leaves and arrives level, as a path's ``d``."""
    (x, y), *rest = points
    said = [f"M{_round(x)} {_round(y)}"]
    for to_x, to_y in rest:
        half = _round((x + to_x) / 2)
        said.append(f"C{half} {_round(y)} {half} {_round(to_y)} {_round(to_x)} {_round(to_y)}")
        x, y = to_x, to_y
    return "".join(said)


def bars(items: Sequence[Bar], title: str, *, height: int = 120, step: int = 48) -> SafeString:
    """Columns with their value above and their label below; a column may be a link to its rows."""
    top = max((item.value for item in items), default=0) or 1
    body = format_html_join(
        "", "{}", ((_bar(n, item, item.value / top, height, step),) for n, item in enumerate(items))
    )
    width = max(len(items), 1) * step
    role = "group" if any(item.href for item in items) else "img"
    return picture(width, height + 40, title, body, css="bars", about=_spoken_values(items), role=role)


def _bar(place: int, item: Bar, part: float, height: int, step: int) -> SafeString:
    tall, middle = max(part * height, 1), place * step + step / 2
    inner = format_html(
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
        '<text class="bar-label" x="{}" y="{}">{}</text> <text class="bar-value" x="{}" y="{}">{}</text>',
        _round(middle - step * 0.3),
        _round(20 + height - tall),
        _round(step * 0.6),
        _round(tall),
        middle,
        height + 36,
        item.label,
        middle,
        _round(14 + height - tall),
        _number(item.value),
    )
    return format_html('<g class="tone-{}">{}</g>', item.tone, _linked(item.href, inner))


SHARE_WIDTH = 29


@dataclass(frozen=True, slots=True)
class Share:
    """A column of ``shares``: so many of all."""

    label: str
    part: int
    total: int

    @property
    def figure(self) -> str:
        return f"{self.part}/{self.total}" if self.total else "–"


def shares(items: Sequence[Share], title: str, *, height: int = 80) -> SafeString:
    """Columns as high as all there is, filled as far as the part reaches; "3/4" above, the label below. Columns
    stand apart far enough for the longest figure."""
    step = max([48, *(len(item.figure) * 8 + 8 for item in items)])
    top = max((item.total for item in items), default=0) or 1
    body = format_html_join("", "{}", ((_share(n, item, height / top, height, step),) for n, item in enumerate(items)))
    about = "; ".join(f"{item.label}: {item.part}/{item.total}" for item in items)
    return picture(max(len(items), 1) * step, height + 40, title, body, css="bars shares", about=about)


def _share(place: int, item: Share, scale: float, height: int, step: int) -> SafeString:
    middle, wide, floor = place * step + step / 2, SHARE_WIDTH, 20 + height
    tall, filled = item.total * scale, item.part * scale
    boxes = [("bar-whole", tall), ("bar", filled)] if item.total else []
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        ((css, _round(middle - wide / 2), _round(floor - size), _round(wide), _round(size)) for css, size in boxes),
    )
    return format_html(
        '<g class="tone-info">{}<text class="bar-label" x="{}" y="{}">{}</text> '
        '<text class="bar-value" x="{}" y="{}">{}</text></g>',
        rects,
        middle,
        height + 36,
        item.label,
        middle,
        _round(14 + height - tall),
        item.figure,
    )


def sparkline(values: Sequence[float], title: str, *, width: int = 120, height: int = 28) -> SafeString:
    """A small line of the values in order, its last point marked. Its numbers stand in the description."""
    if not values:
        return SafeString("")
    low, high = min(values), max(values)
    reach, step = (high - low) or 1, (width - 8) / max(len(values) - 1, 1)
    points = [(4 + n * step, 4 + (height - 8) * (1 - (value - low) / reach)) for n, value in enumerate(values)]
    line = " ".join(f"{_round(x)},{_round(y)}" for x, y in points)
    x, y = points[-1]
    body = format_html('<polyline points="{}"/><circle cx="{}" cy="{}" r="3"/>', line, _round(x), _round(y))
    return picture(width, height, title, body, css="sparkline", about=", ".join(map(_number, values)))


def timeline(columns: Sequence[str], spans: Sequence[Span], title: str, *, step: int = 220) -> SafeString:
    """Lines over named columns, such as work over the quarters of a year; one row for each line."""
    width, row = max(len(columns), 1) * step, 34
    height = 34 + len(spans) * row + 6
    heads = format_html_join(
        "",
        '<line class="grid" x1="{0}" y1="0" x2="{0}" y2="{1}"/><text class="grid-label" x="{2}" y="20">{3}</text>',
        ((n * step, height, n * step + 10, label) for n, label in enumerate(columns)),
    )
    lines = format_html_join("", "{}", ((_span(span, 34 + n * row, step),) for n, span in enumerate(spans)))
    role = "group" if any(span.href for span in spans) else "img"
    return picture(width, height, title, heads + lines, css="plan", about="; ".join(s.label for s in spans), role=role)


def _span(span: Span, top: int, step: int) -> SafeString:
    wide = (span.last - span.first + 1) * step - 8
    inner = format_html(
        '<rect class="span" x="{}" y="{}" width="{}" height="26" rx="4"/><text x="{}" y="{}">{}</text>',
        span.first * step + 4,
        top,
        wide,
        span.first * step + 14,
        top + 18,
        textwrap.shorten(span.label, max(wide // 8, 4), placeholder="…"),
    )
    return format_html('<g class="tone-{}"><title>{}</title>{}</g>', span.tone, span.label, _linked(span.href, inner))


LETTER = 7.2  # about the width of one at 13 px


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on a ``lifeline``: its label is said below the line; the tone says how much it matters."""

    day: date
    label: str
    tone: str = "neutral"


def lifeline(start: date, end: date, marks: Sequence[Mark], title: str, *, tone: str = "info") -> SafeString:
    """One line of time from start to end with marked days; labels of days that stand close take rows of their own."""
    days = sorted(marks, key=lambda mark: mark.day)
    first, last = min([start, *(m.day for m in days)]), max([end, *(m.day for m in days)])
    width, left = 640, 8
    scale = (width - 2 * left) / max((last - first).days, 1)
    places = [left + (mark.day - first).days * scale for mark in days]
    rows = _rows_of(places, [len(mark.label) * LETTER for mark in days], width)
    ground = format_html(
        '<g class="tone-{}"><rect class="span" x="{}" y="8" width="{}" height="14" rx="4"/></g>',
        tone,
        _round(left + (start - first).days * scale),
        _round(max((end - start).days * scale, 2)),
    )
    body = format_html_join("", "{}", ((_mark(*each, width),) for each in zip(days, places, rows, strict=True)))
    about = "; ".join(f"{mark.label} {mark.day:%d.%m.%Y}" for mark in days)
    return picture(width, 34 + 20 * (max(rows, default=0) + 1), title, ground + body, css="plan lifeline", about=about)


def _rows_of(places: Sequence[float], widths: Sequence[float], width: float) -> list[int]:
    """For each label the first row in which it overlaps none before it."""
    ends: list[float] = []
    rows = []
    for place, wide in zip(places, widths, strict=True):
        begin = place - wide if _is_leftward(place, wide, width) else place
        row = next((n for n, end in enumerate(ends) if end + 8 <= begin), len(ends))
        ends[row : row + 1] = [begin + wide]
        rows.append(row)
    return rows


def _is_leftward(place: float, wide: float, width: float) -> bool:
    """A label that would leave the picture at its right stands to the left of its day."""
    return place > width / 2 and place + wide > width


def _mark(mark: Mark, place: float, row: int, width: float) -> SafeString:
    anchor = "end" if _is_leftward(place, len(mark.label) * LETTER, width) else "start"
    return format_html(
        '<g class="tone-{0}"><line class="mark" x1="{1}" y1="4" x2="{1}" y2="26"/>'
        '<line class="leader" x1="{1}" y1="26" x2="{1}" y2="{2}"/>'
        '<text x="{1}" y="{3}" text-anchor="{4}">{5}</text></g>',
        mark.tone,
        _round(place),
        26 + 20 * row,
        40 + 20 * row,
        anchor,
        mark.label,
    )


def _spoken_values(items: Sequence[Bar]) -> str:
    return "; ".join(f"{item.label}: {_number(item.value)}" for item in items)


def _number(value: float) -> str:
    return f"{value:g}"


def _round(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
