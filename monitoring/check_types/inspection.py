"""A review that a person does and signs. Its state says whether it was done in time, not whether anything works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from monitoring.lifecycle import DEGRADED, UNKNOWN, UP
from monitoring.types import CheckType, Signs, Verdict, check_types

FAR = timedelta(days=3650)


class InspectionForm(forms.Form):
    what = forms.CharField(
        label=gettext_lazy("What is looked through"), required=False, max_length=500, widget=forms.Textarea
    )


@check_types.register
class Inspection(CheckType):
    slug = "inspection"
    label = gettext_lazy("review by a person")
    about = gettext_lazy("Somebody looks it through and signs; late is a warning.")
    config_form = InspectionForm
    way = "signs"
    speaks = False
    thresholds = (1, 1)

    def expected(self, config: dict[str, Any]) -> str:
        return _("looked through and signed in time")

    def judge_signs(self, config: dict[str, Any], signs: Signs) -> tuple[Verdict, datetime]:
        signed = signs.latest.get("success")
        if signed is None:
            return Verdict(UNKNOWN, self.expected(config), _("nobody has signed yet")), signs.now + FAR
        deadline = signed.at + timedelta(seconds=signs.interval_s + signs.grace_s)
        got = _("last signed on %(day)s") % {"day": f"{clock.local(signed.at):%d.%m.%Y}"}
        if deadline > signs.now:
            return Verdict(UP, self.expected(config), got), deadline
        return Verdict(DEGRADED, self.expected(config), got), signs.now + FAR
