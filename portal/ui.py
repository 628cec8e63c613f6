"""What the roof shows in the header, the footer and the navigation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surface import NavItem, Panel, add_nav, add_panel


def signed_in(actor: Actor, _subject: object) -> dict[str, Any] | None:
    return {} if actor.is_known else None


def everybody(actor: Actor, _subject: object) -> dict[str, Any]:
    return {}


add_nav(NavItem("today", _("Today"), "today", 0, "home"))
add_nav(NavItem("report", _("Report a fault"), "report", 80, "alert", lambda actor: True))
add_nav(NavItem("status", _("Status"), "status", 85, "activity", lambda actor: True))
add_panel(Panel("search", "slot:header", 10, "portal/_header_search.html", signed_in))
add_panel(Panel("footer", "slot:footer", 10, "portal/_footer.html", everybody))
