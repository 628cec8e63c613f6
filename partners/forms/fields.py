"""Fields that several forms of partners share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class DayField(forms.DateField):
    """A calendar day, typed or picked."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LinesField(forms.CharField):
    """One text a line; gives a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        return [line.strip()[:200] for line in super().clean(value).splitlines() if line.strip()][:100]


class DaysField(forms.CharField):
    """Numbers of days with commas or spaces between; gives a list."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=60, **kwargs)

    def clean(self, value):
        parts = super().clean(value).replace(",", " ").replace(";", " ").split()
        if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
            raise forms.ValidationError(_("Give numbers of days: 180, 90, 30"), code="invalid")
        return [int(part) for part in parts]


def several_field(model, label, **kwargs) -> forms.ModelMultipleChoiceField:
    kwargs.setdefault("required", False)
    return forms.ModelMultipleChoiceField(
        model.objects.none(), label=label, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def responsible_field(**kwargs) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(User.objects.none(), label=_("Responsible"), **kwargs)
