"""Forms of checks: common fields, and with them the settings of the type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from components.models import Component
from core.actor import Actor
from core.forms import BaseForm
from core.models import Environment
from monitoring.models import Check
from monitoring.services.definitions import LONGEST_TIMEOUT_S
from monitoring.types import check_types, fault_class_sources

SEVERITIES = [(1, _("1 critical")), (2, _("2 high")), (3, _("3 medium")), (4, _("4 low"))]


class DefinitionForm(BaseForm):
    """What every check has. Lengths are in seconds."""

    component = forms.ModelChoiceField(Component.objects.none(), label=_("Component"), to_field_name="slug")
    environment = forms.ChoiceField(label=_("Environment"), choices=Environment.choices, initial=Environment.PRODUCTION)
    fault_class = forms.SlugField(
        label=_("Fault class"), max_length=40, help_text=_("Which kind of fault a failure means, such as katkestus.")
    )
    severity = forms.TypedChoiceField(label=_("Severity"), choices=SEVERITIES, coerce=int, initial=2)
    interval_s = forms.IntegerField(
        label=_("Interval, seconds"), min_value=5, max_value=400 * 86_400, initial=60, help_text=_("How often.")
    )
    timeout_s = forms.IntegerField(label=_("Time limit, seconds"), min_value=1, max_value=LONGEST_TIMEOUT_S, initial=10)
    grace_s = forms.IntegerField(
        label=_("Grace, seconds"),
        min_value=0,
        max_value=31 * 86_400,
        initial=0,
        help_text=_("How much later than the interval a sign may come."),
    )
    failures_needed = forms.IntegerField(label=_("Failures in a row"), min_value=1, max_value=20, initial=3)
    successes_needed = forms.IntegerField(label=_("Successes in a row"), min_value=1, max_value=20, initial=2)
    retry_s = forms.IntegerField(
        label=_("Look again after, seconds"),
        min_value=5,
        max_value=3600,
        initial=30,
        help_text=_("While it is not yet certain whether the state has changed."),
    )

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = Component.objects.visible_to(actor).live()
        classes = [choice for source in fault_class_sources for choice in source.choices()]
        if classes:
            here = self.get_initial_for_field(self.fields["fault_class"], "fault_class")
            known = [*classes, *([(here, here)] if here and here not in dict(classes) else [])]
            self.fields["fault_class"] = forms.ChoiceField(label=_("Fault class"), choices=known)


class NamedForm(forms.Form):
    """The name of a new check; it stands in its address and does not change."""

    slug = forms.SlugField(
        label=_("Name"), max_length=80, help_text=_("Short, of letters, digits and hyphens, such as k-tara-oidc.")
    )


PROBING = ("timeout_s", "failures_needed", "successes_needed", "retry_s")  # mean nothing where nobody is asked


def new_form(type_slug: str) -> type[forms.Form]:
    """The form of a new check of the type."""
    return _form(type_slug, NamedForm)


def edit_form(type_slug: str) -> type[forms.Form]:
    """The form of a check that exists: the same without its name."""
    return _form(type_slug)


def _form(type_slug: str, *more: type[forms.Form]) -> type[forms.Form]:
    kind = check_types.get(type_slug)
    order = ["slug", "component", *kind.config_form.base_fields]
    without = dict.fromkeys(PROBING) if kind.way == "signs" else {}
    return type("CheckForm", (kind.config_form, DefinitionForm, *more), {"field_order": order, **without})


def split(type_slug: str, values: dict[str, Any]) -> dict[str, Any]:
    """Cleaned values with the type's settings gathered under ``config``, as the services take them."""
    names = set(check_types.get(type_slug).config_form.base_fields)
    config = {name: values[name] for name in names}
    return {"config": config, **{name: value for name, value in values.items() if name not in names}}


def initial_of(check: Check) -> dict[str, Any]:
    """What the edit form begins with."""
    own = {name: getattr(check, name) for name in DefinitionForm.base_fields if hasattr(check, name)}
    return {**check.config, **own, "component": check.component.slug}


class PauseForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Shown on the check and in the trail."))


class SignForm(BaseForm):
    note = forms.CharField(
        label=_("What was looked through and found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ProtocolForm(BaseForm):
    note = forms.CharField(
        label=_("Remark"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What explains the runs that did not happen; it does not change after signing."),
    )


class OpenNetworkForm(BaseForm):
    network = forms.CharField(label=_("network (CIDR)"), max_length=50, help_text=_("Such as 10.20.30.0/24."))
    ports = forms.CharField(label=_("ports"), max_length=100, help_text=_("Such as 443, 8080-8090."))
    purpose = forms.CharField(label=_("purpose"), max_length=200)
    owner = forms.CharField(label=_("owner"), max_length=150, help_text=_("Who answers for the opening."))
    expires_on = forms.DateField(label=_("valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
