"""The base of every form: an idempotency key, and a place for a service's refusal beside what was typed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.fields import LANGUAGES, Translated

LANGUAGE_NAMES = {"et": _("in Estonian"), "en": _("in English"), "ru": _("in Russian")}


def new_key() -> str:
    return secrets.token_urlsafe(12)


class BaseForm(forms.Form):
    """Every form of the house. ``submission`` is made once per shown form; sent twice, it acts once."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_key, max_length=40)
    required_css_class = "required"

    def refuse(self, error: DomainError) -> None:
        """Show the service's sentence at its field, or on top."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, str(error.message))

    def values(self) -> dict:
        """Cleaned data without the idempotency key: the service's keyword arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}


class TranslatedWidget(forms.MultiWidget):
    """One input per language; the first is Estonian."""

    template_name = "core/parts/translated_input.html"

    def __init__(self, widget: Callable[[], forms.Widget] = forms.TextInput, attrs=None) -> None:
        super().__init__({lang: widget() for lang in LANGUAGES}, attrs)

    def decompress(self, value):
        return [(value or {}).get(lang, "") for lang in LANGUAGES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for lang, part in zip(LANGUAGES, context["widget"]["subwidgets"], strict=True):
            part["attrs"]["lang"] = lang
            part["language_name"] = LANGUAGE_NAMES[lang]
        return context


class TranslatedFormField(forms.MultiValueField):
    """A text in Estonian (required when the field is), English and Russian; gives a ``Translated``."""

    def __init__(self, *, long: bool = False, max_length: int = 4000, **kwargs) -> None:
        fields = [forms.CharField(required=False, max_length=max_length) for _lang in LANGUAGES]
        widget = TranslatedWidget(partial(forms.Textarea, {"rows": 4}) if long else forms.TextInput)
        super().__init__(fields, widget=widget, require_all_fields=False, **kwargs)

    def compress(self, data_list) -> Translated:
        given = zip(LANGUAGES, data_list or ["", "", ""], strict=True)
        return Translated({lang: text.strip() for lang, text in given if text and text.strip()})

    def clean(self, value):
        result = super().clean(value)
        if self.required and not result.get("et"):
            raise forms.ValidationError(_("Give the text in Estonian at least."), code="required")
        return result
