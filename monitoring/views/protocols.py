"""Monthly protocols: their list with a column a month, one month, and signing it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.svg import Bar, bars
from core.views import FormPage, ListPage, Page
from monitoring import forms
from monitoring.access import MONITORING
from monitoring.models import Protocol
from monitoring.selectors import protocols as selectors
from monitoring.services import protocols

SHOWN = 12  # columns of the picture


class ProtocolListPage(ListPage):
    """The months, the latest first."""

    permission = (MONITORING, "see")
    template_name = "monitoring/protocols.html"
    default_sort = "-month"
    sorts = {"-month": ("-month",), "month": ("month",)}
    export_name = "seireprotokollid"
    columns = (
        (gettext_lazy("Month"), lambda row: row.slug),
        (gettext_lazy("Runs planned"), lambda row: row.planned),
        (gettext_lazy("Runs that happened"), lambda row: row.ran),
        (gettext_lazy("Signed"), lambda row: row.signed_at),
        (gettext_lazy("By"), lambda row: row.signed_name),
        (gettext_lazy("Remark"), lambda row: row.note),
    )

    def get_queryset(self):
        return self.rows(Protocol)

    def get_context(self) -> dict[str, Any]:
        latest = sorted(self.rows(Protocol).order_by("-month")[:SHOWN], key=lambda row: row.month)
        return {
            "heading": _("Monthly protocols of monitoring"),
            "running": selectors.running_month(self.actor),
            "picture": missed_runs(latest) if latest else "",
            "heads": [_("Month"), _("Runs planned"), _("Runs that happened"), _("Missed")],
            "table": [[row.slug, row.planned, row.ran, row.missed] for row in latest],
            "today": clock.today(),
        }


def missed_runs(rows: list[Protocol]) -> str:
    """A column a month: how many planned runs did not happen."""
    items = [
        Bar(
            date_format(row.month, "b"),
            row.missed,
            "warning" if row.missed else "success",
            reverse("protocol_detail", args=[row.slug]),
        )
        for row in rows
    ]
    return bars(items, _("Runs that did not happen, by month"), step=64)


class OfProtocol(Page):
    """Base: the month of the address."""

    @property
    def protocol(self) -> Protocol:
        if not hasattr(self, "_protocol"):
            self._protocol = self.one(self.rows(Protocol), month=selectors.month_of(self.kwargs["month"]))
        return self._protocol


class ProtocolPage(OfProtocol):
    """What was planned and what ran, check by check; when nobody watched; who signed."""

    permission = (MONITORING, "see")
    template_name = "monitoring/protocol.html"

    def get_context(self) -> dict[str, Any]:
        one = self.protocol
        return {
            "heading": _("Monitoring in %(month)s") % {"month": one.slug},
            "protocol": one,
            "sums": selectors.sums_of(one, self.actor),
            "gaps": selectors.gaps_of(one, self.actor),
            "is_late": one.signed_at is None and clock.today() > one.sign_by,
            "may_sign": one.signed_at is None and MONITORING.may(self.actor, "sign"),
        }


class ProtocolSignPage(OfProtocol, FormPage):
    permission = (MONITORING, "sign")
    template_name = "monitoring/protocol_sign.html"
    form_class = forms.ProtocolForm
    success_message = gettext_lazy("Signed.")

    @property
    def back(self) -> str:
        return reverse("protocol_detail", args=[self.protocol.slug])

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Sign the protocol of %(month)s") % {"month": self.protocol.slug},
            "verb": _("Sign"),
            "back": self.back,
            "protocol": self.protocol,
        }

    def save(self, form) -> str:
        protocols.sign_protocol(protocol=self.protocol, by=self.actor, **form.values())
        return self.back
