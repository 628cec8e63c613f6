"""``/plan/``: the year by quarter for managers, and where each figure comes from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, exports, surface
from core.errors import NotFound
from core.svg import Bar, bars, timeline
from core.views import ActionView, Page
from planning.access import PLANNING
from planning.models import QUARTERS
from planning.selectors import dashboard
from planning.services.looks import mark_seen

FIRST_YEAR = 2020


class PlanPage(Page):
    """Base: the year of the address (``?year=``), this one where it names none. Raises NotFound for no year of ours."""

    permission = (PLANNING, "see_plan")

    @property
    def year(self) -> int:
        asked = self.request.GET.get("year")
        if asked is None:
            return clock.today().year
        is_year = asked.isascii() and asked.isdigit() and len(asked) == 4
        if not is_year or not FIRST_YEAR <= int(asked) <= clock.today().year + 5:
            raise NotFound(_("There is no plan of such a year."))
        return int(asked)


class PlanDashboard(PlanPage):
    """The dashboard; ``?format=csv`` or ``xlsx`` gives its lines."""

    template_name = "planning/dashboard.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        kind = request.GET.get("format")
        if kind in ("csv", "xlsx"):
            make = exports.csv_response if kind == "csv" else exports.xlsx_response
            rows = [dashboard.cells(line) for line in dashboard.lines_of(self.actor, self.year)]
            return make(f"plan-{self.year}", heads(), rows)
        return self.show()

    def get_context(self) -> dict[str, Any]:
        lines = dashboard.lines_of(self.actor, self.year)
        year = clock.today().year
        as_of = clock.end_of(clock.today().replace(year=self.year, month=12, day=31)) if self.year < year else None
        may_see = PLANNING.may(self.actor, "see_duties") and self.year <= year
        found = dashboard.shares(self.actor, as_of) if may_see else []
        since = dashboard.seen_at(self.actor)
        return {
            "heading": _("Plan %(year)s") % {"year": self.year},
            "year": self.year,
            "years": [self.year - 1, self.year + 1],
            "lines": [(line, dashboard.standing(line), dashboard.WORDS[dashboard.standing(line)]) for line in lines],
            "tiles": tiles(lines, self.year),
            "picture": quarters(lines) if lines else "",
            "shares": found,
            "risks": dashboard.risks(lines, found),
            "decisions": dashboard.decisions(self.actor),
            "workload": dashboard.workload(lines),
            "load_picture": load_picture(lines),
            "since": since,
            "changes": dashboard.changes(self.actor, lines, since),
        }


def heads() -> list[str]:
    return [
        *(_("Reference"), _("Number in the agency's plan"), _("Quarter"), _("Title"), _("Agency's goal"), _("Owner")),
        *(_("Measure"), _("Result"), _("Due by the baseline"), _("Due"), _("Done"), _("State"), _("Hours")),
        *(_("Why it is late"), _("What it waits for")),
    ]


def tiles(lines, year: int) -> list[dict[str, Any]]:
    """How many lines stand how."""
    counts: dict[str, int] = {}
    for line in lines:
        state = dashboard.standing(line)
        counts[state] = counts.get(state, 0) + 1
    order = (dashboard.LATE, dashboard.IN_WORK, dashboard.PLANNED, dashboard.DONE_LATE, dashboard.DONE)
    return [
        {"number": counts.get(state, 0), "label": dashboard.WORDS[state], "tone": _tone(state, counts)}
        for state in order
        if counts.get(state) or state in (dashboard.LATE, dashboard.DONE)
    ]


def _tone(state: str, counts: dict[str, int]) -> str:
    return dashboard.TONES.get(state, "neutral") if counts.get(state) else "neutral"


def quarters(lines) -> str:
    return timeline([word for _number, word in QUARTERS], dashboard.spans(lines), _("Plan lines by quarter"), step=262)


def load_picture(lines) -> str:
    items = [
        Bar(label=QUARTERS[quarter - 1][1], value=float(left), tone="info")
        for quarter, _all, left, _count in dashboard.workload(lines)
    ]
    return bars(items, _("Hours still to do, by quarter")) if any(item.value for item in items) else ""


class PlanParts(PlanPage):
    """What the parts of planning have to say of the year: developments, work, trainings, proposals."""

    template_name = "planning/plan_parts.html"

    def get_context(self) -> dict[str, Any]:
        panels = surface.panels("plan", self.actor, self.year, self.request)
        return {"heading": _("Parts of the plan %(year)s") % {"year": self.year}, "panels": panels, "year": self.year}


class PlanSeen(ActionView):
    permission = (PLANNING, "see_plan")
    success_message = gettext_lazy("Marked as seen.")

    def act(self) -> str:
        mark_seen(by=self.actor)
        return reverse("plan_dashboard")
