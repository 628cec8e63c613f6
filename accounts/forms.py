"""What people type into accounts' forms."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import ROLE_LABELS, Organisation, User
from accounts.selectors import may_be_absent, may_substitute, token_scopes
from core import clock
from core.actor import Actor
from core.forms import BaseForm


def day(label: str, **kwargs) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ActorForm(BaseForm):
    """A form whose choices depend on who is asking."""

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices by ``self.actor``."""


class InvitationForm(ActorForm):
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_LABELS.items()))
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def prepare(self) -> None:
        self.fields["organisation"].queryset = Organisation.objects.visible_to(self.actor).live()


class AcceptForm(BaseForm):
    """A new person's first form; one who has an account already only confirms."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. A sentence that you remember is better than a short riddle."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ConfirmForm(BaseForm):
    """Nothing to fill in."""


class SubstitutionForm(ActorForm):
    absent = forms.ModelChoiceField(label=_("Who is away"), queryset=User.objects.none())
    substitute = forms.ModelChoiceField(label=_("Who stands in"), queryset=User.objects.none())
    from_on = day(_("From"), initial=clock.today)
    until_on = day(_("Until (this day included)"))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For example: annual leave."))

    def prepare(self) -> None:
        self.fields["absent"].queryset = may_be_absent(self.actor)
        self.fields["substitute"].queryset = may_substitute()


class TokenForm(BaseForm):
    name = forms.CharField(label=_("What uses it"), max_length=100)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=366, initial=90)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        choices=token_scopes,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: everything that you may. Else only this; without a “read” it reads nothing."),
    )


class ProfileForm(BaseForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    title = forms.CharField(label=_("Position"), required=False, max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class MembershipForm(ActorForm):
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_LABELS.items()))
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    valid_from = day(_("Valid from"), initial=clock.today)
    valid_until = day(_("Valid until"), required=False, help_text=_("Empty: until further notice."))

    def prepare(self) -> None:
        self.fields["organisation"].queryset = Organisation.objects.visible_to(self.actor).live()


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class SaveFilterForm(BaseForm):
    page = forms.CharField(max_length=60)
    name = forms.CharField(label=_("Name of the filter"), max_length=60)
    query = forms.CharField(required=False, max_length=2000)
