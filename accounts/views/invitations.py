"""Invitations: who is asked in, and the door that the letter opens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.access import ACCOUNTS
from accounts.forms import AcceptForm, ConfirmForm, InvitationForm
from accounts.models import Invitation
from accounts.selectors import own_agency, user_of_email
from core.forms import BaseForm
from core.views import ActionView, FormPage, ListPage


class InvitationList(ListPage):
    permission = (ACCOUNTS, "invite")
    template_name = "accounts/invitations.html"
    sorts = {"-created": ["-created_at"], "created": ["created_at"], "email": ["email"], "-email": ["-email"]}
    default_sort = "-created"
    export_name = "invitations"
    columns = [
        (_("E-mail"), lambda row: row.email),
        (_("Role"), lambda row: row.get_role_display()),
        (_("Organisation"), lambda row: row.organisation),
        (_("Invited by"), lambda row: row.invited_by),
        (_("Sent"), lambda row: row.created_at),
        (_("Accepted"), lambda row: row.accepted_at),
    ]

    def get_queryset(self) -> QuerySet:
        return self.rows(Invitation).live().select_related("organisation", "invited_by")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Invitations")}


class InvitationNew(FormPage):
    permission = (ACCOUNTS, "invite")
    form_class = InvitationForm
    template_name = "core/form.html"
    success_message = _("The invitation is on its way.")

    def get_form(self, data=None) -> InvitationForm:
        return InvitationForm(data, actor=self.actor, initial={"organisation": own_agency()})

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Invite a person"), "back": reverse("invitation_list"), "verb": _("Send the invitation")}

    def save(self, form) -> str:
        services.invite(by=self.actor, **form.values())
        return reverse("invitation_list")


class InvitationWithdraw(ActionView):
    permission = (ACCOUNTS, "invite")
    success_message = _("The invitation is void.")

    def act(self) -> str:
        invitation = self.one(self.rows(Invitation), pk=self.kwargs["pk"])
        services.withdraw_invitation(invitation=invitation, by=self.actor)
        return reverse("invitation_list")


class InvitationAccept(FormPage):
    """``/accounts/invitation/<token>/``: GET changes nothing; POST makes the person and goes to the sign-in."""

    is_public = True
    template_name = "accounts/invitation_accept.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.invitation = services.invitation_of(kwargs["token"])
        self.account = user_of_email(self.invitation.email)
        return super().dispatch(request, *args, **kwargs)

    @property
    def needs_sign_in(self) -> bool:
        return self.account is not None and self.account.pk != self.actor.user_id

    def get_form(self, data=None) -> BaseForm:
        form = ConfirmForm if self.account else AcceptForm
        return form(data, initial={"name": self.invitation.name})

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Welcome to the portal"),
            "invitation": self.invitation,
            "needs_sign_in": self.needs_sign_in,
            "back": "/",
        }

    @property
    def success_message(self) -> str:
        return _("The role is yours.") if self.account else _("Your account is ready: sign in with your new password.")

    def save(self, form) -> str:
        services.accept_invitation(token=self.kwargs["token"], by=self.actor, **form.values())
        return "/" if self.account else reverse("account_login")
