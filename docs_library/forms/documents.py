"""What people type about a document itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.forms import SLUG_HELP, ActorForm
from components.models import Component
from core.actor import AGENCY_ROLES
from core.forms import BaseForm, TranslatedFormField
from docs_library.models import Audience, Document, StaleSignal
from docs_library.types import doc_types
from partners.forms.fields import DayField, several_field
from partners.models import Contract


class DocumentForm(ActorForm):
    choices_of = {"components": Component, "organisations": Organisation, "contract": Contract}
    type = forms.ChoiceField(label=_("Type"), choices=doc_types.choices)
    title = TranslatedFormField(label=_("Title"), max_length=200)
    about = TranslatedFormField(label=_("What it is about"), long=True, required=False)
    components = several_field(Component, _("Components that it is about"))
    audience = forms.ChoiceField(label=_("Whom it is for"), choices=Audience.choices)
    organisations = several_field(Organisation, _("Named partners"))
    contract = forms.ModelChoiceField(Contract.objects.none(), label=_("Contract"), required=False)
    responsible = forms.ModelChoiceField(User.objects.none(), label=_("Responsible"), required=False)
    review_months = forms.IntegerField(
        label=_("Months between reviews"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Empty: as its type says"),
    )
    reference = forms.CharField(label=_("Reference in the document register"), max_length=60, required=False)
    register_url = forms.CharField(label=_("Address in the document register"), max_length=200, required=False)
    live_url = forms.CharField(
        label=_("Address where the service tells its schema"),
        max_length=500,
        required=False,
        help_text=_("For schemas: it is looked at once a day, and the text is in doubt where they part."),
    )
    registered_on = DayField(label=_("Registered"), required=False)
    register_kind = forms.CharField(label=_("Kind in the register"), max_length=60, required=False)
    series = forms.CharField(label=_("Series"), max_length=120, required=False)
    folder = forms.CharField(label=_("File of the register"), max_length=120, required=False)
    dispose_on = DayField(label=_("Dispose after"), required=False)
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["responsible"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)

    @classmethod
    def initial_of(cls, document: Document) -> dict:
        """What a form about this document begins with."""
        values = {name: getattr(document, name) for name in cls.base_fields if name != "submission"}
        return {**values, "components": document.components.all(), "organisations": document.organisations.all()}


class NewDocumentForm(DocumentForm):
    slug = forms.SlugField(label=_("Short name"), max_length=50, help_text=SLUG_HELP)
    field_order = ["slug"]


class ReasonForm(BaseForm):
    because = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(BaseForm):
    because = forms.CharField(
        label=_("Why nothing has to change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you looked at, and against what. If something has to change, start a new version instead."),
    )


class DoubtForm(BaseForm):
    kind = forms.ChoiceField(label=_("What happened"), choices=StaleSignal.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What may not be true any more"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
