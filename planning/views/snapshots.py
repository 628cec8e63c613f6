"""Quarters and years of the duty ledger as they were frozen, beside what a recount finds today."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.views import DetailPage, FormPage, Page
from planning.access import PLANNING
from planning.forms.ledger import FreezeForm
from planning.models import Snapshot
from planning.rules import quarters
from planning.selectors.snapshots import against_today
from planning.services import ledger as services


class SnapshotList(Page):
    permission = (PLANNING, "see_duties")
    template_name = "planning/snapshot_list.html"

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Frozen quarters and years"),
            "rows": list(self.rows(Snapshot)),
            "may_freeze": PLANNING.may(self.actor, "freeze_duties"),
        }


class SnapshotDetail(DetailPage):
    permission = (PLANNING, "see_duties")
    template_name = "planning/snapshot_detail.html"
    lookup = "pk"

    def get_queryset(self):
        return self.rows(Snapshot).prefetch_related("figures")

    def get_context(self) -> dict[str, Any]:
        row = self.object
        named = {"year": row.year, "quarter": row.get_quarter_display()}
        heading = _("%(year)s, quarter %(quarter)s") % named if row.quarter else _("The year %(year)s") % named
        return {**super().get_context(), "heading": heading, "lines": against_today(row, self.actor)}


class Freeze(FormPage):
    permission = (PLANNING, "freeze_duties")
    template_name = "planning/duty_form.html"
    form_class = FreezeForm
    success_message = gettext_lazy("The figures are frozen.")

    def get_initial(self) -> dict[str, Any]:
        day = quarters.quarter_before(clock.today())
        return {"year": day.year, "quarter": quarters.quarter_of(day)}

    def get_context(self) -> dict[str, Any]:
        intro = _("Figures, rows, targets and comments are kept as they stood then; corrections show beside them.")
        return {
            "heading": _("Freeze a quarter or a year"),
            "intro": intro,
            "back": reverse("snapshot_list"),
            "verb": _("Freeze"),
        }

    def save(self, form: FreezeForm) -> str:
        row = services.freeze(by=self.actor, **form.values())
        return reverse("snapshot_detail", args=[row.pk])
