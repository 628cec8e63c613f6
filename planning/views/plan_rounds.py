"""Planning rounds, the agency's goals, and the agency's own plan sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock, exports
from core.errors import Conflict
from core.forms import BaseForm
from core.views import ListPage, Page, once
from planning.access import PLANNING
from planning.forms.plan import GoalForm, NewGoalForm, RoundForm, SheetForm
from planning.models import AgencyGoal, PlanLine, PlanningRound, Proposal
from planning.selectors import lines as answers
from planning.services import goals, rounds
from planning.services.sheet import SheetPreview, import_sheet, preview_sheet


def counted(rows: QuerySet, of: str) -> Coalesce:
    """How many rows there are of each."""
    numbers = rows.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), Value(0))


class RoundList(ListPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/round_list.html"
    export_name = "rounds"
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Title"), lambda row: row.title),
        (gettext_lazy("Year"), lambda row: row.year),
        (gettext_lazy("Opens"), lambda row: row.opens_on),
        (gettext_lazy("Deadline"), lambda row: row.deadline_at),
        (gettext_lazy("Proposals"), lambda row: row.given),
        (gettext_lazy("handed in late"), lambda row: row.late),
    )

    def get_queryset(self):
        given = self.rows(Proposal).submitted().filter(round=OuterRef("pk"))
        late = given.filter(submitted_at__gt=OuterRef("deadline_at"))
        rows = self.rows(PlanningRound).live().select_related("owner")
        return rows.annotate(given=counted(given, "round"), late=counted(late, "round"))

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Planning rounds"), "may_open": PLANNING.may(self.actor, "open_rounds")}


class RoundAdd(ActorFormPage):
    permission = (PLANNING, "open_rounds")
    form_class = RoundForm
    heading = gettext_lazy("New planning round")
    success_message = gettext_lazy("The round was written down.")

    @property
    def back(self) -> str:
        return reverse("round_list")

    def get_initial(self) -> dict[str, Any]:
        return {"year": clock.today().year + 1}

    def save(self, form: BaseForm) -> str:
        rounds.open_round(**form.values(), by=self.actor)
        return self.back


class RoundEdit(RoundAdd):
    success_message = gettext_lazy("The round was changed.")

    @property
    def round(self) -> PlanningRound:
        if not hasattr(self, "_round"):
            self._round = self.one(self.rows(PlanningRound).live(), ref=self.kwargs["ref"])
        return self._round

    @property
    def heading(self) -> str:
        return str(self.round)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.round, name) for name in ("year", "title", "opens_on", "deadline_at", "owner")}

    def save(self, form: BaseForm) -> str:
        rounds.change_round(round=self.round, **form.values(), by=self.actor)
        return self.back


class GoalList(ListPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/goal_list.html"
    export_name = "goals"
    columns = (
        (gettext_lazy("Code"), lambda row: row.code),
        (gettext_lazy("Goal"), lambda row: str(row.title)),
        (gettext_lazy("Proposals"), lambda row: row.proposed),
        (gettext_lazy("Plan lines"), lambda row: row.planned),
    )

    def get_queryset(self):
        proposed = self.rows(Proposal).live().filter(goal=OuterRef("pk"))
        planned = self.rows(PlanLine).live().filter(goal=OuterRef("pk"))
        rows = self.rows(AgencyGoal).live()
        return rows.annotate(proposed=counted(proposed, "goal"), planned=counted(planned, "goal"))

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Goals of the agency"), "may_edit": PLANNING.may(self.actor, "open_rounds")}


class GoalAdd(ActorFormPage):
    permission = (PLANNING, "open_rounds")
    form_class = NewGoalForm
    heading = gettext_lazy("New goal")
    success_message = gettext_lazy("The goal was written down.")

    @property
    def back(self) -> str:
        return reverse("agency_goal_list")

    def save(self, form: BaseForm) -> str:
        goals.add_goal(**form.values(), by=self.actor)
        return self.back


class GoalEdit(GoalAdd):
    form_class = GoalForm
    success_message = gettext_lazy("The goal was changed.")

    @property
    def goal(self) -> AgencyGoal:
        if not hasattr(self, "_goal"):
            self._goal = self.one(self.rows(AgencyGoal).live(), code=self.kwargs["code"])
        return self._goal

    @property
    def heading(self) -> str:
        return str(self.goal)

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.goal.title}

    def save(self, form: BaseForm) -> str:
        goals.change_goal(goal=self.goal, **form.values(), by=self.actor)
        return self.back


class Sheet(Page):
    """The agency's plan sheet: taken as XLSX or CSV (``?format=``), and read back in two steps."""

    permission = (PLANNING, "edit_plan")
    template_name = "planning/sheet.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        kind = request.GET.get("format")
        return self.present(kind) if kind in ("csv", "xlsx") else self.show(form=SheetForm())

    @property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else clock.today().year

    def present(self, kind: str) -> HttpResponse:
        rows = answers.sheet_order(answers.lines(self.actor).filter(year=self.year))
        make = exports.csv_response if kind == "csv" else exports.xlsx_response
        return make(f"aastaplaan-{self.year}", answers.sheet_heads(), answers.sheet_rows(rows))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = SheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form, status=422)
        text, seen = form.values()["text"], request.POST.get("seen", "")
        return self.carry_out(text, seen) if seen else self.show_preview(text)

    def show_preview(self, text: str, *, status: int = 200, **extra) -> HttpResponse:
        form = SheetForm(initial={"text": text})
        found = preview_sheet(text=text, by=self.actor)
        return self.show(form=form, text=text, preview=found, status=status, **extra)

    def carry_out(self, text: str, seen: str) -> HttpResponse:
        done: list[SheetPreview] = []

        def act() -> str:
            done.append(import_sheet(text=text, seen=seen, by=self.actor))
            return reverse("plan_line_list")

        try:
            url = once(self.request.POST.get("submission"), self.actor, act)
        except Conflict as error:
            return self.show_preview(text, status=error.status, refusal=str(error.message))
        if done:
            told = _("Lines added: %(new)s, changed: %(changes)s.") % done[0].counts
            messages.success(self.request, told)
        return HttpResponseRedirect(url)

    def get_context(self) -> dict[str, Any]:
        heading = _("The agency's plan sheet")
        back = reverse("plan_line_list")
        return {"heading": heading, "back": back, "verb": _("Look at it"), "multipart": True, "year": self.year}
