"""People and their roles."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.access import ACCOUNTS
from accounts.filters import PersonFilter
from accounts.forms import MembershipForm, ProfileForm, ReasonForm
from accounts.models import Membership, Substitution, User
from core.views import ActionView, DetailPage, FormPage, ListPage


def with_roles(people: QuerySet[User], memberships: QuerySet[Membership]) -> QuerySet[User]:
    """People with ``held``: their roles of today as far as the asker sees them."""
    current = memberships.current().select_related("organisation").order_by("organisation__name", "role")
    return people.prefetch_related(Prefetch("memberships", current, to_attr="held"))


def spoken_roles(person: User) -> str:
    return "; ".join(f"{one.get_role_display()}, {one.organisation}" for one in person.held)


class PeopleList(ListPage):
    permission = (ACCOUNTS, "see_people")
    template_name = "accounts/people.html"
    filterset_class = PersonFilter
    sorts = {"name": ["name"], "-name": ["-name"], "email": ["email"], "-email": ["-email"]}
    default_sort = "name"
    export_name = "people"
    columns = [
        (_("Name"), str),
        (_("E-mail"), lambda person: person.email),
        (_("Position"), lambda person: person.title),
        (_("Roles"), spoken_roles),
        (_("Account open"), lambda person: _("yes") if person.is_active else _("no")),
        (_("Last sign-in"), lambda person: person.last_login),
    ]

    def get_queryset(self) -> QuerySet:
        return with_roles(self.rows(User), self.rows(Membership))

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("People"), "may_invite": ACCOUNTS.may(self.actor, "invite")}


class PersonDetail(DetailPage):
    permission = (ACCOUNTS, "see_people")
    template_name = "accounts/person.html"
    lookup = "pk"

    def get_queryset(self) -> QuerySet:
        return with_roles(self.rows(User), self.rows(Membership))

    def get_context(self) -> dict[str, Any]:
        pk = self.object.pk
        substitutions = self.rows(Substitution).live().select_related("absent", "substitute")
        return super().get_context() | {
            "may_manage": ACCOUNTS.may(self.actor, "manage_people"),
            "is_self": pk == self.actor.user_id,
            "absences": substitutions.filter(absent_id=pk)[:10],
            "stands_in": substitutions.filter(substitute_id=pk)[:10],
        }


class PersonForm(FormPage):
    """Base of the forms about one person."""

    permission = (ACCOUNTS, "manage_people")
    template_name = "core/form.html"
    heading = ""

    @property
    def person(self) -> User:
        return self.one(self.rows(User), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("person_detail", args=[self.kwargs["pk"]])

    def get_context(self) -> dict[str, Any]:
        return {"heading": self.heading % {"name": self.person}, "back": self.back()}


class PersonChange(PersonForm):
    form_class = ProfileForm
    heading = _("Change: %(name)s")
    success_message = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        person = self.person
        return {"name": person.name, "title": person.title, "language": person.language}

    def save(self, form) -> str:
        services.change_person(person=self.person, by=self.actor, **form.values())
        return self.back()


class PersonClose(PersonForm):
    form_class = ReasonForm
    heading = _("Close the account: %(name)s")
    success_message = _("The account is closed; sessions have ended and tokens are revoked.")

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"verb": _("Close the account")}

    def save(self, form) -> str:
        services.deactivate(person=self.person, by=self.actor, **form.values())
        return self.back()


class PersonOpen(ActionView):
    permission = (ACCOUNTS, "manage_people")
    success_message = _("The account is open again.")

    def act(self) -> str:
        person = self.one(self.rows(User), pk=self.kwargs["pk"])
        services.reactivate(person=person, by=self.actor)
        return reverse("person_detail", args=[person.pk])


class MembershipNew(PersonForm):
    form_class = MembershipForm
    heading = _("A new role: %(name)s")
    success_message = _("The role was given.")

    def get_form(self, data=None) -> MembershipForm:
        return MembershipForm(data, actor=self.actor)

    def save(self, form) -> str:
        services.add_membership(person=self.person, by=self.actor, **form.values())
        return self.back()


class MembershipEnd(ActionView):
    permission = (ACCOUNTS, "manage_people")
    success_message = _("The role has ended.")

    def act(self) -> str:
        membership = self.one(self.rows(Membership), pk=self.kwargs["pk"])
        services.end_membership(membership=membership, by=self.actor)
        return reverse("person_detail", args=[membership.user_id])
