"""Forms of cases, handovers and the public report: they parse input and nothing else."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.models import Component, System
from core.actor import Actor
from core.errors import DomainError
from core.forms import BaseForm, TranslatedFormField
from core.models import Audience, Environment
from docs_library.lifecycle import IN_FORCE
from docs_library.models import Document
from incidents.models import FaultClass, Feedback, Incident, Priority
from incidents.rules.symptoms import SYMPTOMS
from incidents.selectors.cases import may_accept_risk, may_be_responsible
from monitoring.models import Check
from notifications.models import NoticeUpdate
from partners.models import ResolverGroup

SYMPTOM_WORDS = {
    "cannot_sign_in": _("I cannot sign in"),
    "thrown_out": _("I am thrown out in the middle of work"),
    "not_opening": _("The page does not open at all"),
    "slow": _("It works, but very slowly"),
    "data_missing": _("Data from another register do not come"),
    "looks_wrong": _("The page looks wrong or a button does not work"),
    "hard_to_use": _("I cannot use it by keyboard, screen reader or in large print"),
    "no_access": _("I do not have the rights that I need"),
    "content_question": _("I have a question about my benefit, application or decision"),
    "other": _("Something else"),
}


class ActorForm(BaseForm):
    """A form whose choices are the actor's to see."""

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for name, model in getattr(self, "choices_of", {}).items():
            self.fields[name].queryset = model.objects.visible_to(actor).live()


class RegisterForm(ActorForm):
    """A case registered by staff."""

    choices_of = {"component": Component, "system": System, "fault_class": FaultClass}
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("Short: what the person saw"))
    component = forms.ModelChoiceField(Component.objects.none(), label=_("Component"))
    system = forms.ModelChoiceField(System.objects.none(), label=_("System"), required=False)
    fault_class = forms.ModelChoiceField(FaultClass.objects.none(), label=_("Fault class"))
    environment = forms.ChoiceField(label=_("Environment"), choices=Environment.choices, initial="production")
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int, initial=3)
    description = forms.CharField(
        label=_("Description"),
        widget=forms.Textarea,
        required=False,
        max_length=8000,
        help_text=_("Without personal data. Personal codes are removed before storing."),
    )


class TriageForm(ActorForm):
    choices_of = {"component": Component, "system": System, "fault_class": FaultClass}
    title = forms.CharField(label=_("Title"), max_length=200)
    component = forms.ModelChoiceField(Component.objects.none(), label=_("Component"))
    system = forms.ModelChoiceField(System.objects.none(), label=_("System"), required=False)
    fault_class = forms.ModelChoiceField(FaultClass.objects.none(), label=_("Fault class"))
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)
    text = forms.CharField(label=_("Why so"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000)


class NoteForm(BaseForm):
    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=8000)
    audience = forms.ChoiceField(
        label=_("Who may read it"), choices=[c for c in Audience.choices if c[0] != "public"], initial="internal"
    )


class ReasonForm(BaseForm):
    """One text that says why (reject, reopen, revoke)."""

    text = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class ResolveForm(BaseForm):
    cure_text = forms.CharField(
        label=_("What helped"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
        help_text=_("Shown when the same fault comes again."),
    )


class DuplicateForm(BaseForm):
    ref = forms.CharField(label=_("Which case is it a duplicate of"), max_length=16, help_text="INC-2026-00142")


class AssignForm(BaseForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Responsible"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = may_be_responsible()


class CloseForm(ActorForm):
    """The cause, and where the case asks for one, the guard."""

    choices_of = {"guard_check": Check, "guard_document": Document}
    cause_class = forms.ChoiceField(label=_("Cause class"), choices=[("", "–"), *Incident.Cause.choices])
    cause_text = forms.CharField(label=_("Cause"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    cure_text = forms.CharField(label=_("What helped"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    guard = forms.ChoiceField(
        label=_("What keeps it from coming back?"),
        choices=Incident.Guard.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    guard_check = forms.ModelChoiceField(Check.objects.none(), label=_("The check"), required=False)
    guard_document = forms.ModelChoiceField(Document.objects.none(), label=_("The document"), required=False)
    guard_text = forms.CharField(
        label=_("How it was proven, or why the risk is accepted"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    guard_approver = forms.ModelChoiceField(User.objects.none(), label=_("Who accepted the risk"), required=False)
    guard_until = forms.DateField(
        label=_("Accepted until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    puts_in_doubt = forms.BooleanField(
        label=_("What is written about the component may be out of date"),
        required=False,
        help_text=_("Those who answer for the documents about it are told."),
    )

    def __init__(self, *args, asks_guard: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        documents = self.fields["guard_document"]
        documents.queryset = documents.queryset.filter(versions__state=IN_FORCE)
        self.fields["guard_approver"].queryset = may_accept_risk()
        if not asks_guard:
            for name in [name for name in self.fields if name.startswith("guard")]:
                del self.fields[name]


class ForwardForm(ActorForm):
    """To whom, with the evidence that the rule says they ask for first."""

    choices_of = {"group": ResolverGroup, "organisation": Organisation}
    group = forms.ModelChoiceField(ResolverGroup.objects.none(), label=_("Who solves"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        required=False,
        help_text=_("Only where the party is named by its part, such as the owner of a data service."),
    )
    message = forms.CharField(
        label=_("Message to them"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=8000
    )

    def __init__(self, *args, evidence: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.names = evidence
        for number, name in enumerate(evidence):
            self.fields[f"evidence_{number}"] = forms.CharField(
                label=name[:1].upper() + name[1:],
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=self.initial.get(f"evidence_{number}"),
            )
        self.order_fields(["group", "organisation", *(f"evidence_{n}" for n in range(len(evidence))), "message"])

    def refuse(self, error: DomainError) -> None:
        """A refusal about the evidence stands at every piece that is missing."""
        missing = [f"evidence_{n}" for n in range(len(self.names)) if not self.cleaned_data.get(f"evidence_{n}")]
        for field in missing if error.field == "evidence" else ():
            self.add_error(field, _("Write “not known” where it is not known."))
        super().refuse(error)

    def evidence(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"evidence_{number}", "") for number, name in enumerate(self.names)}


class WordForm(BaseForm):
    """The public word of a case: what happened, what to do meanwhile, when the next word comes."""

    title = TranslatedFormField(label=_("Title"), max_length=200)
    body = TranslatedFormField(
        label=_("What is known"),
        long=True,
        help_text=_("Plain words. Estonian and English are required."),
    )
    meanwhile = TranslatedFormField(
        label=_("What to do meanwhile"),
        long=True,
        required=False,
        max_length=2000,
        help_text=_("Needed, unless this is the last word. If people can do nothing, say that."),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=NoticeUpdate.Stage.choices)
    next_update_at = forms.DateTimeField(
        label=_("Next word by"),
        required=False,
        help_text=_("Needed, unless this is the last word."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"],
    )


class PasteForm(BaseForm):
    """A reply that came by plain mail or in their ticket system."""

    meaning = forms.ChoiceField(
        label=_("What it means"),
        choices=[
            ("accept", _("they accept it")),
            ("answer", _("words on how it goes")),
            ("ask", _("they ask something")),
            ("fix", _("they say it is mended")),
            ("refuse", _("they refuse it")),
        ],
    )
    their_reference = forms.CharField(label=_("Their ticket number"), max_length=60, required=False)
    text = forms.CharField(
        label=_("Their words"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20000
    )
    is_misroute = forms.BooleanField(label=_("They refuse, because it is not theirs to solve"), required=False)


class PartyForm(BaseForm):
    """The party's own answer on the handover page."""

    text = forms.CharField(
        label=_("Your words"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20000
    )
    their_reference = forms.CharField(label=_("Your ticket number"), max_length=60, required=False)
    is_misroute = forms.BooleanField(label=_("It is not ours to solve"), required=False)


class CodeForm(BaseForm):
    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ReportForm(BaseForm):
    """Anybody's fault report, by symptom. ``website`` is a trap that people do not see."""

    system = forms.ModelChoiceField(
        System.objects.none(), label=_("Which system is it about?"), required=False, empty_label=_("I do not know")
    )
    symptom = forms.ChoiceField(
        label=_("What happens?"),
        widget=forms.RadioSelect,
        choices=[(symptom.slug, SYMPTOM_WORDS[symptom.slug]) for symptom in SYMPTOMS],
    )
    text = forms.CharField(
        label=_("Tell it in your own words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("Please leave out personal codes and other people's data."),
    )
    since = forms.CharField(label=_("Since when?"), max_length=100, required=False, help_text=_("e.g. today from 9"))
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, required=False, help_text=_("Only for telling you how it goes.")
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args, systems, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = systems


class JoinForm(BaseForm):
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, required=False, help_text=_("Only for telling you how it goes.")
    )


class FeedbackForm(BaseForm):
    answer = forms.ChoiceField(
        label=_("Are you content with how it was solved?"), choices=Feedback.Answer.choices, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("What could be better"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
