"""What people type about tasks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from components.forms import ActorForm
from core.actor import AGENCY_ROLES, LEAD, MANAGER, OWNER, Actor
from core.forms import BaseForm
from partners.forms.fields import DayField
from planning.models import Task


def reason_field(label, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class TaskWordsForm(ActorForm):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    text = forms.CharField(
        label=_("What is expected"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


class TaskForm(TaskWordsForm):
    """``about`` comes with the link that led here."""

    responsible = forms.ModelChoiceField(User.objects.none(), label=_("Responsible"))
    ordered_by = forms.ModelChoiceField(User.objects.none(), label=_("Who accepts it"))
    origin = forms.ChoiceField(label=_("Origin"), choices=Task.Origin.choices)
    due_on = DayField(label=_("Due"), help_text=_("A working day"))
    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        people = User.objects.visible_to(actor)
        self.fields["responsible"].queryset = people.with_role(*AGENCY_ROLES).order_by("name", "pk")
        self.fields["ordered_by"].queryset = people.with_role(OWNER, LEAD, MANAGER).order_by("name", "pk")


class FinishForm(BaseForm):
    text = forms.CharField(
        label=_("What was done"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Where the result is, and what the one who accepts it should know"),
    )


class ReturnForm(BaseForm):
    reason = reason_field(_("Why it is returned"))


class CancelForm(BaseForm):
    reason = reason_field(_("Why it need not be done"))


class MoveForm(BaseForm):
    due_on = DayField(label=_("New due day"), help_text=_("A working day"))
    reason = reason_field(_("Why it is moved"))


class DelegateForm(ActorForm):
    delegate = forms.ModelChoiceField(
        User.objects.none(), label=_("Who does it"), required=False, help_text=_("Empty: the responsible does it again")
    )
    text = reason_field(_("Note"), required=False)

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        people = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)
        self.fields["delegate"].queryset = people.order_by("name", "pk")
