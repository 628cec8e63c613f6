"""Planned work: the list, one work, and the acts on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components import services
from components.access import COMPONENTS
from components.filters import MaintenanceFilter
from components.forms import MaintenanceForm, ReasonForm, TimesForm
from components.lifecycle import MAINTENANCE
from components.models import Component, Maintenance
from components.views.editing import ActorFormPage
from core import surface
from core.forms import BaseForm
from core.views import ActionView, DetailPage, FormPage, ListPage, Page
from notifications.access import NOTIFICATIONS
from notifications.models import OPEN_STATES, Notice
from notifications.selectors import first_told_at


def address(work: Maintenance) -> str:
    return reverse("maintenance_detail", args=[work.public_id])


class MaintenanceList(ListPage):
    template_name = "components/maintenance_list.html"
    filterset_class = MaintenanceFilter
    export_name = "maintenance"
    default_sort = "-starts"
    sorts = {
        "starts": ("starts_at", "pk"),
        "-starts": ("-starts_at", "pk"),
        "state": ("state", "-starts_at"),
        "-state": ("-state", "-starts_at"),
    }
    columns = (
        (gettext_lazy("Id"), lambda row: row.public_id),
        (gettext_lazy("What is done"), lambda row: row.title),
        (gettext_lazy("Components"), lambda row: ", ".join(map(str, row.components.all()))),
        (gettext_lazy("Environment"), lambda row: row.get_environment_display()),
        (gettext_lazy("Begins"), lambda row: row.starts_at),
        (gettext_lazy("Ends"), lambda row: row.ends_at),
        (gettext_lazy("State"), lambda row: row.state_word),
        (gettext_lazy("Why in a payout window"), lambda row: row.window_reason),
        (gettext_lazy("Why told late"), lambda row: row.late_reason),
    )

    def get_queryset(self):
        return self.rows(Maintenance).live().prefetch_related("components")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Planned work"), "may_maintain": COMPONENTS.may(self.actor, "maintain")}


class OneWork(Page):
    """Base of pages about one planned work."""

    lookup = "public_id"

    @property
    def work(self) -> Maintenance:
        if not hasattr(self, "_work"):
            self._work = self.one(self.rows(Maintenance).live(), public_id=self.kwargs["public_id"])
        return self._work


class MaintenanceDetail(DetailPage):
    template_name = "components/maintenance_detail.html"
    lookup = "public_id"

    def get_queryset(self):
        return self.rows(Maintenance).live().select_related("pattern").prefetch_related("components")

    def get_context(self) -> dict[str, Any]:
        work, may = self.object, COMPONENTS.may(self.actor, "maintain")
        components = list(work.components.all())
        windows = services.forbidding_windows(components, work.environment, work.starts_at, work.ends_at)
        notice = self.rows(Notice).live().filter(about=f"maintenance:{work.public_id}").order_by("-pk").first()
        return {
            "object": work,
            "windows": windows,
            "tell_by": services.tell_by(work.starts_at) if work.environment == "production" else None,
            "told_at": first_told_at(f"maintenance:{work.public_id}"),
            "notice": notice,
            "is_told_otherwise": may and notice is not None and notice.is_told_otherwise,
            "tell_url": self.tell_url(work, notice),
            "actions": MAINTENANCE.actions_from(work.state) if may else (),
            "panels": surface.panels("maintenance", self.actor, work, self.request),
        }

    def tell_url(self, work: Maintenance, notice: Notice | None) -> str:
        """A new notice about the work, its facts filled in; "" where one is open, it is over, or one may not."""
        is_open = notice is not None and notice.state in OPEN_STATES
        if is_open or work.state != "planned" or not NOTIFICATIONS.may(self.actor, "publish"):
            return ""
        facts = {
            "kind": "maintenance",
            "template": "hooldustoo",
            "about": f"maintenance:{work.public_id}",
            "topic": [f"component:{each.slug}" for each in work.components.all()],
            "starts": work.starts_at.isoformat(),
            "ends": work.ends_at.isoformat(),
            "late_reason": work.late_reason,
        }
        return f"{reverse('notice_add')}?{urlencode(facts, doseq=True)}"


class MaintenancePlan(ActorFormPage):
    permission = (COMPONENTS, "maintain")
    form_class = MaintenanceForm
    heading = gettext_lazy("Plan work")
    success_message = gettext_lazy("The work was planned.")

    @property
    def back(self) -> str:
        return reverse("maintenance_list")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.getlist("component")
        return {"components": self.rows(Component).live().filter(slug__in=asked)}

    def save(self, form: BaseForm) -> str:
        return address(services.plan_maintenance(**form.values(), by=self.actor))


class WorkForm(OneWork, FormPage):
    permission = (COMPONENTS, "maintain")
    template_name = "core/form.html"
    heading = verb = ""

    def get_context(self) -> dict[str, Any]:
        return {"heading": f"{self.work}: {self.heading}", "back": address(self.work), "verb": self.verb}


class MaintenanceMove(WorkForm):
    form_class = TimesForm
    heading = gettext_lazy("move")
    verb = gettext_lazy("Move the work")
    success_message = gettext_lazy("The work was moved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.work, name) for name in ("starts_at", "ends_at", "window_reason", "late_reason")}

    def save(self, form: BaseForm) -> str:
        return address(services.move_maintenance(maintenance=self.work, **form.values(), by=self.actor))


class MaintenanceCancel(WorkForm):
    form_class = ReasonForm
    heading = gettext_lazy("cancel")
    verb = gettext_lazy("Cancel the work")
    success_message = gettext_lazy("The work was cancelled.")

    def save(self, form: BaseForm) -> str:
        return address(services.cancel_maintenance(maintenance=self.work, **form.values(), by=self.actor))


class MaintenanceFinish(OneWork, ActionView):
    permission = (COMPONENTS, "maintain")
    success_message = gettext_lazy("The work is done.")

    def act(self) -> str:
        return address(services.finish_maintenance(maintenance=self.work, by=self.actor))
