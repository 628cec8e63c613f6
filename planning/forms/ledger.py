"""Input of the duty ledger."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm


class TargetForm(BaseForm):
    value = forms.IntegerField(label=_("Target"), min_value=0, max_value=100_000)


class CommentForm(BaseForm):
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class FreezeForm(BaseForm):
    year = forms.IntegerField(label=_("Year"), min_value=2020, max_value=2199)
    quarter = forms.TypedChoiceField(
        label=_("Quarter"),
        choices=[("", _("the whole year")), ("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV")],
        required=False,
        coerce=int,
        empty_value=None,
    )
