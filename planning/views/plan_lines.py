"""Plan lines: the list, the quarters, one line, the acts on it, and the baseline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock
from core.forms import BaseForm
from core.views import ActionView, DetailPage, ListPage, Page
from planning.access import PLANNING
from planning.filters.plan import YearLineFilter
from planning.forms.plan import CarryForm, DropForm, FinishForm, LineForm, MoveForm, NewLineForm
from planning.lifecycle import LINE
from planning.models import PlanBaseline, PlanLine, PlanMove
from planning.rules.quarters import quarter_of
from planning.rules.sheet import day
from planning.selectors import lines as answers
from planning.selectors.pains import effect_of
from planning.services import lines


def address(line: PlanLine) -> str:
    return reverse("plan_line_detail", args=[line.ref])


class LineList(ListPage):
    """The plan of a year; ``?as_of=`` shows it as it stood at the end of that day."""

    permission = (PLANNING, "see_plan")
    template_name = "planning/plan_line_list.html"
    filterset_class = YearLineFilter
    export_name = "plan"
    default_sort = "due"
    sorts = {
        "due": ("due_on", "ref"),
        "-due": ("-due_on", "ref"),
        "ref": ("ref",),
        "-ref": ("-ref",),
        "quarter": ("quarter", "due_on", "ref"),
        "-quarter": ("-quarter", "due_on", "ref"),
        "owner": ("owner__name", "due_on"),
        "-owner": ("-owner__name", "due_on"),
        "state": ("state", "due_on"),
        "-state": ("-state", "due_on"),
    }
    columns = (
        (gettext_lazy("Number in the agency's plan"), lambda row: row.line_no),
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Year"), lambda row: row.year),
        (gettext_lazy("Quarter"), lambda row: row.quarter),
        (gettext_lazy("Title"), lambda row: row.title),
        (gettext_lazy("Agency's goal"), lambda row: str(row.goal or "")),
        (gettext_lazy("Owner"), lambda row: str(row.owner)),
        (gettext_lazy("Measure"), lambda row: row.measure),
        (gettext_lazy("Due"), lambda row: row.due_on),
        (gettext_lazy("Due by the baseline"), lambda row: row.baseline_on or ""),
        (gettext_lazy("Done"), lambda row: row.done_on or ""),
        (gettext_lazy("State"), lambda row: row.get_state_display()),
        (gettext_lazy("Result"), lambda row: row.result),
        (gettext_lazy("What it waits for"), lambda row: row.waits_for),
        (gettext_lazy("Why it is late"), lambda row: row.late_reason),
        (gettext_lazy("Proposal"), lambda row: row.proposal.ref if row.proposal else ""),
    )

    @property
    def as_of(self) -> date | None:
        """The day asked for; one that is none, or that has not come, asks for nothing."""
        asked = day(self.request.GET.get("as_of", ""))
        return asked if asked and asked.year >= 2000 and asked <= clock.today() else None

    def get_queryset(self):
        return answers.lines_at(self.actor, self.as_of) if self.as_of else answers.lines(self.actor)

    @property
    def year(self) -> int | None:
        """The one year that is shown, where it is one."""
        chosen = self.filterset.form.cleaned_data.get("year") if self.filterset.form.is_valid() else None
        return int(chosen) if chosen else None

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("The year's plan"),
            "as_of": self.as_of,
            "year": self.year,
            "numbers": answers.numbers(self.filterset.qs),
            "baseline": self.rows(PlanBaseline).filter(year=self.year or 0).first(),
            "may_edit": PLANNING.may(self.actor, "edit_plan"),
            "may_fix": PLANNING.may(self.actor, "fix_baseline") and bool(self.year) and not self.as_of,
        }


class LineQuarters(LineList):
    """The same lines over the quarters, with the table behind."""

    template_name = "planning/plan_line_quarters.html"
    page_size = 200

    def list_context(self, page) -> dict[str, Any]:
        year = self.year or clock.today().year
        rows = [row for row in page.object_list if row.year == year]
        return {**super().list_context(page), "rows": rows, "picture": answers.by_quarters(rows, year), "year": year}


class LineDetail(DetailPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/plan_line_detail.html"
    lookup = "ref"

    def get_queryset(self):
        rows = answers.lines(self.actor).select_related("carried_from", "carried_to")
        return rows.prefetch_related("needs", "needed_by", "components")

    def get_context(self) -> dict[str, Any]:
        row = self.object
        may = PLANNING.may(self.actor, "edit_plan")
        origin = row.proposal.origin if row.proposal else ""
        return {
            "object": row,
            "moves": self.rows(PlanMove).filter(line=row),
            "effect": effect_of(origin, row.done_on),
            "carried_to": getattr(row, "carried_to", None),
            "may": {name: may and LINE.allows(name, row.state) for name in ACTS},
            "waiting": [each for each in row.needs.all() if each.state != "done"],
        }


ACTS = ("start", "finish", "reopen", "reschedule", "carry", "drop")


class LineAdd(ActorFormPage):
    permission = (PLANNING, "edit_plan")
    heading = gettext_lazy("New line of the plan")
    success_message = gettext_lazy("The line is in the plan.")

    @property
    def back(self) -> str:
        return reverse("plan_line_list")

    def get_initial(self) -> dict[str, Any]:
        today = clock.today()
        return {"year": today.year, "quarter": quarter_of(today), "owner": self.actor.responsible_id}

    def get_form(self, data=None) -> BaseForm:
        return NewLineForm(data, initial=self.get_initial(), actor=self.actor, year=clock.today().year)

    def save(self, form: BaseForm) -> str:
        return address(lines.add_line(**form.values(), by=self.actor))


class OneLine(Page):
    """Base of pages about one line."""

    permission = (PLANNING, "edit_plan")
    act_name = ""

    @property
    def line(self) -> PlanLine:
        if not hasattr(self, "_line"):
            self._line = self.one(self.rows(PlanLine).live().select_related("owner", "goal"), ref=self.kwargs["ref"])
        return self._line

    @property
    def back(self) -> str:
        return address(self.line)

    @property
    def heading(self) -> str:
        return f"{self.line}: {self.act_name}" if self.act_name else str(self.line)


class LineFormPage(OneLine, ActorFormPage):
    """A form of an act on the line."""

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data, initial=self.get_initial())


class LineEdit(OneLine, ActorFormPage):
    success_message = gettext_lazy("The line was changed.")

    def get_form(self, data=None) -> BaseForm:
        initial = LineForm.initial_of(self.line)
        return LineForm(data, initial=initial, actor=self.actor, year=self.line.year, line=self.line)

    def save(self, form: BaseForm) -> str:
        return address(lines.change_line(line=self.line, **form.values(), by=self.actor))


class LineStart(OneLine, ActionView):
    success_message = gettext_lazy("The line is in work.")

    def act(self) -> str:
        return address(lines.start(line=self.line, by=self.actor))


class LineReopen(OneLine, ActionView):
    success_message = gettext_lazy("The line is in work again.")

    def act(self) -> str:
        return address(lines.reopen(line=self.line, by=self.actor))


class LineFinish(LineFormPage):
    form_class = FinishForm
    act_name = gettext_lazy("done")
    verb = gettext_lazy("Done")
    success_message = gettext_lazy("The line is done.")

    def get_initial(self) -> dict[str, Any]:
        return {"result": self.line.result, "late_reason": self.line.late_reason}

    def save(self, form: BaseForm) -> str:
        return address(lines.finish(line=self.line, **form.values(), by=self.actor))


class LineMove(LineFormPage):
    form_class = MoveForm
    act_name = gettext_lazy("move the day")
    success_message = gettext_lazy("The day was moved.")

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": self.line.due_on}

    def save(self, form: BaseForm) -> str:
        return address(lines.reschedule(line=self.line, **form.values(), by=self.actor))


class LineCarry(LineFormPage):
    form_class = CarryForm
    act_name = gettext_lazy("over to the next year")
    verb = gettext_lazy("Carry over")
    success_message = gettext_lazy("The line goes on in the plan of the next year.")

    def get_initial(self) -> dict[str, Any]:
        return {"quarter": 1}

    def save(self, form: BaseForm) -> str:
        return address(lines.carry(line=self.line, **form.values(), by=self.actor))


class LineDrop(LineFormPage):
    form_class = DropForm
    act_name = gettext_lazy("drop")
    verb = gettext_lazy("Drop the line")
    success_message = gettext_lazy("The line was dropped.")

    def save(self, form: BaseForm) -> str:
        return address(lines.drop(line=self.line, **form.values(), by=self.actor))


class BaselineFix(ActionView):
    permission = (PLANNING, "fix_baseline")

    def act(self) -> str:
        lines.fix_baseline(year=self.kwargs["year"], by=self.actor)
        return f"{reverse('plan_line_list')}?year={self.kwargs['year']}"
