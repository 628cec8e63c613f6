"""A picture of one thing in the middle and what is tied to it, drawn on the server (see core.svg)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import svg
from core.layers import Around, Placed, around

GAP, ROW_GAP, APART, LEGEND = 120, 12, 7, 34


def star(
    middle: svg.Node,
    groups: Sequence[tuple[str, Sequence[svg.Node]]],
    ties: Mapping[str, Sequence[int]],
    kinds: Sequence[str],
    title: str,
) -> SafeString:
    """``groups`` are (name, boxes) in reading order. ``ties`` says by which ``kinds`` (their places in the list) each
    box is tied: each kind is a line of its own form, named in the legend above. The table behind is the page's."""
    nodes = {node.key: node for _name, group in groups for node in group}
    texts = {key: svg.wrapped(node) for key, node in {**nodes, "": middle}.items()}
    tall = {key: len(lines) * svg.LINE + 2 * svg.PAD for key, lines in texts.items()}
    sizes = [(name, {node.key: tall[node.key] for node in group}) for name, group in groups]
    plan = around(tall[""], sizes, width=svg.NODE_WIDTH, gap=GAP, row_gap=ROW_GAP)
    body = format_html(
        '{}<g transform="translate(0 {})">{}{}{}{}</g>',
        _legend(kinds),
        LEGEND,
        _lines(plan, ties),
        format_html_join(
            "", '<text class="group-name" x="{}" y="{}">{}</text>', ((x, y + 18, name) for name, x, y in plan.headings)
        ),
        format_html_join("", "{}", ((svg.box(nodes[key], texts[key], at),) for key, at in plan.places.items())),
        svg.box(middle, texts[""], plan.middle),
    )
    counts = {"nodes": len(nodes) + 1, "edges": sum(map(len, ties.values()))}
    about = _("%(nodes)s boxes, %(edges)s connections") % counts
    return svg.picture(plan.width, plan.height + LEGEND, title, body, css="graph star", about=about, role="group")


def _legend(kinds: Sequence[str]) -> SafeString:
    step = (3 * svg.NODE_WIDTH + 2 * GAP) / max(len(kinds), 1)
    return format_html_join(
        "",
        '<path class="edge edge-{}" d="M{} 14h36"/><text class="node-note" x="{}" y="18">{}</text>',
        ((n, round(n * step), round(n * step) + 44, kind) for n, kind in enumerate(kinds)),
    )


def _lines(plan: Around, ties: Mapping[str, Sequence[int]]) -> SafeString:
    paths = [
        (kind, svg.curve(_points(plan.middle, plan.places[key], (n - (len(kinds) - 1) / 2) * APART)))
        for key, kinds in ties.items()
        if key in plan.places
        for n, kind in enumerate(kinds)
    ]
    return format_html_join("", '<path class="edge edge-{}" d="{}"/>', paths)


def _points(middle: Placed, place: Placed, off: float) -> list[tuple[float, float]]:
    """From the middle box's edge to the near edge of the other, ``off`` beside its middle."""
    is_right = place.x > middle.x
    start = middle.x + (svg.NODE_WIDTH if is_right else 0), middle.y + middle.height / 2 + off
    return [start, (place.x + (0 if is_right else svg.NODE_WIDTH), place.y + place.height / 2 + off)]
