"""Days away: the list as a timeline, one's own and others' noted, a calendar or list taken in two steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock
from core.errors import Conflict
from core.forms import BaseForm
from core.views import ActionView, ListPage, Page, once
from planning.access import PLANNING
from planning.filters.absences import AbsenceFilter
from planning.forms.absences import AbsenceForm, AwayListForm
from planning.models import Absence
from planning.rules.days_away import days_of, workdays
from planning.selectors.absences import covered, gaps
from planning.selectors.away_preview import Line, Plan, as_list, plan_of
from planning.services import absences as services
from planning.views import drawn


def days_in(row: Absence) -> int:
    return workdays(days_of((row.from_on, row.until_on)))


class AbsenceList(ListPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/absence_list.html"
    filterset_class = AbsenceFilter
    export_name = "absences"
    default_sort = "-from"
    sorts = {
        "from": ("from_on", "pk"),
        "-from": ("-from_on", "-pk"),
        "person": ("person__name", "from_on"),
        "-person": ("-person__name", "from_on"),
    }
    columns = (
        (gettext_lazy("Who is away"), lambda row: str(row.person)),
        (gettext_lazy("E-mail"), lambda row: row.person.email),
        (gettext_lazy("From"), lambda row: row.from_on),
        (gettext_lazy("Until"), lambda row: row.until_on),
        (gettext_lazy("Working days"), days_in),
    )

    def get_queryset(self):
        return self.rows(Absence).live().select_related("person")

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Days away"),
            "may_name": PLANNING.may(self.actor, "import_absences"),
            "may_note": PLANNING.may(self.actor, "note_absences"),
            "today": clock.today(),
            "me": self.actor.user_id,
        }

    def list_context(self, page) -> dict[str, Any]:
        context = super().list_context(page)
        context["rows"] = rows = list(context["rows"])
        context["gaps"] = found = gaps()
        context["figure"] = drawn.absences(rows, {each.absence.pk for each in found}) if rows else ""
        named = covered({row.person_id for row in rows})
        for row in rows:
            row.workdays = days_in(row)
            row.is_covered = any(
                first <= row.until_on and last >= row.from_on for first, last in named.get(row.person_id, ())
            )
        return context


class AbsenceAdd(ActorFormPage):
    permission = (PLANNING, "note_absences")
    form_class = AbsenceForm
    heading = gettext_lazy("Note days away")
    success_message = gettext_lazy("Noted.")

    @property
    def back(self) -> str:
        return reverse("absence_list")

    def get_initial(self) -> dict[str, Any]:
        return {"person": self.actor.user_id, "from_on": clock.today()}

    def save(self, form: BaseForm) -> str:
        row = services.note_absence(**form.values(), by=self.actor)
        return f"{self.back}#absence-{row.pk}"


class AbsenceRemove(ActionView):
    permission = (PLANNING, "note_absences")
    success_message = gettext_lazy("These days were taken off the list.")

    def act(self) -> str:
        row = self.one(self.rows(Absence).live(), pk=self.kwargs["pk"])
        services.remove_absence(absence=row, by=self.actor)
        return reverse("absence_list")


class AbsenceImport(Page):
    """A calendar or list is read and shown line by line; what was shown is then done, or nothing. Between the steps go
    days and addresses alone, not the file."""

    permission = (PLANNING, "note_absences")
    template_name = "planning/absence_import.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.show(form=AwayListForm(actor=self.actor))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("seen"):
            return self.carry_out(request.POST.get("text", "")[:1_000_000], request.POST["seen"])
        form = AwayListForm(request.POST, request.FILES, actor=self.actor)
        if not form.is_valid():
            return self.show(form=form, status=422)
        values = form.values()
        text, refused = as_list(values["text"], values["person"])
        return self.show_preview(text, refused)

    def show_preview(self, text: str, refused: list[Line] = (), *, status: int = 200, **extra) -> HttpResponse:
        plan = Plan([*plan_of(self.actor, text).lines, *refused])
        return self.show(form=AwayListForm(actor=self.actor), text=text, plan=plan, status=status, **extra)

    def carry_out(self, text: str, seen: str) -> HttpResponse:
        done: list[Plan] = []

        def act() -> str:
            done.append(services.import_absences(text=text, seen=seen, by=self.actor))
            return reverse("absence_list")

        try:
            url = once(self.request.POST.get("submission"), self.actor, act)
        except Conflict as error:
            return self.show_preview(text, status=error.status, refusal=str(error.message))
        if done:
            told = _("Days away added: %(new)s, moved: %(moved)s.") % done[0].counts
            messages.success(self.request, told)
        return HttpResponseRedirect(url)

    def get_context(self) -> dict[str, Any]:
        heading = _("Days away from a calendar")
        return {"heading": heading, "back": reverse("absence_list"), "verb": _("Look at it"), "multipart": True}
