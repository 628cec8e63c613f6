"""Asks an address over HTTP: status, a text to be found, how long it took."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import outbound
from core.privacy import mask
from monitoring.lifecycle import DEGRADED, DOWN, UP
from monitoring.types import CheckType, Probe, Verdict, check_types

STATUSES = re.compile(r"[1-5]\d\d(-[1-5]\d\d)?")


def read_statuses(text: str) -> list[tuple[int, int]]:
    """``"200-299, 304"`` as ranges, both ends included. Raises ValueError."""
    ranges = []
    for part in filter(None, re.split(r"[,\s]+", text)):
        if not STATUSES.fullmatch(part):
            raise ValueError(part)
        low, _dash, high = part.partition("-")
        ranges.append((int(low), int(high or low)))
    if not ranges or any(low > high for low, high in ranges):
        raise ValueError(text)
    return ranges


class HttpForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=2000,
        help_text=gettext_lazy("The full address, beginning with http:// or https://."),
    )
    statuses = forms.CharField(
        label=gettext_lazy("Accepted statuses"),
        initial="200-299",
        max_length=100,
        help_text=gettext_lazy("Codes or ranges, such as 200-299, 401."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text to find"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The answer must hold exactly this text. Empty: the answer is not read."),
    )
    warn_ms = forms.IntegerField(
        label=gettext_lazy("Warn when slower than, milliseconds"), required=False, min_value=1, max_value=60_000
    )
    follow = forms.IntegerField(label=gettext_lazy("Redirects to follow"), initial=0, min_value=0, max_value=3)

    def clean_url(self) -> str:
        try:
            return outbound.parse(self.cleaned_data["url"].strip()).url
        except outbound.Refused as refused:
            raise forms.ValidationError(refused.message, code=refused.reason_code) from None

    def clean_statuses(self) -> str:
        text = self.cleaned_data["statuses"]
        try:
            read_statuses(text)
        except ValueError:
            raise forms.ValidationError(
                _("Write status codes from 100 to 599, such as 200 or 200-299."), code="statuses"
            ) from None
        return text


@check_types.register
class Http(CheckType):
    slug = "http"
    label = gettext_lazy("web address (HTTP)")
    about = gettext_lazy("Asks an address and reads its status, text and speed.")
    config_form = HttpForm
    way = "http"

    def target(self, config: dict[str, Any]) -> str:
        return config["url"]

    def expected(self, config: dict[str, Any]) -> str:
        parts = [_("status %(statuses)s") % {"statuses": config.get("statuses") or "200-299"}]
        if config.get("text"):
            parts.append(_("text “%(text)s”") % {"text": config["text"]})
        if config.get("warn_ms"):
            parts.append(_("within %(ms)s ms") % {"ms": config["warn_ms"]})
        return ", ".join(parts)

    def request(self, config: dict[str, Any], probe: Probe) -> outbound.Request:
        return outbound.Request(
            "GET",
            config["url"],
            timeout_s=probe.timeout_s,
            connect_s=probe.timeout_s,
            allow=probe.allow,
            follow=config.get("follow") or 0,
        )

    def judge(self, config: dict[str, Any], outcome: outbound.Response | outbound.Failure) -> Verdict:
        if isinstance(outcome, outbound.Failure):
            return self.failed(config, outcome)
        took = round(outcome.timings["total"])
        came = _("status %(status)s in %(ms)s ms") % {"status": outcome.status, "ms": took}
        state, got = UP, came
        if not any(low <= outcome.status <= high for low, high in read_statuses(config.get("statuses") or "200-299")):
            state = DOWN
        elif config.get("text") and config["text"].encode() not in outcome.body:
            state, got = DOWN, _("%(came)s, but without the text “%(text)s”") % {"came": came, "text": config["text"]}
        elif config.get("warn_ms") and took > config["warn_ms"]:
            state, got = DEGRADED, _("%(came)s: slower than expected") % {"came": came}
        return Verdict(state, self.expected(config), mask(got), took, {"status": outcome.status})
