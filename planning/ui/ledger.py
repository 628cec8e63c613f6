"""The duty ledger and the plan in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.surface import NavItem, add_nav
from planning.access import PLANNING

add_nav(NavItem("duties", _("Duties"), "duty_list", 75, "gauge", lambda actor: PLANNING.may(actor, "see_duties")))
add_nav(NavItem("plan", _("Plan"), "plan_dashboard", 60, "chart", lambda actor: PLANNING.may(actor, "see_plan")))
