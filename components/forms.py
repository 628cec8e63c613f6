"""What people type about systems, components, releases and planned work."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.models import Component, Criticality, System
from core.actor import AGENCY_ROLES, Actor
from core.forms import BaseForm, TranslatedFormField
from core.models import Environment
from notifications.forms import MomentField

NOT_CHOSEN = [("", "–")]
SLUG_HELP = _("Small letters, numbers and hyphens; stands in addresses and never changes")


class ActorForm(BaseForm):
    """A form whose choices are the actor's to see."""

    choices_of: dict = {}

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, model in self.choices_of.items():
            if name in self.fields:
                self.fields[name].queryset = model.objects.visible_to(actor).live()
        people = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)
        for name in {"owner", "deputy"} & set(self.fields):
            self.fields[name].queryset = people


def _thing(model, label, *, required: bool = False, **kwargs) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(model.objects.none(), label=label, required=required, **kwargs)


class ComponentForm(ActorForm):
    choices_of = {"systems": System, "provider": Organisation}
    name = TranslatedFormField(label=_("Name"), max_length=200)
    what = TranslatedFormField(label=_("What it is for"), long=True, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Component.Kind.choices)
    criticality = forms.ChoiceField(label=_("Criticality"), choices=Criticality.choices, initial="medium")
    owner = _thing(User, _("Owner"))
    deputy = _thing(User, _("Deputy"), help_text=_("Whoever answers when the owner is away"))
    systems = forms.ModelMultipleChoiceField(
        System.objects.none(), label=_("Used by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    provider = _thing(Organisation, _("Provider"), help_text=_("Whose service it is, where it is not ours"))
    exchange_role = forms.ChoiceField(
        label=_("Our part in data exchange"),
        choices=NOT_CHOSEN + Component.ExchangeRole.choices,
        required=False,
    )
    xroad_member = forms.CharField(label=_("X-tee member"), max_length=100, required=False)
    news_url = forms.CharField(label=_("Where its news are"), max_length=300, required=False)
    unwatched_because = forms.CharField(
        label=_("Not monitored, because"),
        max_length=300,
        required=False,
        help_text=_("Only where no check is possible"),
    )
    service_hours = forms.CharField(
        label=_("Service hours"),
        max_length=120,
        required=False,
        help_text=_("For instance “E–R 8–18” or “ööpäev läbi”; empty is round the clock"),
    )
    availability_target = forms.DecimalField(
        label=_("Availability target in service hours, %"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=_("Empty: no target, the component is not counted"),
    )


class NewComponentForm(ComponentForm):
    slug = forms.SlugField(label=_("Short name"), max_length=50, help_text=SLUG_HELP)
    field_order = ["slug"]


class SystemForm(ActorForm):
    choices_of = {"controller": Organisation, "processor": Organisation}
    name = TranslatedFormField(label=_("Name"), max_length=200)
    description = TranslatedFormField(label=_("Description"), long=True, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=System.Kind.choices)
    criticality = forms.ChoiceField(label=_("Criticality"), choices=Criticality.choices, initial="medium")
    controller = _thing(Organisation, _("Data controller"), required=True)
    processor = _thing(Organisation, _("Data processor"), required=True)
    service_hours = forms.CharField(label=_("Service hours"), max_length=120, required=False)
    users = forms.CharField(label=_("Users"), max_length=200, required=False)


class NewSystemForm(SystemForm):
    slug = forms.SlugField(label=_("Short name"), max_length=50, help_text=SLUG_HELP)
    field_order = ["slug"]


class ReleaseForm(BaseForm):
    version = forms.CharField(label=_("Version"), max_length=40)
    environment = forms.ChoiceField(label=_("Environment"), choices=Environment.choices)
    released_at = MomentField(label=_("When"), help_text=_("Estonian time"))
    notes = TranslatedFormField(label=_("What changed"), long=True, required=False)


class TimesForm(BaseForm):
    """When the work is, and why in a payout window if it must be."""

    starts_at = MomentField(label=_("Begins"), help_text=_("Estonian time"))
    ends_at = MomentField(label=_("Ends"))
    window_reason = forms.CharField(
        label=_("Why in a payout window"),
        max_length=300,
        required=False,
        help_text=_("Only where the work falls into one and cannot wait"),
    )
    late_reason = forms.CharField(
        label=_("Why told late"),
        max_length=300,
        required=False,
        help_text=_("Only where people are told later than they should be"),
    )


class MaintenanceForm(ActorForm, TimesForm):
    choices_of = {"components": Component}
    title = TranslatedFormField(label=_("What is done"), max_length=200)
    components = forms.ModelMultipleChoiceField(
        Component.objects.none(), label=_("Components"), widget=forms.CheckboxSelectMultiple
    )
    environment = forms.ChoiceField(label=_("Environment"), choices=Environment.choices)
    field_order = ["title", "components", "environment", "starts_at", "ends_at", "window_reason", "late_reason"]


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
