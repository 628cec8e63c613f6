"""What people type about meetings, letters and calls."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from components.forms import ActorForm
from core import clock
from core.actor import AGENCY_ROLES, Actor
from partners.forms.fields import DayField, responsible_field
from partners.models import Interaction


class InteractionForm(ActorForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Interaction.Kind.choices)
    held_on = DayField(label=_("Day"), initial=clock.today)
    people = forms.CharField(label=_("Who took part"), max_length=500, required=False)
    agreed = forms.CharField(label=_("What was agreed"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))


class FollowUpForm(ActorForm):
    text = forms.CharField(label=_("What is to be done"), max_length=500)
    due_on = DayField(label=_("Due"))
    responsible = responsible_field()

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["responsible"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)


class NewInteractionForm(InteractionForm):
    """An interaction with its first follow-up; the others are added on the organisation's page."""

    text = forms.CharField(
        label=_("What is to be done"), max_length=500, required=False, help_text=_("Empty where nothing follows")
    )
    due_on = DayField(label=_("Due"), required=False)
    responsible = responsible_field(required=False)

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["responsible"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)
        self.fields["responsible"].initial = actor.responsible_id

    def clean(self):
        given = super().clean()
        for name in ("due_on", "responsible"):
            if given.get("text") and not given.get(name) and name not in self.errors:
                self.add_error(name, _("Say by when and who."))
        if given.get("due_on") and not given.get("text"):
            self.add_error("text", _("Say what is to be done."))
        return given

    def values(self) -> dict:
        values = super().values()
        one = {name: values.pop(name) for name in ("text", "due_on", "responsible")}
        return {**values, "follow_ups": [one] if one["text"] else []}
