"""Organisations, their contacts, and the teams that solve."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.models import Organisation
from components.access import COMPONENTS
from components.models import Party
from core import brakes, clock, surface
from core.actor import Actor
from core.errors import TooMany
from core.forms import BaseForm
from core.views import ActionView, DetailPage, FormPage, ListPage, Page
from partners import services
from partners.access import PARTNERS
from partners.filters import OrganisationFilter, ResolverGroupFilter
from partners.forms.contacts import AnswerForm, ContactForm, EndForm, ExpectationForm, GroupForm
from partners.models import Contact, Expectation, ResolverGroup
from partners.selectors import contact_by, without_verified_contact

ANSWERS_AN_HOUR = 6


def address(organisation: Organisation) -> str:
    return reverse("organisation_detail", args=[organisation.slug])


class OrganisationList(ListPage):
    template_name = "partners/organisation_list.html"
    filterset_class = OrganisationFilter
    export_name = "organisations"
    default_sort = "name"
    sorts = {
        "name": ("name", "pk"),
        "-name": ("-name", "pk"),
        "kind": ("kind", "name"),
        "-kind": ("-kind", "name"),
        "contacts": ("contact_count", "name"),
        "-contacts": ("-contact_count", "name"),
    }
    columns = (
        (gettext_lazy("Short name"), lambda row: row.slug),
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Registry code"), lambda row: row.registry_code),
        (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        (gettext_lazy("Contacts"), lambda row: row.contact_count),
    )

    def get_queryset(self):
        is_valid = Q(contacts__in=self.rows(Contact).valid())
        return self.rows(Organisation).live().annotate(contact_count=Count("contacts", is_valid, distinct=True))

    def get_context(self) -> dict[str, Any]:
        unverified = without_verified_contact(self.actor, self.rows(Organisation).live())
        return {
            "heading": _("Partners"),
            "sees_groups": PARTNERS.may(self.actor, "see_groups"),
            "may_edit": PARTNERS.may(self.actor, "edit_contacts"),
            "unverified": unverified.count() if self.actor.is_agency else None,
        }


class OrganisationDetail(DetailPage):
    template_name = "partners/organisation_detail.html"

    def get_queryset(self):
        return self.rows(Organisation).live()

    def get_context(self) -> dict[str, Any]:
        organisation, today = self.object, clock.today()
        contacts = self.rows(Contact).live().filter(organisation=organisation)
        contacts = contacts.select_related("follows__organisation", "successor__organisation")
        parts = self.rows(Party).filter(organisation=organisation).select_related("system", "component")
        return {
            "object": organisation,
            "contacts": contacts.exclude(valid_until__lt=today),
            "ended": contacts.filter(valid_until__lt=today).order_by("-valid_until"),
            "parts": parts.order_by("role", "system__slug", "component__slug"),
            "groups": self.rows(ResolverGroup).live().filter(organisation=organisation).select_related("via"),
            "panels": surface.panels("organisation", self.actor, organisation, self.request),
            "aside_panels": surface.panels("organisation_aside", self.actor, organisation, self.request),
            "sees_contacts": self.actor.is_agency or organisation.pk in self.actor.organisation_ids,
            "sees_interactions": PARTNERS.may(self.actor, "see_interactions"),
            "may_edit": PARTNERS.may(self.actor, "edit_contacts"),
            "asked": self.rows(Expectation).filter(organisation=organisation).first(),
            "may_expect": PARTNERS.may(self.actor, "edit_contacts") and organisation.kind != Organisation.Kind.OWN,
            "may_edit_groups": PARTNERS.may(self.actor, "edit_groups"),
            "may_edit_uses": COMPONENTS.may(self.actor, "edit"),
        }


class GroupList(ListPage):
    permission = (PARTNERS, "see_groups")
    template_name = "partners/group_list.html"
    filterset_class = ResolverGroupFilter
    export_name = "resolver-groups"
    default_sort = "organisation"
    sorts = {
        "name": ("name",),
        "-name": ("-name",),
        "organisation": ("organisation__name", "name"),
        "-organisation": ("-organisation__name", "name"),
    }
    columns = (
        (gettext_lazy("Short name"), lambda row: row.slug),
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Organisation"), lambda row: row.organisation or ""),
        (gettext_lazy("Channel"), lambda row: row.get_channel_display()),
        (gettext_lazy("E-mail"), lambda row: row.email),
        (gettext_lazy("Contact role"), lambda row: row.contact_role),
        (gettext_lazy("Reached only through"), lambda row: row.via or ""),
        (gettext_lazy("Hours"), lambda row: row.hours),
    )

    def get_queryset(self):
        return self.rows(ResolverGroup).live().select_related("organisation", "via")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Teams that solve"), "may_edit_groups": PARTNERS.may(self.actor, "edit_groups")}


class GroupEdit(FormPage):
    permission = (PARTNERS, "edit_groups")
    template_name = "core/form.html"
    form_class = GroupForm
    success_message = gettext_lazy("The team was changed.")

    @property
    def group(self) -> ResolverGroup:
        if not hasattr(self, "_group"):
            self._group = self.one(self.rows(ResolverGroup).live(), slug=self.kwargs["slug"])
        return self._group

    def get_form(self, data=None) -> BaseForm:
        return GroupForm(data, initial=self.get_initial(), actor=self.actor)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.group, name) for name in GroupForm.base_fields if name != "submission"}

    def get_context(self) -> dict[str, Any]:
        return {"heading": str(self.group), "back": reverse("resolver_group_list")}

    def save(self, form: BaseForm) -> str:
        services.change_group(group=self.group, **form.values(), by=self.actor)
        return reverse("resolver_group_list")


class OfOrganisation(FormPage):
    """Base of forms about an organisation and its contacts."""

    permission = (PARTNERS, "edit_contacts")
    template_name = "core/form.html"

    @property
    def organisation(self) -> Organisation:
        if not hasattr(self, "_organisation"):
            self._organisation = self.one(self.rows(Organisation).live(), slug=self.kwargs["slug"])
        return self._organisation


class ContactAdd(OfOrganisation):
    form_class = ContactForm
    success_message = gettext_lazy("The contact was added.")

    def get_context(self) -> dict[str, Any]:
        heading = ": ".join([str(self.organisation), _("new contact")])
        return {"heading": heading, "back": address(self.organisation)}

    def save(self, form: BaseForm) -> str:
        services.add_contact(organisation=self.organisation, **form.values(), by=self.actor)
        return address(self.organisation)


class Expect(OfOrganisation):
    """What is asked of the organisation: contact roles that must be named, a meeting in every quarter."""

    form_class = ExpectationForm
    success_message = gettext_lazy("What is asked of the organisation was kept.")

    def get_initial(self) -> dict[str, Any]:
        asked = self.rows(Expectation).filter(organisation=self.organisation).first()
        return {"roles": "\n".join(asked.roles), "is_key": asked.is_key} if asked else {}

    def get_context(self) -> dict[str, Any]:
        words = _("What is asked of it")
        return {"heading": f"{self.organisation}: {words}", "back": address(self.organisation)}

    def save(self, form: BaseForm) -> str:
        services.expect(organisation=self.organisation, **form.values(), by=self.actor)
        return address(self.organisation)


class OneContact(Page):
    """Base of pages about one contact."""

    permission = (PARTNERS, "edit_contacts")

    @property
    def contact(self) -> Contact:
        if not hasattr(self, "_contact"):
            rows = self.rows(Contact).live().select_related("organisation")
            self._contact = self.one(rows, pk=self.kwargs["pk"])
        return self._contact


class ContactEdit(OneContact, FormPage):
    template_name = "core/form.html"
    form_class = ContactForm
    success_message = gettext_lazy("The contact was changed.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.contact, name) for name in ContactForm.base_fields if name != "submission"}

    def get_context(self) -> dict[str, Any]:
        return {"heading": str(self.contact), "back": address(self.contact.organisation)}

    def save(self, form: BaseForm) -> str:
        services.change_contact(contact=self.contact, **form.values(), by=self.actor)
        return address(self.contact.organisation)


class ContactEnd(OneContact, FormPage):
    template_name = "partners/contact_end.html"
    form_class = EndForm
    success_message = gettext_lazy("The contact ends on that day. What was sent to it stays to be seen.")

    def get_context(self) -> dict[str, Any]:
        heading = ": ".join([str(self.contact), _("end the contact")])
        back = address(self.contact.organisation)
        return {"heading": heading, "back": back, "verb": _("End"), "contact": self.contact}

    def save(self, form: BaseForm) -> str:
        services.end_contact(contact=self.contact, **form.values(), by=self.actor)
        return address(self.contact.organisation)


class ContactVerify(OneContact, ActionView):
    success_message = gettext_lazy("Noted: the contact holds today.")

    def act(self) -> str:
        services.verify_contact(contact=self.contact, by=self.actor)
        return address(self.contact.organisation)


class ContactAsk(OneContact, ActionView):
    success_message = gettext_lazy("The letter is on its way. Their answer is noted here.")

    def act(self) -> str:
        services.ask_contact(contact=self.contact, by=self.actor)
        return address(self.contact.organisation)


@method_decorator(never_cache, name="dispatch")
class ContactAnswer(FormPage):
    """A contact's door from the yearly letter: no account, one question."""

    is_public = True
    template_name = "partners/contact_answer.html"
    form_class = AnswerForm
    success_message = gettext_lazy("Thank you. Your answer is noted.")

    @property
    def contact(self) -> Contact:
        if not hasattr(self, "_contact"):
            self._contact = contact_by(self.kwargs["token"])
        return self._contact

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Are you still our contact?"), "contact": self.contact}

    def save(self, form: BaseForm) -> str:
        if brakes.count(f"brake:contact:{self.contact.pk}", 3600) > ANSWERS_AN_HOUR:
            raise TooMany(_("Too many tries. Wait a while and try again."))
        said = form.values()
        by = Actor(kind="link", name=str(self.contact), address=self.actor.address, trace_id=self.actor.trace_id)
        services.answer_contact(contact=self.contact, holds=said["holds"] == "yes", text=said["text"], by=by)
        return self.request.path
