"""Opens a TCP connection and hangs up: something listens there, and how fast it answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import outbound
from monitoring.lifecycle import DEGRADED, UP
from monitoring.types import CheckType, Probe, Verdict, check_types


class HostPortForm(forms.Form):
    """A host and a port, as the outbound door reads them."""

    host = forms.CharField(label=gettext_lazy("Host"), max_length=253)
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("host") and given.get("port"):
            try:
                given["host"] = outbound.parse_host(given["host"].strip(), given["port"]).host
            except outbound.Refused as refused:
                self.add_error("host", forms.ValidationError(refused.message, code=refused.reason_code))
        return given


class TcpForm(HostPortForm):
    warn_ms = forms.IntegerField(
        label=gettext_lazy("Warn when slower than, milliseconds"), required=False, min_value=1, max_value=60_000
    )


@check_types.register
class Tcp(CheckType):
    slug = "tcp"
    label = gettext_lazy("connection (TCP)")
    about = gettext_lazy("Opens a connection to a port and closes it.")
    config_form = TcpForm
    way = "probe"

    def target(self, config: dict[str, Any]) -> str:
        return f"{config['host']}:{config['port']}"

    def expected(self, config: dict[str, Any]) -> str:
        expected = _("a connection to %(target)s") % {"target": self.target(config)}
        if not config.get("warn_ms"):
            return expected
        return f"{expected}, {_('within %(ms)s ms') % {'ms': config['warn_ms']}}"

    def run(self, config: dict[str, Any], probe: Probe) -> Verdict:
        peer = probe.connect(config["host"], config["port"])
        took = round(peer.timings["total"])
        state, got = UP, _("connected in %(ms)s ms") % {"ms": took}
        if config.get("warn_ms") and took > config["warn_ms"]:
            state, got = DEGRADED, _("%(came)s: slower than expected") % {"came": got}
        return Verdict(state, self.expected(config), got, took)
