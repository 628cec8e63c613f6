"""The calendar of planned releases, its forms, and the personal address of one's own calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock
from core.forms import BaseForm
from core.links import token_for
from core.views import ActionView, FormPage, ListPage, Page
from planning.access import PLANNING
from planning.filters.developments import PlannedReleaseFilter
from planning.forms.developments import CancelReleaseForm, MoveReleaseForm, PlannedReleaseForm, ReleaseOutForm
from planning.models import PlannedRelease
from planning.selectors.releases import warn
from planning.services import calendar_links, releases
from planning.views import drawn


class PlannedReleaseList(ListPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/release_list.html"
    filterset_class = PlannedReleaseFilter
    export_name = "planned-releases"
    default_sort = "day"
    sorts = {
        "day": ("planned_on", "pk"),
        "-day": ("-planned_on", "-pk"),
        "component": ("component__slug", "planned_on"),
        "-component": ("-component__slug", "planned_on"),
    }
    columns = (
        (gettext_lazy("Component"), lambda row: row.component.slug),
        (gettext_lazy("Version"), lambda row: row.version),
        (gettext_lazy("Development"), lambda row: str(row.development or "")),
        (gettext_lazy("Planned for"), lambda row: row.planned_on),
        (gettext_lazy("Out"), lambda row: clock.local(row.release.released_at) if row.release else ""),
        (gettext_lazy("Moved times"), lambda row: len(row.moves.all())),
    )

    def get_queryset(self):
        rows = self.rows(PlannedRelease).live().select_related("component", "development", "release")
        return rows.prefetch_related("moves")

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Release calendar"),
            "may_edit": PLANNING.may(self.actor, "coordinate"),
            "today": clock.today(),
        }

    def list_context(self, page) -> dict[str, Any]:
        context = super().list_context(page)
        context["rows"] = rows = warn(context["rows"])
        context["figure"] = drawn.releases(rows) if rows else ""
        return context


class ReleasePlan(ActorFormPage):
    permission = (PLANNING, "coordinate")
    form_class = PlannedReleaseForm
    heading = gettext_lazy("Plan a release")
    success_message = gettext_lazy("The release was planned.")

    @property
    def back(self) -> str:
        return reverse("planned_release_list")

    def get_initial(self) -> dict[str, Any]:
        return {"planned_on": clock.today() + timedelta(days=30)}

    def save(self, form: BaseForm) -> str:
        row = releases.plan_release(**form.values(), by=self.actor)
        return f"{self.back}#release-{row.pk}"


class OneRelease(FormPage):
    """Base of forms about one planned release."""

    permission = (PLANNING, "coordinate")
    template_name = "planning/release_form.html"
    act_name = ""
    verb = ""

    @property
    def planned(self) -> PlannedRelease:
        if not hasattr(self, "_planned"):
            rows = self.rows(PlannedRelease).live().select_related("component", "release")
            self._planned = self.one(rows, pk=self.kwargs["pk"])
        return self._planned

    @property
    def back(self) -> str:
        return f"{reverse('planned_release_list')}#release-{self.planned.pk}"

    def get_context(self) -> dict[str, Any]:
        heading = ": ".join([str(self.planned), str(self.act_name)])
        return {"heading": heading, "back": self.back, "verb": self.verb, "planned": warn([self.planned])[0]}


class ReleaseMove(OneRelease):
    form_class = MoveReleaseForm
    act_name = gettext_lazy("another day")
    verb = gettext_lazy("Move")
    success_message = gettext_lazy("The release was moved.")

    def save(self, form: BaseForm) -> str:
        releases.move_release(planned=self.planned, **form.values(), by=self.actor)
        return self.back


class ReleaseOut(OneRelease):
    form_class = ReleaseOutForm
    act_name = gettext_lazy("it is out")
    verb = gettext_lazy("It is out")
    success_message = gettext_lazy("The release was added, and those who follow it learn of it.")

    def get_initial(self) -> dict[str, Any]:
        return {"released_at": clock.now().replace(second=0, microsecond=0)}

    def save(self, form: BaseForm) -> str:
        releases.release_is_out(planned=self.planned, **form.values(), by=self.actor)
        return self.back


class ReleaseCancel(OneRelease):
    form_class = CancelReleaseForm
    act_name = gettext_lazy("call off")
    verb = gettext_lazy("Call off")
    success_message = gettext_lazy("The planned release was called off.")

    def save(self, form: BaseForm) -> str:
        releases.cancel_release(planned=self.planned, **form.values(), by=self.actor)
        return reverse("planned_release_list")


class CalendarAddress(Page):
    """The person's own address for a calendar program."""

    template_name = "planning/calendar_address.html"

    def get_context(self) -> dict[str, Any]:
        link = calendar_links.standing(self.actor)
        path = reverse("plan_personal_calendar", args=[token_for(link)]) if link else ""
        return {"link": link, "address": f"{settings.PORTAL_URL}{path}" if link else ""}


class CalendarOpen(ActionView):
    success_message = gettext_lazy("This is your new address. An earlier one opens nothing any more.")

    def act(self) -> str:
        calendar_links.open_calendar(by=self.actor)
        return reverse("plan_calendar_address")


class CalendarClose(ActionView):
    success_message = gettext_lazy("Your address opens nothing any more.")

    def act(self) -> str:
        calendar_links.close_calendar(by=self.actor)
        return reverse("plan_calendar_address")
