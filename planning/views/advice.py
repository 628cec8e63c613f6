"""Requests for advice: the list, one of them, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core.forms import BaseForm
from core.views import ActionView, DetailPage, ListPage, Page
from planning.access import PLANNING
from planning.filters.trainings import AdviceFilter
from planning.forms.advice import AdviceForm, AnswerForm, GuideForm, GuideLinkForm
from planning.models import AdviceRequest
from planning.selectors.advice import advice_of, is_late
from planning.services.advice import answer_advice, ask_advice, link_guide, make_guide, withdraw_advice


def address(advice: AdviceRequest) -> str:
    return reverse("advice_detail", args=[advice.ref])


class AdviceList(ListPage):
    template_name = "planning/advice_list.html"
    filterset_class = AdviceFilter
    export_name = "advice"
    sorts = {
        "asked": ("asked_at", "pk"),
        "-asked": ("-asked_at", "-pk"),
        "due": ("due_at", "pk"),
        "-due": ("-due_at", "-pk"),
    }
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Question"), lambda row: row.question),
        (gettext_lazy("Component"), lambda row: row.component or ""),
        (gettext_lazy("Asked by"), lambda row: row.asker_name),
        (gettext_lazy("Organisation"), lambda row: row.organisation or ""),
        (gettext_lazy("Asked"), lambda row: row.asked_at),
        (gettext_lazy("Answer by"), lambda row: row.due_at),
        (gettext_lazy("State"), lambda row: row.get_state_display()),
        (gettext_lazy("Answered"), lambda row: row.answered_at or ""),
        (gettext_lazy("Answer"), lambda row: row.answer),
        (gettext_lazy("Guide"), lambda row: row.guide.slug if row.sees_guide else ""),
    )

    def get_queryset(self):
        return advice_of(self.actor)

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Advice")}

    def list_context(self, page) -> dict[str, Any]:
        context = super().list_context(page)
        context["rows"] = list(context["rows"])
        for row in context["rows"]:
            row.is_late = is_late(row)
        return context


class AdviceDetail(DetailPage):
    template_name = "planning/advice_detail.html"
    lookup = "ref"

    def get_queryset(self):
        return advice_of(self.actor)

    def get_context(self) -> dict[str, Any]:
        row = self.object
        may_answer = PLANNING.may(self.actor, "answer_advice")
        return {
            "object": row,
            "is_late": is_late(row),
            "may_answer": may_answer and row.state == "asked",
            "may_make_guide": may_answer and row.state == "answered" and not row.guide_id,
            "may_withdraw": row.state == "asked" and row.asker_id is not None and row.asker_id == self.actor.user_id,
        }


class AdviceAdd(ActorFormPage):
    permission = (PLANNING, "ask_advice")
    form_class = AdviceForm
    heading = gettext_lazy("Ask for advice")
    verb = gettext_lazy("Send the question")
    success_message = gettext_lazy("The question was sent. The answer comes within two working days.")

    @property
    def back(self) -> str:
        return reverse("advice_list")

    def save(self, form: BaseForm) -> str:
        return address(ask_advice(**form.values(), by=self.actor))


class OneAdvice(Page):
    """Base of acts on one request."""

    permission = (PLANNING, "answer_advice")
    act_name = ""

    @property
    def advice(self) -> AdviceRequest:
        if not hasattr(self, "_advice"):
            self._advice = self.one(advice_of(self.actor), ref=self.kwargs["ref"])
        return self._advice

    @property
    def back(self) -> str:
        return address(self.advice)

    @property
    def heading(self) -> str:
        return f"{self.advice.ref}: {self.act_name}"

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "object": self.advice}


class AdviceAnswer(OneAdvice, ActorFormPage):
    form_class = AnswerForm
    template_name = "planning/advice_form.html"
    act_name = gettext_lazy("answer")
    verb = gettext_lazy("Send the answer")
    success_message = gettext_lazy("The answer was sent.")

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data)

    def save(self, form: BaseForm) -> str:
        return address(answer_advice(advice=self.advice, **form.values(), by=self.actor))


class AdviceWithdraw(OneAdvice, ActionView):
    permission = (PLANNING, "ask_advice")
    success_message = gettext_lazy("The question was withdrawn.")

    def act(self) -> str:
        return address(withdraw_advice(advice=self.advice, by=self.actor))


class AdviceGuide(OneAdvice, ActorFormPage):
    form_class = GuideForm
    template_name = "planning/advice_form.html"
    act_name = gettext_lazy("make a guide of this")
    verb = gettext_lazy("Begin the guide")
    success_message = gettext_lazy("A draft of the guide was begun. Work it over, then send it to review.")

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data, initial={"title": self.advice.question.split("\n")[0][:100]})

    def save(self, form: BaseForm) -> str:
        document = make_guide(advice=self.advice, **form.values(), by=self.actor)
        return reverse("document_detail", args=[document.slug])


class AdviceLink(OneAdvice, ActorFormPage):
    form_class = GuideLinkForm
    template_name = "planning/advice_form.html"
    act_name = gettext_lazy("link a guide")
    success_message = gettext_lazy("The guide was linked.")

    def save(self, form: BaseForm) -> str:
        return address(link_guide(advice=self.advice, **form.values(), by=self.actor))
