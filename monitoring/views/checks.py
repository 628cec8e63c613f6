"""The list of checks and a check's own page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import clock
from core.surface import panels
from core.svg import sparkline
from core.views import DetailPage, ListPage
from monitoring import selectors
from monitoring.access import MONITORING
from monitoring.filters import CheckFilter
from monitoring.models import STATE_LABELS, Check
from monitoring.types import check_types

PERIODS = {
    _("24 hours"): timedelta(hours=24),
    _("7 days"): timedelta(days=7),
    _("30 days"): timedelta(days=30),
    _("90 days"): timedelta(days=90),
}


def label_of(state: str):
    return STATE_LABELS[state]


class CheckListPage(ListPage):
    """All checks, the worst first; the htmx fragment is asked every 15 s and answers 304 when nothing changed."""

    permission = (MONITORING, "see")
    template_name = "monitoring/checks.html"
    fragment_name = "monitoring/_checks.html"
    filterset_class = CheckFilter
    default_sort = "state"
    sorts = {
        "state": ("-rank", "now__since"),
        "-state": ("rank", "now__since"),
        "slug": ("slug",),
        "-slug": ("-slug",),
        "component": ("component__slug", "slug"),
        "-component": ("-component__slug", "slug"),
        "since": ("-now__since", "slug"),
        "-since": ("now__since", "slug"),
    }
    export_name = "kontrollid"
    columns = (
        (_("Name"), lambda row: row.slug),
        (_("Component"), lambda row: str(row.component)),
        (_("Environment"), lambda row: row.get_environment_display()),
        (_("Type"), lambda row: row.get_type_display()),
        (_("State"), lambda row: str(label_of(row.shown_state))),
        (_("Since"), lambda row: row.now.since),
        (_("Expected"), lambda row: row.now.expected),
        (_("Came"), lambda row: row.now.got),
        (_("Last run"), lambda row: row.now.last_run_at),
        (_("Paused, because"), lambda row: row.paused_because),
    )

    def get_queryset(self):
        rows = self.rows(Check).live().select_related("component", "now")
        return rows.with_shown_state(clock.now()).with_rank()

    def get_context(self) -> dict[str, Any]:
        age = selectors.watcher_age()
        return {
            "heading": _("Monitoring"),
            "may_edit": MONITORING.may(self.actor, "edit"),
            "may_allow": MONITORING.may(self.actor, "allow_list"),
            "is_unwatched": age is None or age > timedelta(seconds=60),
        }

    def list_context(self, page) -> dict[str, Any]:
        rows = list(page.object_list)
        strips = selectors.strips([row.pk for row in rows])
        worked_on = selectors.components_in_maintenance([row.component_id for row in rows])
        for row in rows:
            row.strip, row.shown_label = strips[row.pk], label_of(row.shown_state)
            row.is_worked_on = (row.component_id, row.environment) in worked_on
        return {**super().list_context(page), "rows": rows}


class CheckPage(DetailPage):
    """What is expected, what came, since when, and how it has been."""

    template_name = "monitoring/check.html"

    def get_queryset(self):
        rows = self.rows(Check).live().select_related("component", "now")
        return rows.with_shown_state(clock.now())

    def get_context(self) -> dict[str, Any]:
        check, kind = self.object, check_types.get(self.object.type)()
        return {
            "object": check,
            "now": check.now,
            "shown_label": label_of(check.shown_state),
            "kind": kind,
            "target": kind.target(check.config),
            "is_worked_on": (check.component_id, check.environment)
            in selectors.components_in_maintenance([check.component_id]),
            "may": {action: MONITORING.may(self.actor, action) for action in MONITORING.grants},
            "panels": panels("check", self.actor, check, self.request),
            **self._past(check, kind),
        }

    def _past(self, check: Check, kind) -> dict[str, Any]:
        is_passive = kind.way == "signs"
        results = [] if is_passive else selectors.latest_results(check)
        for row in results:
            row.label = label_of(row.verdict)
        return {
            "is_passive": is_passive,
            "ping_url": f"{settings.PORTAL_URL}/ping/{check.ping_key}",
            "pings": selectors.latest_pings(check) if is_passive else [],
            "results": results,
            "spark": sparkline([row.duration_ms for row in reversed(results)], str(_("Response time, ms"))),
            "intervals": selectors.latest_intervals(check),
            "uptimes": selectors.uptimes(check, PERIODS).items(),
            "strip": selectors.strips([check.pk])[check.pk],
        }
