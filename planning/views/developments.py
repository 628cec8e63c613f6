"""Developments: the list, one with its inputs and releases, its forms."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock, surface
from core.forms import BaseForm
from core.views import DetailPage, ListPage
from planning.access import PLANNING
from planning.filters.developments import DevelopmentFilter
from planning.forms.developments import DevelopmentForm, NewDevelopmentForm
from planning.models import Development, Input, PlannedRelease
from planning.selectors.inputs import by_party, with_sides
from planning.selectors.releases import warn
from planning.services.developments import add_development, change_development
from planning.views import drawn


def address(row: Development) -> str:
    return reverse("development_detail", args=[row.slug])


class DevelopmentList(ListPage):
    template_name = "planning/development_list.html"
    filterset_class = DevelopmentFilter
    export_name = "developments"
    default_sort = "-starts"
    sorts = {
        "starts": ("starts_on", "slug"),
        "-starts": ("-starts_on", "slug"),
        "title": ("title", "slug"),
        "-title": ("-title", "-slug"),
    }
    columns = (
        (gettext_lazy("Short name"), lambda row: row.slug),
        (gettext_lazy("Title"), lambda row: row.title),
        (gettext_lazy("Service owner"), lambda row: str(row.service_owner or "")),
        (gettext_lazy("Who runs it"), lambda row: str(row.provider or "")),
        (gettext_lazy("Developer"), lambda row: str(row.developer or "")),
        (gettext_lazy("Begins"), lambda row: row.starts_on),
        (gettext_lazy("Ends"), lambda row: row.ends_on or ""),
        (gettext_lazy("Components"), lambda row: ", ".join(each.slug for each in row.components.all())),
    )

    def get_queryset(self):
        rows = self.rows(Development).live().select_related("service_owner", "provider", "developer")
        return rows.prefetch_related("components")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Developments"), "may_edit": PLANNING.may(self.actor, "coordinate")}


class DevelopmentDetail(DetailPage):
    template_name = "planning/development_detail.html"

    def get_queryset(self):
        rows = self.rows(Development).live()
        return rows.select_related("service_owner", "provider", "developer", "line").prefetch_related("components")

    def get_context(self) -> dict[str, Any]:
        row = self.object
        inputs = list(with_sides(self.rows(Input).live().filter(development=row)).order_by("due_on", "ref"))
        waited = by_party(inputs)
        releases = self.rows(PlannedRelease).live().filter(development=row).select_related("component", "release")
        return {
            "object": row,
            "inputs": inputs,
            "waited": waited,
            "figure": drawn.waiting(waited) if any(each.days for each in waited) else "",
            "releases": warn(releases.order_by("planned_on", "pk")),
            "today": clock.today(),
            "may_edit": PLANNING.may(self.actor, "coordinate"),
            "panels": surface.panels("development", self.actor, row, self.request),
        }


class DevelopmentAdd(ActorFormPage):
    permission = (PLANNING, "coordinate")
    form_class = NewDevelopmentForm
    heading = gettext_lazy("New development")
    success_message = gettext_lazy("The development was written down.")

    @property
    def back(self) -> str:
        return reverse("development_list")

    def save(self, form: BaseForm) -> str:
        return address(add_development(**form.values(), by=self.actor))


class DevelopmentEdit(ActorFormPage):
    permission = (PLANNING, "coordinate")
    form_class = DevelopmentForm
    success_message = gettext_lazy("The development was changed.")

    @property
    def development(self) -> Development:
        if not hasattr(self, "_development"):
            self._development = self.one(self.rows(Development).live(), slug=self.kwargs["slug"])
        return self._development

    @property
    def heading(self) -> str:
        return str(self.development)

    @property
    def back(self) -> str:
        return address(self.development)

    def get_initial(self) -> dict[str, Any]:
        return DevelopmentForm.initial_of(self.development)

    def save(self, form: BaseForm) -> str:
        return address(change_development(development=self.development, **form.values(), by=self.actor))
