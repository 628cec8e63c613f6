"""``/``: what waits for me, by role; and for a visitor the three doors that need no account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core import surface
from core.views import Page


class Today(Page):
    is_public = True

    @property
    def template_name(self) -> str:
        return "portal/today.html" if self.actor.is_known else "portal/welcome.html"

    def get_context(self) -> dict[str, Any]:
        if not self.actor.is_known:
            return {"heading": _("Shared Components Portal")}
        return {"heading": _("Today"), "panels": surface.panels("today", self.actor, None, self.request)}
