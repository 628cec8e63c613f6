"""The admin's pages of networks that are open to checks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.views import ActionView, FormPage, ListPage
from monitoring import forms
from monitoring.access import MONITORING
from monitoring.models import AllowedTarget
from monitoring.services import allow_list


class AllowListPage(ListPage):
    """The openings in the outbound door."""

    permission = (MONITORING, "allow_list")
    template_name = "monitoring/allow_list.html"
    export_name = "lubatud-vorgud"
    columns = (
        (_("Network"), lambda row: row.network),
        (_("Ports"), lambda row: row.ports),
        (_("Purpose"), lambda row: row.purpose),
        (_("Owner"), lambda row: row.owner),
        (_("Valid until"), lambda row: row.expires_on),
    )

    def get_queryset(self):
        return self.rows(AllowedTarget).live().order_by("network", "pk")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Networks open to checks"), "today": clock.today()}


class AllowNewPage(FormPage):
    permission = (MONITORING, "allow_list")
    template_name = "core/form.html"
    form_class = forms.OpenNetworkForm
    success_message = _("Opened.")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Open a network to checks"), "back": reverse("allow_list")}

    def save(self, form) -> str:
        allow_list.open_network(by=self.actor, **form.values())
        return reverse("allow_list")


class AllowClose(ActionView):
    permission = (MONITORING, "allow_list")
    success_message = _("Closed.")

    def act(self) -> str:
        target = self.one(self.rows(AllowedTarget).live(), pk=self.kwargs["pk"])
        allow_list.close_network(target=target, by=self.actor)
        return reverse("allow_list")
