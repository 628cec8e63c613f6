"""What people type about notices and subscriptions."""

from __future__ import annotations

from datetime import date, datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.fields import LANGUAGES
from core.forms import BaseForm, TranslatedFormField
from notifications.models import Notice, NoticeKind, NoticeUpdate
from notifications.selectors import topic_groups
from notifications.types import channels

FIRST_YEAR = 2000  # the portal is younger; earlier ones would only be slips of the pen
LANGUAGE_LABELS = {"et": "Eesti", "en": "English", "ru": "Русский"}


YEARS = (2001, 2099)  # as the API takes them


class MomentField(forms.DateTimeField):
    """An instant on Tallinn's clock, typed or picked; gives an aware one."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value):
        moment = super().clean(value)
        if moment and not YEARS[0] <= moment.year <= YEARS[1]:
            raise forms.ValidationError(_("The year must be from 2001 to 2099."), code="invalid")
        return moment

    def prepare_value(self, value):
        return timezone.localtime(value, clock.TALLINN) if isinstance(value, datetime) else value


MEANWHILE_HELP = _("Needed of a trouble. If people can do nothing, say that.")
FIELDS_HELP = _(
    "{mis} stands for what it concerns, {algus} and {lõpp} for its times, {järgmine} for when the next word comes."
)


def topic_choices() -> list:
    """Choices for a form, grouped as their sources name them."""
    return [pair for pair in topic_groups()[0][1]] + [group for group in topic_groups()[1:] if group[1]]


class NoticeForm(BaseForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoticeKind.choices)
    title = TranslatedFormField(label=_("Title"), max_length=200)
    body = TranslatedFormField(
        label=_("What people should know"),
        long=True,
        required=False,
        help_text=_("The first word. Plain words, no names of people."),
    )
    meanwhile = TranslatedFormField(
        label=_("What to do meanwhile"), long=True, required=False, max_length=2000, help_text=MEANWHILE_HELP
    )
    topics = forms.MultipleChoiceField(
        label=_("Whom it concerns"),
        choices=topic_choices,
        help_text=_("Everybody who subscribed to one of these is told."),
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )
    impact = forms.ChoiceField(label=_("Impact"), choices=Notice._meta.get_field("impact").choices, initial="minor")
    is_public = forms.BooleanField(
        label=_("Public"), required=False, initial=True, help_text=_("Shown on the status page to everybody.")
    )
    asks_ack = forms.BooleanField(
        label=_("Ask everybody to confirm that they have read it"),
        required=False,
        help_text=_("Each letter has a link for it. Who has not is reminded once."),
    )
    ack_due_at = MomentField(label=_("Confirm by"), required=False)
    starts_at = MomentField(label=_("Starts"), required=False)
    ends_at = MomentField(label=_("Ends"), required=False)
    late_reason = forms.CharField(
        label=_("Why it is told late"), max_length=300, required=False, help_text=_("Where it is. It is kept.")
    )
    field_order = ["kind", "topics", "starts_at", "ends_at", "title", "body", "meanwhile", "impact", "is_public"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "body", "meanwhile"):
            self.fields[name].help_text = self.fields[name].help_text or FIELDS_HELP


class NewNoticeForm(NoticeForm):
    about = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


class TemplateForm(BaseForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoticeKind.choices)
    name = forms.CharField(label=_("Name"), max_length=100)
    title = TranslatedFormField(label=_("Title"), max_length=200, help_text=FIELDS_HELP)
    body = TranslatedFormField(label=_("What people should know"), long=True)
    meanwhile = TranslatedFormField(label=_("What to do meanwhile"), long=True, required=False, max_length=2000)


class NewTemplateForm(TemplateForm):
    slug = forms.SlugField(label=_("Short name"), max_length=50)
    field_order = ["slug"]


class WordForm(BaseForm):
    """The last word of a notice."""

    body = TranslatedFormField(
        label=_("What people should know"),
        long=True,
        help_text=_("Plain words, no names of people."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for widget in self.fields["body"].widget.widgets:
            widget.attrs["rows"] = 4


class UpdateForm(WordForm):
    """The first or a further word."""

    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[pair for pair in NoticeUpdate.Stage.choices if pair[0] != NoticeUpdate.Stage.RESOLVED],
    )
    meanwhile = TranslatedFormField(
        label=_("What to do meanwhile"), long=True, required=False, max_length=2000, help_text=MEANWHILE_HELP
    )
    next_update_at = MomentField(
        label=_("Next word by"), required=False, help_text=_("Needed of a trouble: people wait for it.")
    )
    field_order = ["stage", "body", "meanwhile", "next_update_at"]


class PublishForm(UpdateForm):
    """The first word, now or at its time."""

    send_at = MomentField(
        label=_("Goes out"), required=False, help_text=_("Empty: at once. A moment ahead: then, without you.")
    )
    late_reason = forms.CharField(
        label=_("Why it is told late"), max_length=300, required=False, help_text=_("Where it is. It is kept.")
    )


class CorrectForm(BaseForm):
    """The right words in place of wrong ones."""

    title = TranslatedFormField(label=_("Title"), max_length=200)
    body = TranslatedFormField(label=_("The right words"), long=True)
    starts_at = MomentField(label=_("Starts"), required=False)
    ends_at = MomentField(label=_("Ends"), required=False)
    reason = forms.CharField(
        label=_("What was wrong"), max_length=300, help_text=_("Everybody who is told reads this sentence first.")
    )


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class EndpointForm(BaseForm):
    """A program's address. Whose it may be is the actor's to choose from."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=lambda: [(slug, one.label) for slug, one in sorted(channels.items(), reverse=True) if one.is_program],
        initial="webhook",
        help_text=_(
            "A webhook gets signed JSON. A chat room gets text: give the address of its incoming webhook "
            "(Slack, Teams, Mattermost, Matrix)."
        ),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("By which you know it, e.g. the program or room.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It begins with https:// and lies on the public internet. It is kept encrypted."),
    )
    organisation_id = forms.TypedChoiceField(label=_("Whose"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, organisations=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = [("", _("my own")), *((one.pk, one.name) for one in organisations)]


class EndpointEditForm(BaseForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    url = forms.CharField(
        label=_("Another address"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Leave it empty to keep the present one."),
    )


class SubscribeForm(BaseForm):
    topic = forms.ChoiceField(label=_("About what"), choices=topic_choices)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of notices"),
        choices=NoticeKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen means all kinds."),
    )
    channel = forms.ChoiceField(label=_("Channel"), initial="email")
    language = forms.ChoiceField(
        label=_("Language"), choices=[(language, LANGUAGE_LABELS[language]) for language in LANGUAGES]
    )

    def __init__(self, *args, endpoints=(), **kwargs) -> None:
        """``endpoints`` are the person's own programs: each is a choice of its own."""
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            people = [(slug, channel.label) for slug, channel in sorted(channels.items()) if not channel.is_program]
            own = [(one.channel_key, f"{one.get_channel_display()}: {one.name}") for one in endpoints]
            self.fields["channel"].choices = people + own

    def values(self) -> dict:
        """``channel`` and, of a program, its ``endpoint_id``."""
        values = super().values()
        if "channel" in values:
            values["channel"], _colon, number = values["channel"].partition(":")
            values["endpoint_id"] = int(number) if number else None
        return values


class OutsiderForm(SubscribeForm):
    """For people without an account: by e-mail, confirmed by a letter."""

    channel = None
    address = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    field_order = ["address", "topic", "kinds", "language"]


class AsOfField(forms.Field):
    """A day (as it ended, or now where it is today) or a moment on Tallinn's clock; gives an instant in UTC."""

    widget = forms.DateInput(attrs={"type": "date"})

    def to_python(self, value: str | None) -> datetime | None:
        if not value:
            return None
        try:
            day_only = date.fromisoformat(value) if len(value) == len("2026-01-01") else None
            moment = clock.parse_local(value)
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("Write the day as 2026-01-31.")) from None
        if not FIRST_YEAR <= clock.local(moment).year <= clock.today().year or moment > clock.now():
            raise forms.ValidationError(_("Choose a day that has come."))
        return end_of(day_only) if day_only else moment


def end_of(day: date) -> datetime:
    """The day's last instant, or now where it has not ended."""
    return min(clock.end_of(day), clock.now())


class ReadingForm(forms.Form):
    """Which year, and as of when. Without either: now."""

    year = forms.IntegerField(label=_("Year"), required=False, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    as_of = AsOfField(label=_("As of"), required=False, help_text=_("Empty: now, or the end of a year that is over."))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "T" in str(self.data.get("as_of", "")):  # a moment was asked for: the field shows it
            self.fields["as_of"].widget.attrs["type"] = "datetime-local"

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year is not None and not FIRST_YEAR <= year <= clock.today().year:
            raise forms.ValidationError(_("Choose a year that has begun."))
        return year

    def clean(self) -> dict:
        year, moment = self.cleaned_data.get("year"), self.cleaned_data.get("as_of")
        if year and moment and clock.local(moment).year != year:
            self.add_error("as_of", _("The day must lie in the year."))
        return self.cleaned_data

    @property
    def instant(self) -> datetime:
        """The instant of the reading; now where nothing, or nothing that can be read, was asked for."""
        if not self.is_bound or not self.is_valid():
            return clock.now()
        year, moment = self.cleaned_data.get("year"), self.cleaned_data.get("as_of")
        return moment or (end_of(date(year, 12, 31)) if year else clock.now())
