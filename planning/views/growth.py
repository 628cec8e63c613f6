"""Annual reviews and goals of self-development: seen by the person and the manager who agreed them, by nobody else.

No page here asks for a role: to everybody else there is no such page.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.forms import ActorForm
from components.views.editing import ActorFormPage
from core.errors import NotFound
from core.forms import BaseForm
from core.views import DetailPage, Page
from planning.access import PLANNING
from planning.forms import growth as forms
from planning.lifecycle import GOAL
from planning.models import Appraisal, Goal
from planning.services import growth

LEADS = ("confirm", "send_back", "drop")


class Growth(Page):
    """One's own annual reviews with their goals, and those that one agreed with others."""

    permission = (PLANNING, "see_plan")
    template_name = "planning/growth.html"

    def get_context(self) -> dict[str, Any]:
        goals = Prefetch("goals", self.rows(Goal).live(), to_attr="seen_goals")
        rows = self.rows(Appraisal).live().select_related("person", "lead").prefetch_related(goals)
        me = self.actor.user_id
        return {
            "heading": _("Self-development"),
            "mine": [row for row in rows if row.person_id == me],
            "agreed": [row for row in rows if row.lead_id == me],
            "may_hold": PLANNING.may(self.actor, "agree_goals") and not self.actor.acting_for_id,
        }


class AppraisalAdd(ActorFormPage):
    permission = (PLANNING, "agree_goals")
    form_class = forms.AppraisalForm
    heading = gettext_lazy("An annual review was held")
    success_message = gettext_lazy("Noted. Write down the goals that you agreed.")

    @property
    def back(self) -> str:
        return reverse("growth")

    def save(self, form: BaseForm) -> str:
        row = growth.hold_appraisal(**form.values(), by=self.actor)
        return reverse("appraisal_detail", args=[row.pk])


class AppraisalDetail(DetailPage):
    template_name = "planning/growth_appraisal.html"
    lookup = "pk"

    def get_queryset(self):
        return self.rows(Appraisal).live().select_related("person", "lead")

    def get_context(self) -> dict[str, Any]:
        row = self.object
        return {
            "object": row,
            "goals": self.rows(Goal).live().filter(appraisal=row),
            "may_agree": row.lead_id == self.actor.user_id,
        }


class GoalAdd(ActorFormPage):
    form_class = forms.GoalForm
    success_message = gettext_lazy("The goal was agreed.")

    @property
    def appraisal(self) -> Appraisal:
        if not hasattr(self, "_appraisal"):
            row = self.one(self.rows(Appraisal).live(), pk=self.kwargs["pk"])
            if row.lead_id != self.actor.user_id:
                raise NotFound()
            self._appraisal = row
        return self._appraisal

    @property
    def heading(self) -> str:
        return ": ".join([str(self.appraisal), _("new goal")])

    @property
    def back(self) -> str:
        return reverse("appraisal_detail", args=[self.appraisal.pk])

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data)

    def save(self, form: BaseForm) -> str:
        growth.agree_goal(appraisal=self.appraisal, **form.values(), by=self.actor)
        return self.back


class GoalDetail(DetailPage):
    template_name = "planning/growth_goal.html"
    lookup = "pk"

    def get_queryset(self):
        return self.rows(Goal).live().select_related("person", "lead", "appraisal")

    def get_context(self) -> dict[str, Any]:
        return {"object": self.object, "actions": goal_actions(self.actor.user_id, self.object)}


def goal_actions(me: int | None, goal: Goal) -> list[str]:
    """What one of the two may do with it now."""
    mine = [action for action in LEADS if goal.lead_id == me] + (["report"] if goal.person_id == me else [])
    return [action for action in GOAL.actions_from(goal.state) if action in mine]


class OneGoal(ActorFormPage):
    """Base of forms about one goal; only the one of the two whose act it is finds it."""

    act_name = ""
    whose = "lead_id"

    @property
    def goal(self) -> Goal:
        if not hasattr(self, "_goal"):
            row = self.one(self.rows(Goal).live(), pk=self.kwargs["pk"])
            if getattr(row, self.whose) != self.actor.user_id:
                raise NotFound()
            self._goal = row
        return self._goal

    def get_form(self, data=None) -> BaseForm:
        known = {"actor": self.actor} if issubclass(self.form_class, ActorForm) else {}
        return self.form_class(data, **known)

    @property
    def heading(self) -> str:
        return f"{self.goal}: {self.act_name}"

    @property
    def back(self) -> str:
        return reverse("goal_detail", args=[self.goal.pk])


class GoalReport(OneGoal):
    form_class = forms.ReportForm
    whose = "person_id"
    act_name = gettext_lazy("it is met")
    success_message = gettext_lazy("Noted: your manager confirms it.")

    def save(self, form: BaseForm) -> str:
        growth.report_goal(goal=self.goal, **form.values(), by=self.actor)
        return self.back


class GoalConfirm(OneGoal):
    form_class = forms.ConfirmForm
    act_name = gettext_lazy("confirm")
    verb = gettext_lazy("Confirm")
    success_message = gettext_lazy("The goal was confirmed.")

    def save(self, form: BaseForm) -> str:
        growth.confirm_goal(goal=self.goal, **form.values(), by=self.actor)
        return self.back


class GoalReturn(OneGoal):
    form_class = forms.GoalReasonForm
    act_name = gettext_lazy("return it")
    verb = gettext_lazy("Return")
    success_message = gettext_lazy("The goal was returned.")

    def save(self, form: BaseForm) -> str:
        growth.return_goal(goal=self.goal, **form.values(), by=self.actor)
        return self.back


class GoalDrop(OneGoal):
    form_class = forms.GoalReasonForm
    act_name = gettext_lazy("it is no goal any more")
    verb = gettext_lazy("Drop the goal")
    success_message = gettext_lazy("The goal was dropped.")

    def save(self, form: BaseForm) -> str:
        growth.drop_goal(goal=self.goal, **form.values(), by=self.actor)
        return self.back
