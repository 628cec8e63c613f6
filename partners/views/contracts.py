"""Contracts: the list, one contract, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock, surface
from core.forms import BaseForm
from core.views import ActionView, DetailPage, ListPage, Page
from partners import services
from partners.access import PARTNERS
from partners.filters import ContractFilter
from partners.forms.contracts import ContractForm, DecisionForm, NewContractForm, RegisterForm, SignerForm, UseForm
from partners.models import Contract, ContractDecision, ContractParty
from partners.selectors import against_register, contract_line, contracts_in_order


def address(contract: Contract) -> str:
    return reverse("contract_detail", args=[contract.slug])


class ContractList(ListPage):
    template_name = "partners/contract_list.html"
    filterset_class = ContractFilter
    export_name = "contracts"
    default_sort = "ends"
    sorts = {
        "ends": ("running_end", "slug"),
        "-ends": ("-running_end", "slug"),
        "name": ("slug",),
        "-name": ("-slug",),
        "kind": ("kind", "slug"),
        "-kind": ("-kind", "slug"),
    }
    all_columns = (
        (gettext_lazy("Short name"), lambda row: row.slug),
        (gettext_lazy("What it is about"), lambda row: row.title),
        (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        (gettext_lazy("Reference in the document register"), lambda row: row.reference),
        (gettext_lazy("Parties"), lambda row: ", ".join(each.name for each in row.organisations.all())),
        (gettext_lazy("Starts"), lambda row: row.starts_on),
        (gettext_lazy("Last day"), lambda row: row.outlook.ends_on or ""),
        (gettext_lazy("Notice by"), lambda row: row.outlook.notice_by or ""),
        (gettext_lazy("Goes on until"), lambda row: row.outlook.rolls_to or ""),
        (gettext_lazy("Amount"), lambda row: row.amount or ""),
        (gettext_lazy("Used"), lambda row: row.used if row.amount else ""),
        (gettext_lazy("Needs a decision"), lambda row: ", ".join(row.why_decide)),
    )

    @property
    def columns(self):
        """What we have to decide is our own knowledge."""
        return self.all_columns if self.actor.is_agency else self.all_columns[:-1]

    def get_queryset(self):
        return contracts_in_order(self.rows(Contract))

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Contracts"), **self.may()}

    def may(self) -> dict[str, bool]:
        names = {"may_edit": "edit_contracts", "may_compare": "compare_contracts"}
        return {name: PARTNERS.may(self.actor, action) for name, action in names.items()}


class ContractDetail(DetailPage):
    template_name = "partners/contract_detail.html"

    def get_queryset(self):
        rows = self.rows(Contract).live().select_related("parent")
        return rows.prefetch_related("components", "systems", "parties__organisation", "decisions")

    def get_context(self) -> dict[str, Any]:
        contract = self.object
        return {
            "object": contract,
            "line": contract_line(contract, clock.today()),
            "decisions": self.rows(ContractDecision).filter(contract=contract),
            "parts": self.rows(Contract).live().filter(parent=contract),
            "sees_parent": contract.parent and self.rows(Contract).filter(pk=contract.parent_id).exists(),
            "panels": surface.panels("contract", self.actor, contract, self.request),
            "may_edit": PARTNERS.may(self.actor, "edit_contracts"),
            "may_decide": PARTNERS.may(self.actor, "decide_contracts"),
        }


class ContractCompare(Page):
    """The document register's list against ours. Nothing is changed by it."""

    permission = (PARTNERS, "compare_contracts")
    template_name = "partners/contract_compare.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.show(form=RegisterForm())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = RegisterForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form, status=422)
        text = form.values()["text"]
        found, bad = against_register(self.actor, text)
        slugs = dict(self.rows(Contract).live().values_list("reference", "slug"))
        rows = [(one, slugs.get(one.reference, "")) for one in found]
        return self.show(form=RegisterForm(initial={"text": text}), rows=rows, bad=bad, is_compared=True)

    def get_context(self) -> dict[str, Any]:
        heading = _("Comparison with the document register")
        return {"heading": heading, "back": reverse("contract_list"), "verb": _("Compare"), "multipart": True}


class ContractAdd(ActorFormPage):
    permission = (PARTNERS, "edit_contracts")
    form_class = NewContractForm
    heading = gettext_lazy("New contract")
    success_message = gettext_lazy("The contract was written down.")

    @property
    def back(self) -> str:
        return reverse("contract_list")

    def save(self, form: BaseForm) -> str:
        return address(services.add_contract(**form.values(), by=self.actor))


class OneContract(Page):
    """Base of pages about one contract."""

    permission = (PARTNERS, "edit_contracts")
    act_name = ""

    @property
    def contract(self) -> Contract:
        if not hasattr(self, "_contract"):
            self._contract = self.one(self.rows(Contract).live(), slug=self.kwargs["slug"])
        return self._contract

    @property
    def back(self) -> str:
        return address(self.contract)

    @property
    def heading(self) -> str:
        return f"{self.contract}: {self.act_name}" if self.act_name else str(self.contract)


class ContractEdit(OneContract, ActorFormPage):
    form_class = ContractForm
    success_message = gettext_lazy("The contract was changed.")

    def get_initial(self) -> dict[str, Any]:
        return ContractForm.initial_of(self.contract)

    def save(self, form: BaseForm) -> str:
        return address(services.change_contract(contract=self.contract, **form.values(), by=self.actor))


class ContractUse(OneContract, ActorFormPage):
    form_class = UseForm
    act_name = gettext_lazy("what was used")
    success_message = gettext_lazy("Noted.")

    def get_initial(self) -> dict[str, Any]:
        return {"used": self.contract.used}

    def save(self, form: BaseForm) -> str:
        return address(services.note_use(contract=self.contract, **form.values(), by=self.actor))


class ContractDecide(OneContract, ActorFormPage):
    permission = (PARTNERS, "decide_contracts")
    form_class = DecisionForm
    act_name = gettext_lazy("decide")
    success_message = gettext_lazy("The decision was noted.")

    def save(self, form: BaseForm) -> str:
        services.decide(contract=self.contract, **form.values(), by=self.actor)
        return address(self.contract)


class ContractReview(OneContract, ActionView):
    success_message = gettext_lazy("Noted: the contract was reviewed today.")

    def act(self) -> str:
        return address(services.review(contract=self.contract, by=self.actor))


class ContractSigner(OneContract, ActorFormPage):
    form_class = SignerForm

    @property
    def party(self) -> ContractParty:
        rows = self.rows(ContractParty).filter(contract=self.contract).select_related("organisation")
        return self.one(rows, pk=self.kwargs["pk"])

    @property
    def heading(self) -> str:
        return f"{self.contract}: {self.party.organisation}"

    def get_initial(self) -> dict[str, Any]:
        return {"signed_by": self.party.signed_by, "basis": self.party.basis}

    def save(self, form: BaseForm) -> str:
        services.set_signer(party=self.party, **form.values(), by=self.actor)
        return address(self.contract)
