"""What people type about contacts, teams and contracts."""

from __future__ import annotations

import re

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.forms import SLUG_HELP, ActorForm
from components.models import Component, System
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.forms import BaseForm
from partners.models import Contract, ContractDecision, ContractParty, Interaction, ResolverGroup
from partners.rules import register
from partners.types import MeetingItem


class DayField(forms.DateField):
    """A calendar day, typed or picked."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


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


SPAN_HELP = _("Days or months: 60d or 3m")


def _span(label, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=5, required=False, help_text=SPAN_HELP, **kwargs)


def _several(model, label, **kwargs) -> forms.ModelMultipleChoiceField:
    kwargs.setdefault("required", False)
    return forms.ModelMultipleChoiceField(
        model.objects.none(), label=label, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class LinesField(forms.CharField):
    """One text a line; gives a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        return [line.strip()[:200] for line in super().clean(value).splitlines() if line.strip()][:100]


class DaysField(forms.CharField):
    """Numbers of days with commas or spaces between; gives a list."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=60, **kwargs)

    def clean(self, value):
        parts = super().clean(value).replace(",", " ").replace(";", " ").split()
        if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
            raise forms.ValidationError(_("Give numbers of days: 180, 90, 30"), code="invalid")
        return [int(part) for part in parts]


class ContractForm(ActorForm):
    choices_of = {"organisations": Organisation, "components": Component, "systems": System, "parent": Contract}
    kind = forms.ChoiceField(label=_("Kind"), choices=Contract.Kind.choices)
    title = forms.CharField(label=_("What it is about"), max_length=200)
    reference = forms.CharField(label=_("Reference in the document register"), max_length=60)
    register_url = forms.CharField(label=_("Address in the document register"), max_length=200, required=False)
    organisations = _several(Organisation, _("Parties"), required=True)
    our_part = forms.ChoiceField(label=_("Our part"), choices=Contract.OurPart.choices)
    parent = forms.ModelChoiceField(Contract.objects.none(), label=_("Stands under"), required=False)
    components = _several(Component, _("Components in its scope"))
    systems = _several(System, _("Systems in its scope"))
    operations = LinesField(
        label=_("Services in its scope"), required=False, help_text=_("One a line, for instance the X-tee service code")
    )
    starts_on = DayField(label=_("Starts"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: open-ended"))
    mode = forms.ChoiceField(label=_("Renewal"), choices=Contract.Mode.choices)
    period = _span(_("Renewed for"))
    notice = _span(_("Notice before the end"))
    change_notice = _span(_("Notice before a change"))
    leads = DaysField(label=_("Reminders, days before the end"), required=False)
    amount = forms.DecimalField(
        label=_("Amount without VAT, €"), max_digits=14, decimal_places=2, min_value=0.01, required=False
    )
    review_on = DayField(label=_("First yearly review"), required=False)
    service_hours = forms.CharField(label=_("Service hours"), max_length=120, required=False)
    reaction = forms.CharField(label=_("Agreed times of reaction"), max_length=300, required=False)
    restriction_basis = forms.CharField(
        label=_("Basis of the restriction"),
        max_length=120,
        required=False,
        help_text=_("For instance AvTS § 35 lg 1 p 9"),
    )
    restricted_from = DayField(label=_("Restricted from"), required=False)
    restricted_until = DayField(label=_("Restricted until"), required=False)
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @classmethod
    def initial_of(cls, contract: Contract) -> dict:
        """What a form about this contract begins with."""
        values = {name: getattr(contract, name) for name in cls.base_fields if name != "submission"}
        many = {name: getattr(contract, name).all() for name in ("organisations", "components", "systems")}
        lists = {"operations": "\n".join(contract.operations), "leads": ", ".join(map(str, contract.leads))}
        return {**values, **many, **lists}


class NewContractForm(ContractForm):
    slug = forms.SlugField(label=_("Short name"), max_length=50, help_text=SLUG_HELP)
    field_order = ["slug"]


class UseForm(ActorForm):
    used = forms.DecimalField(label=_("Used by now, € without VAT"), max_digits=14, decimal_places=2)
    on = DayField(label=_("As of the end of"), initial=clock.today)


class DecisionForm(ActorForm):
    verdict = forms.ChoiceField(label=_("Decision"), choices=ContractDecision.Verdict.choices, widget=forms.RadioSelect)
    until_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Of the renewed contract, or the day on which one that goes on by itself stops"),
    )
    text = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class SignerForm(ActorForm):
    signed_by = forms.CharField(label=_("Represented by"), max_length=200, required=False)
    basis = forms.ChoiceField(label=_("Basis"), choices=[("", "–"), *ContractParty.Basis.choices], required=False)


def _people(**kwargs) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(User.objects.none(), label=_("Responsible"), **kwargs)


class InteractionForm(ActorForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Interaction.Kind.choices)
    held_on = DayField(label=_("Day"), initial=clock.today)
    people = forms.CharField(label=_("Who took part"), max_length=500, required=False)
    agreed = forms.CharField(label=_("What was agreed"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))


class FollowUpForm(ActorForm):
    text = forms.CharField(label=_("What is to be done"), max_length=500)
    due_on = DayField(label=_("Due"))
    responsible = _people()

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["responsible"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)


class NewInteractionForm(InteractionForm):
    """An interaction with its first follow-up; the others are added on the organisation's page."""

    text = forms.CharField(
        label=_("What is to be done"), max_length=500, required=False, help_text=_("Empty where nothing follows")
    )
    due_on = DayField(label=_("Due"), required=False)
    responsible = _people(required=False)

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


class RegisterForm(BaseForm):
    """The document register's list, as a file or pasted; ``values()["text"]`` is what is compared."""

    file = forms.FileField(label=_("File (CSV)"), required=False)
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=register.MAX_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Columns: reference and last day (viit;lõpp), dates as 31.12.2026 or 2026-12-31"),
    )

    def clean_file(self):
        """The file's text, or None."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if file.size > register.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            return register.text_of(file.read())
        except ValueError as error:
            raise forms.ValidationError(_("This is not a text file. Save it as CSV.")) from error

    def clean(self):
        given = super().clean()
        given["text"] = given.get("file") or given.get("text") or ""
        if not given["text"].strip() and not self.errors:
            self.add_error("text", _("Choose a file or paste the list."))
        return given


ABOUT = re.compile(r"decision-([a-z]+:[\w-]{1,60})")


class MeetingForm(ActorForm):
    """A meeting and, for each line of its plan, what was decided and by when; one person answers for all of it."""

    held_on = DayField(label=_("Day"), initial=clock.today)
    people = forms.CharField(label=_("Who took part"), max_length=500, required=False)
    agreed = forms.CharField(label=_("What was agreed"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))
    responsible = _people()

    def __init__(self, data=None, *, actor: Actor, plan: list[tuple[str, list[MeetingItem]]]) -> None:
        super().__init__(data, actor=actor)
        self.fields["responsible"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)
        self.fields["responsible"].initial = actor.responsible_id
        self.plan = [*plan, *self._gone(data or {}, plan)]
        for _label, items in self.plan:
            for item in items:
                self.fields[f"decision-{item.about}"] = forms.CharField(
                    label=_("Decision"), max_length=500, required=False
                )
                self.fields[f"due-{item.about}"] = DayField(label=_("Due"), required=False)

    @staticmethod
    def _gone(data, plan) -> list[tuple[str, list[MeetingItem]]]:
        """What was typed about a line that has closed since the page was opened stays."""
        known = {item.about for _label, items in plan for item in items}
        typed = [found[1] for name in data if (found := ABOUT.fullmatch(name)) and data[name].strip()]
        items = [MeetingItem(about, about.partition(":")[2]) for about in typed if about not in known]
        return [(str(_("Not open any more")), items)] if items else []

    def lines(self) -> list[tuple[str, list[tuple]]]:
        """(label, [(item, decision's field, day's field)])."""
        return [
            (label, [(item, self[f"decision-{item.about}"], self[f"due-{item.about}"]) for item in items])
            for label, items in self.plan
        ]

    def _abouts(self) -> list[str]:
        return [item.about for _label, items in self.plan for item in items]

    def clean(self):
        given = super().clean()
        for about in self._abouts():
            text, due = f"decision-{about}", f"due-{about}"
            if given.get(text) and not given.get(due) and due not in self.errors:
                self.add_error(due, _("Say by when."))
            if given.get(due) and not given.get(text):
                self.add_error(text, _("Say what is to be done."))
        return given

    def values(self) -> dict:
        given = self.cleaned_data
        decided = [
            {
                "text": given[f"decision-{about}"],
                "due_on": given[f"due-{about}"],
                "responsible": given["responsible"],
                "about": about,
            }
            for about in self._abouts()
            if given[f"decision-{about}"]
        ]
        return {**{name: given[name] for name in ("held_on", "people", "agreed")}, "follow_ups": decided}
