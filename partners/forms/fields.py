"""Fields that several forms of partners share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import tables
from core.forms import BaseForm


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


class ListForm(BaseForm):
    """A table as a file or pasted; ``values()["text"]`` is what is read. ``columns`` says what it holds."""

    columns = ""
    file = forms.FileField(label=_("File (CSV)"), required=False)
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=tables.MAX_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = self.columns

    def clean_file(self):
        """The file's text, or None."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if file.size > tables.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            return tables.text_of(file.read())
        except ValueError as error:
            raise forms.ValidationError(_("This is not a text file. Save it as CSV.")) from error

    def clean(self):
        given = super().clean()
        given["text"] = given.get("file") or given.get("text") or ""
        if not given["text"].strip() and not self.errors:
            self.add_error("text", _("Choose a file or paste the list."))
        return given
