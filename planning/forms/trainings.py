"""What people type about trainings, seats and feedback."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.forms import ActorForm
from core.actor import AGENCY_ROLES, Actor
from core.forms import BaseForm
from docs_library.models import Document
from partners.forms.fields import DayField, LinesField
from planning.access import PLANNING
from planning.models import Registration, Training
from planning.models.trainings import LANGUAGES
from planning.rules.trainings import RATINGS

RATING_WORDS = [(5, _("5, very good")), (4, _("4, good")), (3, _("3, fair")), (2, _("2, weak")), (1, _("1, poor"))]


class TrainingForm(ActorForm):
    choices_of = {"materials": Document}
    title = forms.CharField(label=_("Title"), max_length=200)
    about = forms.CharField(
        label=_("What it is about"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    held_on = DayField(label=_("Day"))
    starts_at_time = forms.TimeField(
        label=_("Begins"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Estonian time"),
    )
    days = forms.DecimalField(
        label=_("Length, days"), min_value=0.1, max_value=60, max_digits=4, decimal_places=1, initial=1
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False, help_text=_("A room or an address"))
    audience = forms.ChoiceField(label=_("Whom it is for"), choices=Training.Audience.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="et")
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=10_000)
    is_planned = forms.BooleanField(
        label=_("In the year's plan"),
        required=False,
        initial=True,
        help_text=_("Leave empty where a change or a case called for it"),
    )
    trainer = forms.ModelChoiceField(User.objects.none(), label=_("Trainer"), required=False)
    materials = forms.ModelMultipleChoiceField(
        Document.objects.none(),
        label=_("Materials"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Documents of the library; each reader gets those that are theirs to read"),
    )

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["trainer"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)


class CancelTrainingForm(BaseForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Goes to those who are registered"))
    again_on = DayField(label=_("New day"), required=False, help_text=_("Empty where it is not known"))


class SeatsForm(ActorForm):
    """A seat for oneself and for people of one's organisation."""

    choices_of = {"organisation": Organisation}
    is_own_seat = forms.BooleanField(label=_("A seat for me"), required=False)
    names = LinesField(
        label=_("Seats for others"),
        max_length=40_000,
        required=False,
        help_text=_("One name a line, no personal codes"),
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Whose people they are"), required=False)

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if PLANNING.may(actor, "hold_trainings"):
            self.fields["organisation"].help_text = _("Empty for the agency's own")
            return
        own = self.fields["organisation"].queryset.filter(pk__in=actor.organisation_ids)
        self.fields["organisation"].queryset = own
        if len(actor.organisation_ids) < 2:
            del self.fields["organisation"]

    def clean_names(self):
        """Not cut short without a word, as lists of short words are."""
        return [line.strip() for line in self.data.get("names", "").splitlines() if line.strip()]


class AttendanceForm(BaseForm):
    """Who came, of those who had a seat."""

    present = forms.ModelMultipleChoiceField(
        Registration.objects.none(), label=_("Who came"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, rows, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = rows
        self.fields["present"].label_from_instance = lambda row: (
            f"{row.name} ({row.organisation})" if row.organisation else row.name
        )

    def values(self) -> dict:
        return {"present": [row.pk for row in self.cleaned_data["present"]]}


class FeedbackForm(BaseForm):
    rating = forms.TypedChoiceField(
        label=_("How was it?"), choices=RATING_WORDS, coerce=int, widget=forms.RadioSelect, empty_value=None
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those who hold trainings read it without your name"),
    )


class RatingsForm(BaseForm):
    """Ratings on paper: how many gave which."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for rating, words in RATING_WORDS:
            self.fields[f"n{rating}"] = forms.IntegerField(label=words, min_value=0, max_value=10_000, required=False)

    def values(self) -> dict:
        return {"counts": {rating: self.cleaned_data.get(f"n{rating}") or 0 for rating in RATINGS}}
