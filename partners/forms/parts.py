"""What people type about what an organisation uses, and its X-tee subsystems."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from components.forms import ActorForm
from components.models import Component, System
from core.forms import BaseForm
from partners.forms.fields import several_field
from partners.models import Subsystem
from partners.selectors.network import TIES


class UsesForm(ActorForm):
    choices_of = {"systems": System, "components": Component}
    systems = several_field(System, _("Systems"))
    components = several_field(Component, _("Components"))


class NetworkForm(ActorForm):
    choices_of = {"component": Component}
    tie = forms.ChoiceField(label=_("Tied by"), choices=[("", _("any")), *TIES], required=False)
    component = forms.ModelChoiceField(
        Component.objects.none(), label=_("Component"), required=False, to_field_name="slug", empty_label=_("any")
    )


class SubsystemForm(BaseForm):
    code = forms.CharField(
        label=_("Subsystem"),
        max_length=200,
        help_text=_("As in X-tee, for instance skais; or the whole identifier EE/GOV/70001975/skais"),
    )
    member_class = forms.ChoiceField(label=_("Class of the member"), choices=Subsystem.MemberClass.choices)
    environment = forms.ChoiceField(label=_("X-tee environment"), choices=Subsystem.Environment.choices)
