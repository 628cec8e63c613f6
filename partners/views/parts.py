"""What an organisation uses, and its X-tee subsystems."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from components.access import COMPONENTS
from components.models import Party
from components.services import set_uses
from components.views.editing import ActorFormPage
from core.forms import BaseForm
from core.views import ActionView, FormPage, Page
from partners import services
from partners.access import PARTNERS
from partners.forms.parts import SubsystemForm, UsesForm
from partners.models import Subsystem

PRIVATE = (Organisation.Kind.COMPANY, Organisation.Kind.DEVELOPER, Organisation.Kind.PROVIDER)


class OfOrganisation(Page):
    """Base of pages about one organisation."""

    act_name = ""

    @property
    def organisation(self) -> Organisation:
        if not hasattr(self, "_organisation"):
            self._organisation = self.one(self.rows(Organisation).live(), slug=self.kwargs["slug"])
        return self._organisation

    @property
    def back(self) -> str:
        return reverse("organisation_detail", args=[self.organisation.slug])

    @property
    def heading(self) -> str:
        return f"{self.organisation}: {self.act_name}"


class UsesEdit(OfOrganisation, ActorFormPage):
    permission = (COMPONENTS, "edit")
    form_class = UsesForm
    act_name = gettext_lazy("what it uses")
    success_message = gettext_lazy("Noted.")

    def get_initial(self) -> dict[str, Any]:
        parts = self.rows(Party).filter(organisation=self.organisation, role=Party.Role.USER)
        return {
            "systems": [part.system_id for part in parts if part.system_id],
            "components": [part.component_id for part in parts if part.component_id],
        }

    def save(self, form: BaseForm) -> str:
        set_uses(organisation=self.organisation, **form.values(), by=self.actor)
        return self.back


class SubsystemAdd(OfOrganisation, FormPage):
    permission = (PARTNERS, "edit_contacts")
    template_name = "core/form.html"
    form_class = SubsystemForm
    act_name = gettext_lazy("new X-tee subsystem")
    success_message = gettext_lazy("The subsystem was written down.")

    def get_initial(self) -> dict[str, Any]:
        return {"member_class": "COM" if self.organisation.kind in PRIVATE else "GOV"}

    def get_context(self) -> dict[str, Any]:
        return {"heading": self.heading, "back": self.back, "verb": _("Add")}

    def save(self, form: BaseForm) -> str:
        services.add_subsystem(organisation=self.organisation, **form.values(), by=self.actor)
        return self.back


class SubsystemRetire(ActionView):
    permission = (PARTNERS, "edit_contacts")
    success_message = gettext_lazy("The subsystem is not shown any more.")

    def act(self) -> str:
        rows = self.rows(Subsystem).live().select_related("organisation")
        row = services.retire_subsystem(subsystem=self.one(rows, pk=self.kwargs["pk"]), by=self.actor)
        return reverse("organisation_detail", args=[row.organisation.slug])
