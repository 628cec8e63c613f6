"""Files of a contract: added, put away, downloaded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import files
from core.forms import BaseForm
from core.views import ActionView, Page
from partners import services
from partners.access import PARTNERS
from partners.forms.contracts import ContractFileForm
from partners.models import ContractFile
from partners.views.contracts import OneContract, address


class ContractFileAdd(OneContract, ActorFormPage):
    form_class = ContractFileForm
    template_name = "partners/contract_file_add.html"
    act_name = gettext_lazy("add a file")
    success_message = gettext_lazy("The file was added.")

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data, None if data is None else self.request.FILES, actor=self.actor)

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "object": self.contract, "multipart": True, "verb": _("Add the file")}

    def save(self, form: BaseForm) -> str:
        services.add_file(contract=self.contract, **form.values(), by=self.actor)
        return f"{address(self.contract)}#files"


class OneFile(Page):
    """Base of doors to one file."""

    @property
    def file(self) -> ContractFile:
        rows = self.rows(ContractFile).live().select_related("contract", "stored")
        return self.one(rows, contract__slug=self.kwargs["slug"], pk=self.kwargs["pk"])


class ContractFileDownload(OneFile):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        file = self.file
        response = files.attachment(file.stored)
        services.note_reading(file=file, by=self.actor)
        return response


class ContractFileArchive(OneFile, ActionView):
    permission = (PARTNERS, "edit_contracts")
    success_message = gettext_lazy("The file was put away.")

    def act(self) -> str:
        file = services.archive_file(file=self.file, by=self.actor)
        return f"{address(file.contract)}#files"
