"""What people type about developments, inputs and planned releases."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.forms import SLUG_HELP, ActorForm
from components.models import Component
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.forms import BaseForm, TranslatedFormField
from notifications.forms import MomentField
from partners.forms.fields import DayField, several_field
from planning.models import Development, PlanLine


def _one(model, label, **kwargs) -> forms.ModelChoiceField:
    kwargs.setdefault("required", False)
    return forms.ModelChoiceField(model.objects.none(), label=label, **kwargs)


def _reason(**kwargs) -> forms.CharField:
    kwargs.setdefault("label", _("Reason"))
    return forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class DevelopmentForm(ActorForm):
    choices_of = {"components": Component, "provider": Organisation, "developer": Organisation, "line": PlanLine}
    title = forms.CharField(label=_("Title"), max_length=200)
    components = several_field(Component, _("Components that it changes"))
    service_owner = _one(User, _("Service owner"))
    provider = _one(Organisation, _("Who runs it"))
    developer = _one(Organisation, _("Developer"))
    line = _one(PlanLine, _("Line of the annual plan"))
    starts_on = DayField(label=_("Begins"), initial=clock.today)
    ends_on = DayField(label=_("Ends"), required=False, help_text=_("Empty: not known yet"))

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["service_owner"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)

    @classmethod
    def initial_of(cls, row: Development) -> dict:
        names = [name for name in cls.base_fields if name not in ("submission", "components")]
        return {**{name: getattr(row, name) for name in names}, "components": row.components.all()}


class NewDevelopmentForm(DevelopmentForm):
    slug = forms.SlugField(label=_("Short name"), max_length=50, help_text=SLUG_HELP)
    field_order = ["slug"]


UNIT_HELP = _("A team or unit, where no person is named")


class InputForm(ActorForm):
    choices_of = {"giver_organisation": Organisation, "receiver_organisation": Organisation}
    what = forms.CharField(label=_("What is needed"), max_length=300)
    giver_organisation = _one(Organisation, _("From whom"), required=True)
    giver = _one(User, _("Person who gives"))
    giver_unit = forms.CharField(label=_("Unit that gives"), max_length=120, required=False, help_text=UNIT_HELP)
    receiver_organisation = _one(Organisation, _("To whom"), required=True)
    receiver = _one(User, _("Person who receives"))
    receiver_unit = forms.CharField(label=_("Unit that receives"), max_length=120, required=False, help_text=UNIT_HELP)
    due_on = DayField(label=_("Due, a working day"), required=False)
    in_days = forms.IntegerField(
        label=_("Or in so many working days"), required=False, help_text=_("Counted from today, today left out")
    )

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        people = User.objects.visible_to(actor).filter(is_active=True).order_by("name", "pk")
        for name in ("giver", "receiver"):
            self.fields[name].queryset = people


class NewInputForm(InputForm):
    choices_of = {**InputForm.choices_of, "development": Development}
    development = _one(Development, _("Development"), required=True, to_field_name="slug")
    field_order = ["development"]


class InputEditForm(InputForm):
    reason = _reason(label=_("Why the day changes"), required=False)


class TurnForm(BaseForm):
    """What was given or answered. ``is_recorded``: for a side that the person does not speak for; then who said so, and
    when, is asked too."""

    needs_text = False
    text_label = _("Note")

    def __init__(self, *args, is_recorded: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].required = self.text_label, self.needs_text
        if not is_recorded:
            del self.fields["said_by"], self.fields["on"]

    text = forms.CharField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    said_by = forms.CharField(
        label=_("Who of that side said so"), max_length=200, help_text=_("You write down another's word: name them")
    )
    on = DayField(label=_("On which day"), initial=clock.today)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class GiveForm(TurnForm):
    url = forms.URLField(label=_("Where it is"), required=False, max_length=200, assume_scheme="https")
    field_order = ["text", "url"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"]


class AcceptForm(TurnForm):
    pass


class ReturnForm(TurnForm):
    needs_text = True
    text_label = _("Reason")


class CancelForm(BaseForm):
    text = _reason()


class PlannedReleaseForm(ActorForm):
    choices_of = {"development": Development, "component": Component}
    component = _one(Component, _("Component"), required=True)
    version = forms.CharField(label=_("Version"), max_length=40)
    planned_on = DayField(label=_("Planned for"))
    development = _one(Development, _("Development"))


class MoveReleaseForm(BaseForm):
    planned_on = DayField(label=_("New day"))
    reason = _reason()


class ReleaseOutForm(BaseForm):
    released_at = MomentField(label=_("When it came out"), help_text=_("Estonian time"))
    notes = TranslatedFormField(label=_("What changed"), long=True, required=False)


class CancelReleaseForm(BaseForm):
    reason = _reason()
