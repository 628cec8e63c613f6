"""What people type about annual reviews, goals, the job description, accesses and decisions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from components.forms import ActorForm
from components.models import System
from core import clock
from core.actor import AGENCY_ROLES, LEAD, OWNER, Actor
from core.forms import BaseForm
from partners.forms.fields import DayField
from planning.forms.work import reason_field
from planning.models import Decision


class PeopleForm(ActorForm):
    """``people`` names the fields that choose a person, each with the roles to choose from."""

    people: dict = {}

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        seen = User.objects.visible_to(actor)
        for name, roles in self.people.items():
            self.fields[name].queryset = seen.with_role(*roles).order_by("name", "pk")


def person_field(label, **kwargs) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(User.objects.none(), label=label, **kwargs)


class AppraisalForm(PeopleForm):
    people = {"person": AGENCY_ROLES}
    person = person_field(_("With whom"))
    held_on = DayField(label=_("Held on"), initial=clock.today)
    next_on = DayField(label=_("The next one"), required=False)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Read by the two of you alone"),
    )


class GoalForm(BaseForm):
    text = forms.CharField(label=_("Goal"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(label=_("By when"))


class ReportForm(BaseForm):
    evidence = reason_field(_("By what it is seen"), help_text=_("For instance a certificate, and where it is"))


class ConfirmForm(BaseForm):
    answer = reason_field(_("A word to it"), required=False)


class GoalReasonForm(BaseForm):
    reason = reason_field(_("Why"))


class DescriptionForm(PeopleForm):
    people = {"holder": (OWNER,), "lead": (LEAD,)}
    held_on = DayField(label=_("Reviewed on"), initial=clock.today)
    holder = person_field(_("Position holder"))
    lead = person_field(_("Direct manager"))
    outcome = forms.CharField(
        label=_("What was found"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Does it hold as it is, or what should be written otherwise"),
    )


class AccessForm(PeopleForm):
    choices_of = {"system": System}
    people = {"holder": AGENCY_ROLES}
    holder = person_field(_("Who needs it"))
    name = forms.CharField(label=_("Information system and role"), max_length=200)
    system = forms.ModelChoiceField(
        System.objects.none(), label=_("System"), required=False, help_text=_("Where it is one of those kept here")
    )
    reason = reason_field(_("What for"))


class GrantForm(BaseForm):
    expires_on = DayField(label=_("Valid until"))
    decision = reason_field(_("On what terms"), required=False)


class RefuseForm(BaseForm):
    reason = reason_field(_("Why it is refused"))


class DecisionForm(ActorForm):
    choices_of = {"corrects": Decision}
    taken_on = DayField(label=_("Day"), initial=clock.today)
    text = forms.CharField(label=_("What was decided"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    basis = forms.CharField(
        label=_("Basis"),
        max_length=300,
        help_text=_("A rule of competence by its code (PJ-27), a law, an order"),
    )
    corrects = forms.ModelChoiceField(
        Decision.objects.none(), label=_("Corrects"), required=False, widget=forms.HiddenInput, to_field_name="ref"
    )
    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
