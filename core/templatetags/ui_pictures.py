"""Pictures drawn by core.svg with the table behind each; loaded by ``{% load ui %}``."""

from __future__ import annotations

from django import template

from core import svg

register = template.Library()


@register.inclusion_tag("core/parts/day_strip.html")
def day_strip(days, label: str, note: str = "") -> dict:
    """Bars of days (``core.svg.DayState``), oldest first; ``note`` stands in the middle below, as "99.97 %"."""
    days = list(days)
    return {"picture": svg.day_strip(days, label), "days": days, "label": label, "note": note}


@register.inclusion_tag("core/parts/figure.html")
def figure(picture: str, caption: str, table=None, heads=None) -> dict:
    """A picture of core.svg, its caption and the table behind it: ``heads`` and rows of ``table``, texts in order."""
    return {"picture": picture, "caption": caption, "rows": table, "heads": heads}
