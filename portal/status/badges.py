"""``/status/badge/<slug>.svg`` drawn by us, and ``.json`` for shields.io's endpoint. Colour never speaks alone."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.status.facts import Facts
from portal.status.states import State, States

ALL = "all"
# White on each of these has a contrast of 4.5 or more (WCAG 2.2, 1.4.3).
PAINTS = {
    "up": "#1f7a45",
    "maintenance": "#005aa3",
    "degraded": "#9a5b00",
    "partly": "#b34700",
    "down": "#ac3232",
    "unknown": "#5d6071",
}
SHIELDS = {
    "up": "brightgreen",
    "maintenance": "blue",
    "degraded": "yellow",
    "partly": "orange",
    "down": "red",
    "unknown": "lightgrey",
}
SIDE = 8  # px left and right of a text
# Widths of 11 px Verdana in px, by kinds of letters; textLength makes up for what is left.
NARROW, WIDE, USUAL = (4.0, frozenset(" iljtfrI.,:;!'()[]|-")), (9.8, frozenset("mwMWшщжмюШЩЖМЮФ@%—…")), 6.9
KEPT_S = 300  # shields.io asks no more often


def found(slug: str, facts: Facts) -> tuple[str, State] | None:
    """The label and state of ``all``, a component or a system; None where there is none such."""
    states = States(facts)
    if slug == ALL:
        return _("services"), states.overall()
    for one in facts.components:
        if one.slug == slug:
            return str(one.name), states.components[slug]
    return next(((str(one.name), states.of_system(one)) for one in facts.systems if one.slug == slug), None)


def shield(label: str, state: State) -> dict[str, Any]:
    """By the schema of shields.io/badges/endpoint-badge."""
    return {
        "schemaVersion": 1,
        "label": label,
        "message": state.word,
        "color": SHIELDS[state.slug],
        "cacheSeconds": KEPT_S,
    }


def picture(label: str, state: State) -> SafeString:
    """An SVG of 20 px height: label on the left, the state's word on its colour at the right."""
    left, right = _width(label), _width(state.word)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="20" viewBox="0 0 {0} 20" role="img"'
        ' aria-labelledby="t d"><title id="t">{1}: {2}</title><desc id="d">{3}</desc>'
        '<clipPath id="r"><rect width="{0}" height="20" rx="3"/></clipPath><g clip-path="url(#r)">'
        '<rect width="{4}" height="20" fill="#34394c"/><rect x="{4}" width="{5}" height="20" fill="{6}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"'
        ' aria-hidden="true"><text x="{7}" y="14" textLength="{8}">{1}</text>'
        '<text x="{9}" y="14" textLength="{10}">{2}</text></g></svg>',
        left + right,
        label,
        state.word,
        state.said_fully(),
        left,
        right,
        PAINTS[state.slug],
        left / 2,
        left - 2 * SIDE,
        left + right / 2,
        right - 2 * SIDE,
    )


def _width(words: str) -> int:
    wide = (next((size for size, letters in (NARROW, WIDE) if letter in letters), USUAL) for letter in words)
    return round(sum(wide)) + 2 * SIDE
