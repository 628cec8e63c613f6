"""What people type when contacts change places, and lists of contacts."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.forms import ActorForm
from core import clock
from core.forms import BaseForm
from partners.forms.fields import DayField, ListForm
from partners.models import Contact


def _last_day() -> DayField:
    return DayField(
        label=_("Last day of the old one"), initial=clock.today, help_text=_("The new one begins on the day after")
    )


class SuccessorForm(BaseForm):
    name = forms.CharField(label=_("Name of the successor"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("E-mail or phone must be given"))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    on = _last_day()


NOT_TAKEN = _("The old e-mail and phone are not taken along: write the new ones once they are known")


class MoveForm(ActorForm):
    choices_of = {"organisation": Organisation}
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("New organisation"))
    role = forms.CharField(label=_("Role"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=NOT_TAKEN)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    on = _last_day()


class MoveAllForm(ActorForm):
    """Several contacts of one organisation."""

    choices_of = {"organisation": Organisation}
    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("Contacts"), widget=forms.CheckboxSelectMultiple, help_text=NOT_TAKEN
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("New organisation"))
    on = _last_day()

    def __init__(self, *args, actor, of: Organisation, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        rows = Contact.objects.visible_to(actor).not_ended().filter(organisation=of)
        self.fields["contacts"].queryset = rows
        self.fields["contacts"].initial = rows
        self.fields["organisation"].queryset = self.fields["organisation"].queryset.exclude(pk=of.pk)


class ContactListForm(ListForm):
    columns = _(
        "Columns: organisation (registry code or short name), name, role; also e-mail, phone, language "
        "(asutus;nimi;roll;e-post;telefon;keel). An empty cell changes nothing."
    )
