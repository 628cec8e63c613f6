"""Inputs: the list with who let others wait, one with its turns, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock
from core.errors import NotAllowed
from core.forms import BaseForm
from core.views import DetailPage, FormPage, ListPage
from planning.access import PLANNING
from planning.filters.developments import InputFilter
from planning.forms.developments import (
    AcceptForm,
    CancelForm,
    GiveForm,
    InputEditForm,
    NewInputForm,
    ReturnForm,
)
from planning.lifecycle import INPUT
from planning.models import Input, InputTurn
from planning.selectors.inputs import blocked_days, by_party, with_sides
from planning.services import inputs
from planning.views import drawn


def address(row: Input) -> str:
    return reverse("input_detail", args=[row.ref])


class InputList(ListPage):
    template_name = "planning/input_list.html"
    filterset_class = InputFilter
    export_name = "inputs"
    default_sort = "due"
    sorts = {
        "due": ("due_on", "ref"),
        "-due": ("-due_on", "-ref"),
        "ref": ("ref",),
        "-ref": ("-ref",),
        "state": ("state", "due_on", "ref"),
        "-state": ("-state", "due_on", "ref"),
    }
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Development"), lambda row: row.development.title),
        (gettext_lazy("What is needed"), lambda row: row.what),
        (gettext_lazy("From whom"), lambda row: row.giver_name),
        (gettext_lazy("To whom"), lambda row: row.receiver_name),
        (gettext_lazy("Due"), lambda row: row.due_on),
        (gettext_lazy("Given"), lambda row: row.given_on or ""),
        (gettext_lazy("Last given"), lambda row: row.final_on or ""),
        (gettext_lazy("State"), lambda row: row.get_state_display()),
        (gettext_lazy("Returned"), lambda row: _("yes") if row.was_returned else _("no")),
        (gettext_lazy("Working days awaited"), blocked_days),
    )

    def get_queryset(self):
        return with_sides(self.rows(Input).live())

    def get_context(self) -> dict[str, Any]:
        waited = by_party(self.filtered())
        return {
            "heading": _("Inputs"),
            "may_edit": PLANNING.may(self.actor, "coordinate"),
            "today": clock.today(),
            "waited": [each for each in waited if each.days],
            "figure": drawn.waiting(waited),
            "late": sum(each.late for each in waited),
            "days": sum(each.days for each in waited),
        }

    def list_context(self, page) -> dict[str, Any]:
        context = super().list_context(page)
        context["rows"] = rows = list(context["rows"])
        for row in rows:
            row.blocked = blocked_days(row)
        return context


class InputDetail(DetailPage):
    template_name = "planning/input_detail.html"
    lookup = "ref"

    def get_queryset(self):
        return with_sides(self.rows(Input).live())

    def get_context(self) -> dict[str, Any]:
        row = self.object
        row.blocked = blocked_days(row)
        return {
            "object": row,
            "turns": self.rows(InputTurn).filter(input=row),
            "today": clock.today(),
            "may": {
                "give": INPUT.allows("give", row.state) and inputs.may_give(row, self.actor),
                "accept": INPUT.allows("accept", row.state) and inputs.may_accept(row, self.actor),
                "return": INPUT.allows("send_back", row.state) and inputs.may_answer(row, self.actor),
                "edit": row.state in ("asked", "returned") and PLANNING.may(self.actor, "coordinate"),
                "cancel": INPUT.allows("cancel", row.state) and PLANNING.may(self.actor, "coordinate"),
            },
        }


class InputAdd(ActorFormPage):
    permission = (PLANNING, "coordinate")
    form_class = NewInputForm
    heading = gettext_lazy("Ask for an input")
    success_message = gettext_lazy("The input was asked for.")

    @property
    def back(self) -> str:
        return reverse("input_list")

    def get_initial(self) -> dict[str, Any]:
        return {"development": self.request.GET.get("development", "")[:50]}

    def save(self, form: BaseForm) -> str:
        return address(inputs.ask_input(**form.values(), by=self.actor))


class OneInput(FormPage):
    """Base of forms about one input."""

    template_name = "core/form.html"
    act_name = ""
    verb = ""

    @property
    def input(self) -> Input:
        if not hasattr(self, "_input"):
            self._input = self.one(with_sides(self.rows(Input).live()), ref=self.kwargs["ref"])
        return self._input

    def get_context(self) -> dict[str, Any]:
        heading = ": ".join([str(self.input), str(self.act_name)])
        return {"heading": heading, "back": address(self.input), "verb": self.verb}


class InputEdit(OneInput, ActorFormPage):
    permission = (PLANNING, "coordinate")
    form_class = InputEditForm
    act_name = gettext_lazy("change what is asked")
    success_message = gettext_lazy("The input was changed.")

    def get_initial(self) -> dict[str, Any]:
        left_out = ("submission", "reason", "in_days")
        return {name: getattr(self.input, name) for name in InputEditForm.base_fields if name not in left_out}

    def save(self, form: BaseForm) -> str:
        values = form.values()
        if values["in_days"] is not None and values["due_on"] == self.input.due_on:
            values["due_on"] = None  # the form came with it; the number of days is what was typed
        return address(inputs.change_input(input=self.input, **values, by=self.actor))


class InputTurnPage(OneInput):
    """A turn of one of the sides; refused before it is typed, where the actor may not say it."""

    def may(self) -> bool:
        raise NotImplementedError

    def speaks(self) -> bool:
        """Whether the actor is of the side whose word this is."""
        raise NotImplementedError

    def get_form(self, data=None) -> BaseForm:
        if not self.may():
            raise NotAllowed()
        last = self.rows(InputTurn).filter(input=self.input).order_by("-pk").first()
        seen = {"seen": last.pk if last else None}
        return self.form_class(data, initial=seen, is_recorded=not self.speaks())


class InputGive(InputTurnPage):
    permission = (PLANNING, "give_inputs")
    form_class = GiveForm
    act_name = gettext_lazy("given")
    verb = gettext_lazy("Say that it is given")
    success_message = gettext_lazy("Noted: it is given. The receiver hears of it.")

    def may(self) -> bool:
        return inputs.may_give(self.input, self.actor)

    def speaks(self) -> bool:
        return inputs.speaks_for_giver(self.input, self.actor)

    def save(self, form: BaseForm) -> str:
        return address(inputs.give_input(input=self.input, **form.values(), by=self.actor))


class InputAccept(InputTurnPage):
    permission = (PLANNING, "answer_inputs")
    form_class = AcceptForm
    act_name = gettext_lazy("accept")
    verb = gettext_lazy("Accept")
    success_message = gettext_lazy("The input was accepted.")

    def may(self) -> bool:
        return inputs.may_accept(self.input, self.actor)

    def speaks(self) -> bool:
        return inputs.speaks_for_receiver(self.input, self.actor)

    def save(self, form: BaseForm) -> str:
        return address(inputs.accept_input(input=self.input, **form.values(), by=self.actor))


class InputReturn(InputAccept):
    form_class = ReturnForm
    act_name = gettext_lazy("return")
    verb = gettext_lazy("Return")
    success_message = gettext_lazy("The input was returned. The giver hears of it.")

    def may(self) -> bool:
        return inputs.may_answer(self.input, self.actor)

    def save(self, form: BaseForm) -> str:
        return address(inputs.return_input(input=self.input, **form.values(), by=self.actor))


class InputCancel(OneInput):
    permission = (PLANNING, "coordinate")
    form_class = CancelForm
    act_name = gettext_lazy("call off")
    verb = gettext_lazy("Call off")
    success_message = gettext_lazy("The input was called off.")

    def save(self, form: BaseForm) -> str:
        return address(inputs.cancel_input(input=self.input, **form.values(), by=self.actor))
