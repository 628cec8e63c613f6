"""How upper floors appear on lower floors' pages: navigation, panels, tiles, header slots, page context.

Each app's ``ui.py`` registers here; a page asks by name and never imports upwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from core import actor as actors
from core.actor import Actor

# A session is renewed by activity once in five minutes (accounts.middleware), so a page may be that much late.
SESSION_RENEWED_S = 300


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation. ``may(actor)`` says who gets it; ``count(actor)`` an optional number."""

    slug: str
    label: str
    url_name: str
    order: int
    icon: str = ""
    may: Callable[[Actor], bool] = lambda actor: actor.is_known
    count: Callable[[Actor], int] | None = None


@dataclass(frozen=True, slots=True)
class ShownNavItem:
    label: str
    url: str
    icon: str
    is_current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """A box on somebody else's page. ``place`` names the page (``component``, ``today``, ``incident``, …).

    ``context(actor, subject)`` gives the template's context, or None to stay away.
    """

    slug: str
    place: str
    order: int
    template: str
    context: Callable[[Actor, Any], dict[str, Any] | None]


_nav: dict[str, NavItem] = {}
_panels: dict[str, dict[str, Panel]] = defaultdict(dict)


def add_nav(item: NavItem) -> None:
    _nav[item.slug] = item


def add_panel(panel: Panel) -> None:
    _panels[panel.place][panel.slug] = panel


def nav_items(request: HttpRequest) -> list[ShownNavItem]:
    """The navigation of this request's actor, in order; the current one is the longest address that fits."""
    actor = actor_of(request)
    items = [item for item in sorted(_nav.values(), key=lambda item: item.order) if item.may(actor)]
    urls = {item.slug: reverse(item.url_name) for item in items}
    fitting = [slug for slug, url in urls.items() if request.path.startswith(url) and url != "/"]
    current = max(fitting, key=lambda slug: len(urls[slug]), default="today" if request.path == "/" else "")
    return [
        ShownNavItem(
            item.label, urls[item.slug], item.icon, item.slug == current, item.count(actor) if item.count else None
        )
        for item in items
    ]


def panels(place: str, actor: Actor, subject: Any, request: HttpRequest | None = None) -> list[SafeString]:
    """The rendered panels of a place for this actor and subject."""
    return [html for panel in _ordered(place) if (html := _render(panel, actor, subject, request))]


def render_slot(name: str, context: Any) -> SafeString:
    """A header or footer slot: all panels registered for ``slot:<name>``, side by side."""
    request = context.get("request")
    actor = actor_of(request) if request is not None else actors.ANONYMOUS
    return mark_safe("".join(panels(f"slot:{name}", actor, request, request)))  # noqa: S308  (rendered templates)


def actor_of(request: HttpRequest) -> Actor:
    return getattr(request, "actor", actors.ANONYMOUS)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: every template knows the actor and the product's name."""
    from django.conf import settings

    return {
        "actor": actor_of(request),
        "PRODUCT_NAME": settings.PRODUCT_NAME,
        "DEMO": settings.DEMO,
        "session_age": settings.SESSION_COOKIE_AGE - SESSION_RENEWED_S,
    }


def _ordered(place: str) -> Iterable[Panel]:
    return sorted(_panels[place].values(), key=lambda panel: panel.order)


def _render(panel: Panel, actor: Actor, subject: Any, request: HttpRequest | None) -> SafeString | None:
    found = panel.context(actor, subject)
    if found is None:
        return None
    return render_to_string(panel.template, {**found, "actor": actor, "subject": subject}, request=request)
