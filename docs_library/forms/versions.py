"""What people type about a version."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.forms import ActorForm
from core.actor import AGENCY_ROLES
from core.forms import BaseForm
from docs_library.models import Annex, Audience, Version
from docs_library.rules.restriction import BASES
from notifications.forms import MomentField
from partners.forms.fields import DayField

NO_NARROWER = [("", _("as the document"))]


class VersionForm(BaseForm):
    label = forms.CharField(label=_("Name of the version"), max_length=40, help_text=_("For instance 2.1 or 2026.9"))
    change_note = forms.CharField(
        label=_("What changed"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In plain words, for those who use it. Needed from the second version on."),
    )
    is_material = forms.BooleanField(
        label=_("A material change"),
        required=False,
        help_text=_("Somebody has to do something differently. It is approved by somebody else than its author."),
    )
    audience = forms.ChoiceField(
        label=_("For a narrower circle"), choices=NO_NARROWER + Audience.choices, required=False
    )
    in_force_until = DayField(label=_("In force until"), required=False, help_text=_("Empty: until the next version"))

    @classmethod
    def initial_of(cls, version: Version) -> dict:
        return {name: getattr(version, name) for name in cls.base_fields if name != "submission"}


class ChangeVersionForm(VersionForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    @classmethod
    def initial_of(cls, version: Version) -> dict:
        return {**VersionForm.initial_of(version), "seen": version.facts_mark}


class NewVersionForm(VersionForm):
    is_empty = forms.BooleanField(
        label=_("Begin empty"), required=False, help_text=_("Otherwise with the texts and annexes that are in force")
    )


class TextForm(BaseForm):
    body = forms.CharField(
        label=_("Text"),
        max_length=400_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("Markdown: # heading, **bold**, - list, | table |. Pictures by the names of annexes."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)


def _file_field(accepted) -> forms.FileField:
    told = {"limit": filesizeformat(settings.UPLOAD_LIMIT)}
    return forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the service has the sentence
        help_text=_("Up to %(limit)s") % told,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in sorted(accepted))} if accepted else {}),
    )


class FileForm(BaseForm):
    """A file as the text; ``extensions`` are those that the document's type takes."""

    def __init__(self, *args, extensions=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = _file_field(extensions)


class TextFileForm(FileForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)


class AnnexForm(FileForm):
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: as the file is called")
    )


class ScheduleForm(BaseForm):
    at = MomentField(label=_("Comes into force"))


class RestrictForm(BaseForm):
    annex = forms.ModelChoiceField(
        Annex.objects.none(), label=_("What is restricted"), required=False, empty_label=_("the whole version")
    )
    basis = forms.ChoiceField(
        label=_("Basis"),
        choices=[(each.code, f"{each.law}: {each.about}") for each in BASES],
        widget=forms.RadioSelect,
    )
    until_on = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Five years at most (personal data 75). Empty only for drafts: until the approval."),
    )
    holder = forms.CharField(
        label=_("Holder of the information"), max_length=200, required=False, help_text=_("Empty: our agency")
    )

    def __init__(self, *args, annexes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["annex"].queryset = annexes


class ExtendForm(BaseForm):
    until_on = DayField(label=_("Valid until"))
    because = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SendForm(ActorForm):
    choices_of = {"organisation": Organisation}
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), required=False)
    user = forms.ModelChoiceField(User.objects.none(), label=_("or a person of the agency"), required=False)

    def __init__(self, *args, actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["user"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)


class ShareForm(BaseForm):
    whom = forms.CharField(label=_("For whom"), max_length=200)
    until_on = DayField(label=_("Opens until"), help_text=_("90 days at most"))
