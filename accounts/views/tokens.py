"""A person's own API tokens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.access import ACCOUNTS
from accounts.forms import TokenForm
from accounts.models import ApiToken
from core import clock
from core.views import ActionView, FormPage, ListPage


class TokenList(ListPage):
    permission = (ACCOUNTS, "make_token")
    template_name = "accounts/tokens.html"
    export_name = "tokens"
    columns = [
        (_("What uses it"), lambda row: row.name),
        (_("Beginning"), lambda row: row.prefix),
        (_("Expires"), lambda row: row.expires_at),
        (_("Last used"), lambda row: row.last_used_at),
        (_("Revoked"), lambda row: row.revoked_at),
    ]

    def get_queryset(self) -> QuerySet:
        return self.rows(ApiToken).live().order_by("-created_at")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("API tokens"), "now": clock.now()}


class TokenNew(FormPage):
    """The secret is on the answer to the POST and nowhere else; sent again, the form leads to the list."""

    permission = (ACCOUNTS, "make_token")
    form_class = TokenForm
    template_name = "core/form.html"
    made: tuple[ApiToken, str] | None = None

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("A new token"), "back": reverse("token_list"), "verb": _("Make the token")}

    def save(self, form) -> str:
        self.made = services.make_token(by=self.actor, **form.values())
        return reverse("token_list")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.made is None:
            return response
        token, text = self.made
        response = render(request, "accounts/token_made.html", {"token": token, "text": text})
        response["Cache-Control"] = "no-store"
        return response


class TokenRevoke(ActionView):
    permission = (ACCOUNTS, "make_token")
    success_message = _("The token is revoked.")

    def act(self) -> str:
        services.revoke_token(token=self.one(self.rows(ApiToken), pk=self.kwargs["pk"]), by=self.actor)
        return reverse("token_list")
