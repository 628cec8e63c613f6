"""What people type about contacts and teams."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core import clock
from core.actor import Actor
from core.forms import BaseForm
from partners.forms.fields import DayField
from partners.models import ResolverGroup


class ContactForm(BaseForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    role = forms.CharField(
        label=_("Role"), max_length=150, help_text=_("As the division of competence says it, where it does")
    )
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("E-mail or phone must be given"))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    valid_from = DayField(label=_("Valid from"), initial=clock.today)
    valid_until = DayField(label=_("Valid until"), required=False, help_text=_("Empty: until further notice"))


class ExpectationForm(BaseForm):
    """What is asked of an organisation; one role on a line."""

    roles = forms.CharField(
        label=_("Required contact roles"),
        required=False,
        max_length=3200,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on a line, as in its contacts. A role that nobody holds is counted as not verified."),
    )
    is_key = forms.BooleanField(
        label=_("Key partner"), required=False, help_text=_("To be met or written to in every quarter")
    )

    def values(self) -> dict:
        found = super().values()
        return {**found, "roles": found["roles"].splitlines()}


class AnswerForm(BaseForm):
    """A contact's own answer to the yearly letter."""

    holds = forms.ChoiceField(
        label=_("Does it still hold?"),
        choices=[("yes", _("Yes, all of it")), ("no", _("No, something is different"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What is different"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For instance who answers now, and how to reach them"),
    )


class EndForm(BaseForm):
    on = DayField(label=_("Last day"), initial=clock.today)


class GroupForm(BaseForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        required=False,
        help_text=_("Empty where it is chosen when a case is forwarded"),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=ResolverGroup.Channel.choices)
    email = forms.EmailField(label=_("E-mail"), required=False)
    contact_role = forms.CharField(
        label=_("Contact role"),
        max_length=200,
        required=False,
        help_text=_("Without an e-mail: the organisation's contact in this role is written to"),
    )
    via = forms.ModelChoiceField(ResolverGroup.objects.none(), label=_("Reached only through"), required=False)
    hours = forms.CharField(label=_("Hours"), max_length=120, required=False)
    their_reference_form = forms.CharField(label=_("Form of their ticket number"), max_length=60, required=False)

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(actor).live()
        self.fields["via"].queryset = ResolverGroup.objects.visible_to(actor).live()
