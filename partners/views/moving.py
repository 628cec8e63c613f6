"""Contacts that change places: successors, moves, and lists of contacts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core.errors import Conflict
from core.exports import csv_response
from core.forms import BaseForm
from core.views import FormPage, Page, once
from partners import services
from partners.access import PARTNERS
from partners.forms.moving import ContactListForm, MoveAllForm, MoveForm, SuccessorForm
from partners.models import Contact
from partners.selectors.contact_list import ContactsPreview, preview
from partners.views.organisations import OneContact, address
from partners.views.parts import OfOrganisation


class ContactSuccessor(OneContact, FormPage):
    template_name = "core/form.html"
    form_class = SuccessorForm
    success_message = gettext_lazy("The role was handed over. The new contact is not verified yet.")

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.contact.language}

    def get_context(self) -> dict[str, Any]:
        heading = ": ".join([str(self.contact), _("successor")])
        return {"heading": heading, "back": address(self.contact.organisation), "verb": _("Hand over")}

    def save(self, form: BaseForm) -> str:
        return address(services.hand_over_contact(contact=self.contact, **form.values(), by=self.actor).organisation)


class ContactMove(OneContact, ActorFormPage):
    form_class = MoveForm
    verb = gettext_lazy("Move there")
    success_message = gettext_lazy("The contact was moved. It is not verified there yet.")

    @property
    def heading(self) -> str:
        return ": ".join([str(self.contact), _("to another organisation")])

    @property
    def back(self) -> str:
        return address(self.contact.organisation)

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.contact.role}

    def save(self, form: BaseForm) -> str:
        return address(services.move_contact(contact=self.contact, **form.values(), by=self.actor).organisation)


class ContactsMove(OfOrganisation, ActorFormPage):
    permission = (PARTNERS, "edit_contacts")
    verb = gettext_lazy("Move there")
    act_name = gettext_lazy("contacts to another organisation")
    success_message = gettext_lazy("The contacts were moved. They are not verified there yet.")

    def get_form(self, data=None) -> BaseForm:
        return MoveAllForm(data, actor=self.actor, of=self.organisation)

    def save(self, form: BaseForm) -> str:
        services.move_contacts(**form.values(), by=self.actor)
        return address(form.cleaned_data["organisation"])


COLUMNS = ("organisation", "name", "role", "email", "phone", "language")


class ContactImport(Page):
    """A list is read and shown line by line; what was shown is then done, or nothing. ``?format=csv`` gives the present
    contacts in the same columns."""

    permission = (PARTNERS, "edit_contacts")
    template_name = "partners/contact_import.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.present() if request.GET.get("format") == "csv" else self.show(form=ContactListForm())

    def present(self) -> HttpResponse:
        rows = self.rows(Contact).not_ended().select_related("organisation").order_by("organisation__slug", "name")
        heads = ("asutus", "nimi", "roll", "e-post", "telefon", "keel")
        cells = ([each.organisation.slug, *(getattr(each, name) for name in COLUMNS[1:])] for each in rows)
        return csv_response("contacts", heads, cells)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = ContactListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form, status=422)
        text, seen = form.values()["text"], request.POST.get("seen", "")
        return self.carry_out(text, seen) if seen else self.show_preview(text)

    def show_preview(self, text: str, *, status: int = 200, **extra) -> HttpResponse:
        form = ContactListForm(initial={"text": text})
        return self.show(form=form, text=text, preview=preview(self.actor, text), status=status, **extra)

    def carry_out(self, text: str, seen: str) -> HttpResponse:
        done: list[ContactsPreview] = []

        def act() -> str:
            done.append(services.import_contacts(text=text, seen=seen, by=self.actor))
            return reverse("organisation_list")

        try:
            url = once(self.request.POST.get("submission"), self.actor, act)
        except Conflict as error:
            return self.show_preview(text, status=error.status, refusal=str(error.message))
        if done:
            told = _("Contacts added: %(new)s, changed: %(changes)s.") % done[0].counts
            messages.success(self.request, told)
        return HttpResponseRedirect(url)

    def get_context(self) -> dict[str, Any]:
        heading = _("Contacts from a list")
        return {"heading": heading, "back": reverse("organisation_list"), "verb": _("Look at it"), "multipart": True}
