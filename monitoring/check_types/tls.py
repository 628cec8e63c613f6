"""Looks at a certificate: how many days are left, whether it is for this name, whether its chain holds."""

from __future__ import annotations

import ipaddress
from typing import Any

from cryptography import x509
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, outbound
from monitoring.check_types.tcp import HostPortForm
from monitoring.lifecycle import DEGRADED, DOWN, UP
from monitoring.types import CheckType, Probe, Verdict, check_types

OLD_VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1")


class TlsForm(HostPortForm):
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=443)
    server_name = forms.CharField(
        label=gettext_lazy("Name in the certificate"),
        required=False,
        max_length=253,
        help_text=gettext_lazy("Where it differs from the host."),
    )
    warn_days = forms.IntegerField(
        label=gettext_lazy("Warn, days before the end"), initial=30, min_value=1, max_value=400
    )
    crit_days = forms.IntegerField(
        label=gettext_lazy("Broken, days before the end"), initial=7, min_value=0, max_value=400
    )
    verify_chain = forms.BooleanField(
        label=gettext_lazy("The issuer must be trusted"),
        initial=True,
        required=False,
        help_text=gettext_lazy("Leave empty for a self-signed certificate: then dates and names are watched."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("warn_days") and given.get("crit_days") is not None and given["crit_days"] >= given["warn_days"]:
            self.add_error("crit_days", _("The warning must come earlier than this."))
        return given


@check_types.register
class Tls(CheckType):
    slug = "tls"
    label = gettext_lazy("certificate (TLS)")
    about = gettext_lazy("Watches the end date, name and issuer of a certificate.")
    config_form = TlsForm
    way = "probe"
    thresholds = (2, 1)

    def target(self, config: dict[str, Any]) -> str:
        return f"{config['host']}:{config['port']}"

    def expected(self, config: dict[str, Any]) -> str:
        return _("a valid certificate for %(name)s, at least %(days)s days left") % {
            "name": config.get("server_name") or config["host"],
            "days": config.get("warn_days", 30),
        }

    def run(self, config: dict[str, Any], probe: Probe) -> Verdict:
        name = config.get("server_name") or None
        peer = probe.tls_peer(config["host"], config["port"], server_name=name)
        certificate = peer.certificate.parsed
        left = (certificate.not_valid_after_utc - clock.now()).days
        state, got = self._judged(config, peer, certificate, left)
        took = round(peer.timings["total"])
        return Verdict(state, self.expected(config), got, took, {"days_left": left})

    def _judged(
        self, config: dict[str, Any], peer: outbound.TlsPeer, certificate: x509.Certificate, left: int
    ) -> tuple[str, str]:
        name = config.get("server_name") or config["host"]
        until = _("valid until %(day)s, %(days)s days left") % {
            "day": f"{clock.local(certificate.not_valid_after_utc):%d.%m.%Y}",
            "days": left,
        }
        if left < 0:
            return DOWN, _("the certificate ended: %(until)s") % {"until": until}
        if certificate.not_valid_before_utc > clock.now():
            return DOWN, _("the certificate is not valid yet")
        if not is_for(certificate, name):
            return DOWN, _("the certificate is not for the name %(name)s") % {"name": name}
        if config.get("verify_chain", True) and peer.problem:
            return DOWN, _("the certificate is not trusted: %(problem)s") % {"problem": peer.problem}
        return self._by_days(config, peer.version, left, until)

    def _by_days(self, config: dict[str, Any], version: str, left: int, until: str) -> tuple[str, str]:
        if left < config.get("crit_days", 7):
            return DOWN, until
        if left < config.get("warn_days", 30):
            return DEGRADED, until
        if version in OLD_VERSIONS:
            return DEGRADED, _("%(until)s, but the old version %(version)s") % {"until": until, "version": version}
        return UP, f"{until}, {version}"


def is_for(certificate: x509.Certificate, name: str) -> bool:
    """Does one of its alternative names fit (RFC 9525: the common name does not count, a star is one label)?"""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    try:
        return ipaddress.ip_address(name) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        return any(_fits(pattern.lower(), name.lower()) for pattern in names.get_values_for_type(x509.DNSName))


def _fits(pattern: str, name: str) -> bool:
    if pattern.startswith("*."):
        return name.partition(".")[2] == pattern[2:]
    return pattern == name
