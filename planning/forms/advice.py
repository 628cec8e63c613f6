"""What people type when they ask for advice, and who answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from components.forms import ActorForm
from components.models import Component
from core.forms import BaseForm
from docs_library.models import Document


class AdviceForm(ActorForm):
    choices_of = {"component": Component}
    question = forms.CharField(
        label=_("Question"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Plain words; leave out personal codes"),
    )
    component = forms.ModelChoiceField(
        Component.objects.none(), label=_("Component"), required=False, help_text=_("Empty where you do not know")
    )


class AnswerForm(BaseForm):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("May become a guide: write it so that the next one who asks understands it too"),
    )


class GuideForm(BaseForm):
    title = forms.CharField(label=_("Title of the guide"), max_length=200)


class GuideLinkForm(ActorForm):
    choices_of = {"document": Document}
    document = forms.ModelChoiceField(Document.objects.none(), label=_("Document of the library"))
