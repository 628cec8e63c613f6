"""What people type about contracts."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.forms import SLUG_HELP, ActorForm
from components.models import Component, System
from core import clock
from core.files import ACCEPT
from partners.forms.fields import DayField, DaysField, LinesField, ListForm, several_field
from partners.models import Contract, ContractDecision, ContractFile, ContractParty

SPAN_HELP = _("Days or months: 60d or 3m")


def span_field(label, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=5, required=False, help_text=SPAN_HELP, **kwargs)


class ContractForm(ActorForm):
    choices_of = {"organisations": Organisation, "components": Component, "systems": System, "parent": Contract}
    kind = forms.ChoiceField(label=_("Kind"), choices=Contract.Kind.choices)
    title = forms.CharField(label=_("What it is about"), max_length=200)
    reference = forms.CharField(label=_("Reference in the document register"), max_length=60)
    register_url = forms.CharField(label=_("Address in the document register"), max_length=200, required=False)
    organisations = several_field(Organisation, _("Parties"), required=True)
    our_part = forms.ChoiceField(label=_("Our part"), choices=Contract.OurPart.choices)
    parent = forms.ModelChoiceField(Contract.objects.none(), label=_("Stands under"), required=False)
    components = several_field(Component, _("Components in its scope"))
    systems = several_field(System, _("Systems in its scope"))
    operations = LinesField(
        label=_("Services in its scope"), required=False, help_text=_("One a line, for instance the X-tee service code")
    )
    starts_on = DayField(label=_("Starts"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: open-ended"))
    mode = forms.ChoiceField(label=_("Renewal"), choices=Contract.Mode.choices)
    period = span_field(_("Renewed for"))
    notice = span_field(_("Notice before the end"))
    change_notice = span_field(_("Notice before a change"))
    leads = DaysField(label=_("Reminders, days before the end"), required=False)
    amount = forms.DecimalField(
        label=_("Amount without VAT, €"), max_digits=14, decimal_places=2, min_value=0.01, required=False
    )
    review_on = DayField(label=_("First yearly review"), required=False)
    service_hours = forms.CharField(label=_("Service hours"), max_length=120, required=False)
    reaction = forms.CharField(label=_("Agreed times of reaction"), max_length=300, required=False)
    restriction_basis = forms.CharField(
        label=_("Basis of the restriction"),
        max_length=120,
        required=False,
        help_text=_("For instance AvTS § 35 lg 1 p 9"),
    )
    restricted_from = DayField(label=_("Restricted from"), required=False)
    restricted_until = DayField(label=_("Restricted until"), required=False)
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @classmethod
    def initial_of(cls, contract: Contract) -> dict:
        """What a form about this contract begins with."""
        values = {name: getattr(contract, name) for name in cls.base_fields if name != "submission"}
        many = {name: getattr(contract, name).all() for name in ("organisations", "components", "systems")}
        lists = {"operations": "\n".join(contract.operations), "leads": ", ".join(map(str, contract.leads))}
        return {**values, **many, **lists}


class NewContractForm(ContractForm):
    slug = forms.SlugField(label=_("Short name"), max_length=50, help_text=SLUG_HELP)
    field_order = ["slug"]


class UseForm(ActorForm):
    used = forms.DecimalField(label=_("Used by now, € without VAT"), max_digits=14, decimal_places=2)
    on = DayField(label=_("As of the end of"), initial=clock.today)


class DecisionForm(ActorForm):
    verdict = forms.ChoiceField(label=_("Decision"), choices=ContractDecision.Verdict.choices, widget=forms.RadioSelect)
    until_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Of the renewed contract, or the day on which one that goes on by itself stops"),
    )
    text = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class SignerForm(ActorForm):
    signed_by = forms.CharField(label=_("Represented by"), max_length=200, required=False)
    basis = forms.ChoiceField(label=_("Basis"), choices=[("", "–"), *ContractParty.Basis.choices], required=False)


class RegisterForm(ListForm):
    """The document register's list."""

    columns = _("Columns: reference and last day (viit;lõpp), dates as 31.12.2026 or 2026-12-31")


class ContractFileForm(ActorForm):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the service has the sentence
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ContractFile.Kind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: as the file is called")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        told = {"limit": filesizeformat(settings.UPLOAD_LIMIT)}
        self.fields["file"].help_text = (
            _("PDF, office documents, signed containers (ASiC-E), pictures, texts; up to %(limit)s") % told
        )
