"""A case's page and the acts on it. A button exists exactly when the lifecycle and the role allow it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import surface
from core.errors import Invalid, NotAllowed
from core.fields import Translated
from core.views import ActionView, DetailPage, FormPage, not_modified_or
from docs_library.models import Document
from incidents import forms
from incidents.access import INCIDENTS, may_read
from incidents.lifecycle import HANDOVER, INCIDENT
from incidents.models import HANDOVER_LABELS, STATE_LABELS, Incident
from incidents.selectors import competence
from incidents.selectors.cases import earlier_likes, timeline
from incidents.services import cases, words
from notifications.models import Notice
from notifications.selectors import suggested_next_word, told_counts, usual_meanwhile, who_would_be_told
from notifications.services import retyped

PERMISSIONS = {
    "triage": "work",
    "take": "work",
    "assign": "work",
    "resolve": "work",
    "reopen": "work",
    "reject": "work",
    "mark_duplicate": "work",
    "forward": "forward",
    "close": "close",
    "note": "note",
    "no_word": "inform",
}
RELATED = (
    "component",
    "root",
    "system",
    "fault_class",
    "assignee",
    "recurrence_of",
    "duplicate_of",
    "parent",
    "guard_check",
    "guard_approver",
)


def allowed_actions(incident: Incident, actor) -> set[str]:
    """What this actor may do with the case in its state."""
    possible = set(INCIDENT.actions_from(incident.state))
    if incident.handovers.open().exists():
        possible.discard("forward")
    return {name for name in possible if name in PERMISSIONS and INCIDENTS.may(actor, PERMISSIONS[name])}


def is_being_told(notice: Notice | None) -> bool:
    """Something was said and the last word is still missing."""
    return notice is not None and notice.state == "published"


class CaseMixin:
    """Pages of one case, by its reference in the address."""

    lookup = "ref"

    def get_queryset(self):
        if not may_read(self.actor):
            raise NotAllowed()
        return self.rows(Incident).select_related(*RELATED)

    @property
    def incident(self) -> Incident:
        return self.object

    @property
    def url(self) -> str:
        return reverse("incident_detail", args=[self.incident.ref])


class Case(CaseMixin, DetailPage):
    """Everything about one case; its upper part refreshes itself (304 when nothing changed)."""

    template_name = "incidents/case.html"
    fragment_name = "incidents/_case.html"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if request.htmx:
            return not_modified_or(request, render(request, self.fragment_name, self.get_context()))
        return self.show()

    def get_context(self) -> dict[str, Any]:
        incident, actor = self.incident, self.actor
        handovers = list(incident.handovers.visible_to(actor).select_related("resolver_group", "via", "sent_by"))
        for handover in handovers:
            handover.state_label = HANDOVER_LABELS[handover.state]
            handover.actions = HANDOVER.actions_from(handover.state)
        notice = words.notice_of(incident)
        return {
            "incident": incident,
            "parent": self.seen(incident.parent),
            "duplicate_of": self.seen(incident.duplicate_of),
            "state_label": STATE_LABELS[incident.state],
            "actions": allowed_actions(incident, actor),
            "entries": timeline(incident, actor),
            "handovers": handovers,
            "suggestion": competence.suggest(incident) if incident.is_open and actor.is_agency else None,
            "hole": competence.hole_for(incident) if incident.is_open and actor.is_agency else None,
            "earlier": earlier_likes(incident) if actor.is_agency else [],
            "guard_document": self.seen_document(),
            "children": incident.children.visible_to(actor).select_related("component"),
            "reports": incident.reports.visible_to(actor).select_related("feedback").order_by("-pk")[:20],
            "signals": incident.signals.visible_to(actor).select_related("check_definition", "component")[:20],
            "notice": notice,
            "told": told_counts(words.about(incident)) if actor.is_agency else None,
            "no_word": words.why_nobody_is_told(incident) if actor.is_agency and notice is None else None,
            "may_inform": INCIDENTS.may(actor, "inform") and (incident.is_open or is_being_told(notice)),
            "may_say_no_word": notice is None and "no_word" in allowed_actions(incident, actor),
            "may_forward": INCIDENTS.may(actor, "forward"),
            "note_form": forms.NoteForm(),
            "assign_form": forms.AssignForm() if "assign" in allowed_actions(incident, actor) else None,
            "panels": surface.panels("incident", actor, incident, self.request),
        }

    def seen_document(self) -> Document | None:
        """The document that guards the case, where this person may see it."""
        key = self.incident.guard_document_id
        return self.rows(Document).live().filter(pk=key).first() if key else None

    def seen(self, other: Incident | None) -> Incident | None:
        """Another case that this one points to, where the actor may see it."""
        return other if other and self.rows(Incident).filter(pk=other.pk).exists() else None


class Take(CaseMixin, DetailPage, ActionView):
    permission = (INCIDENTS, "work")
    success_message = gettext_lazy("The case is yours.")

    def act(self) -> str:
        cases.take(self.incident, by=self.actor)
        return self.url


class Assign(CaseMixin, DetailPage, ActionView):
    permission = (INCIDENTS, "work")

    def act(self) -> str:
        form = forms.AssignForm(self.request.POST)
        if not form.is_valid():
            raise Invalid(_("Choose who is responsible."))
        cases.assign(self.incident, to=form.cleaned_data["to"], by=self.actor)
        return self.url


class CaseForm(CaseMixin, DetailPage, FormPage):
    """Base of the case's forms: heading, verb, and back to the case."""

    template_name = "incidents/act.html"
    heading = ""
    verb = ""
    intro = ""

    def get_context(self) -> dict[str, Any]:
        return {
            "incident": self.incident,
            "heading": f"{self.incident.ref}: {self.heading}",
            "verb": self.verb,
            "back": self.url,
            "intro": self.intro,
            "draft": f"{self.incident.ref}-{type(self).__name__}",
        }


class Note(CaseForm):
    permission = (INCIDENTS, "note")
    form_class = forms.NoteForm
    heading, verb = gettext_lazy("note"), gettext_lazy("Add the note")

    def save(self, form) -> str:
        cases.note(self.incident, by=self.actor, **form.values())
        return self.url


class Triage(CaseForm):
    permission = (INCIDENTS, "work")
    heading, verb = gettext_lazy("assessment"), gettext_lazy("Save the assessment")
    success_message = gettext_lazy("The assessment is saved.")

    def get_form(self, data=None):
        case = self.incident
        names = ("title", "component", "system", "fault_class", "priority")
        return forms.TriageForm(data, actor=self.actor, initial={name: getattr(case, name) for name in names})

    def save(self, form) -> str:
        values = form.values()
        if values["component"] == self.incident.component:
            values["component"] = None
        cases.triage(self.incident, by=self.actor, **values)
        return self.url


class Resolve(CaseForm):
    permission = (INCIDENTS, "work")
    form_class = forms.ResolveForm
    heading, verb = gettext_lazy("resolve"), gettext_lazy("It works again: resolve")
    intro = gettext_lazy("Resolved means that it works again for people. Closing asks for the cause later.")
    success_message = gettext_lazy("The case is resolved. Everyone concerned is told.")

    def save(self, form) -> str:
        cases.resolve(self.incident, by=self.actor, **form.values())
        return self.url


class Close(CaseForm):
    permission = (INCIDENTS, "close")
    template_name = "incidents/close.html"
    heading, verb = gettext_lazy("close"), gettext_lazy("Close the case")
    success_message = gettext_lazy("The case is closed.")

    def get_form(self, data=None):
        case = self.incident
        names = ("cause_class", "cause_text", "cure_text", "guard", "guard_text", "guard_until")
        initial = {name: getattr(case, name) for name in names}
        return forms.CloseForm(data, actor=self.actor, asks_guard=cases.needs_guard(case), initial=initial)

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "earlier": earlier_likes(self.incident)}

    def save(self, form) -> str:
        cases.close(self.incident, by=self.actor, **form.values())
        return self.url


class Reject(CaseForm):
    permission = (INCIDENTS, "work")
    form_class = forms.ReasonForm
    heading, verb = gettext_lazy("reject"), gettext_lazy("Reject")
    intro = gettext_lazy("Not a fault, or not ours. The reporter reads the reason.")

    def save(self, form) -> str:
        cases.reject(self.incident, by=self.actor, **form.values())
        return self.url


class Reopen(CaseForm):
    permission = (INCIDENTS, "work")
    form_class = forms.ReasonForm
    heading, verb = gettext_lazy("open again"), gettext_lazy("Open again")

    def save(self, form) -> str:
        cases.reopen(self.incident, by=self.actor, **form.values())
        return self.url


class Duplicate(CaseForm):
    permission = (INCIDENTS, "work")
    form_class = forms.DuplicateForm
    heading, verb = gettext_lazy("duplicate"), gettext_lazy("Mark as duplicate")

    def save(self, form) -> str:
        of = self.rows(Incident).filter(ref=form.cleaned_data["ref"].strip().upper()).first()
        if of is None:
            raise Invalid(_("There is no such case."), field="ref")
        cases.mark_duplicate(self.incident, of=of, by=self.actor)
        return self.url


class Word(CaseForm):
    """The public word: Estonian and English, told to everyone whose contract or subscription touches it."""

    permission = (INCIDENTS, "inform")
    template_name = "incidents/word.html"
    form_class = forms.WordForm
    heading, verb = gettext_lazy("public word"), gettext_lazy("Publish and tell")
    success_message = gettext_lazy("Published. The letters are on their way.")

    def get_initial(self):
        notice = words.notice_of(self.incident)
        if notice and notice.state == "published":
            said = {"title": notice.title, "meanwhile": retyped(notice.meanwhile)}
            return {**said, "stage": "identified", "next_update_at": suggested_next_word()}
        component = self.incident.root or self.incident.component
        name, what = dict(component.name), {"et": "häire", "en": "trouble", "ru": "сбой"}
        return {
            "title": Translated({lang: f"{name.get(lang) or name.get('et')}: {word}" for lang, word in what.items()}),
            "meanwhile": usual_meanwhile("problem"),
            "stage": "investigating",
            "next_update_at": suggested_next_word(),
        }

    def get_context(self) -> dict[str, Any]:
        told = who_would_be_told(words.topics_of(self.incident), "problem")
        return {**super().get_context(), "told_count": len(told), "notice": words.notice_of(self.incident)}

    def save(self, form) -> str:
        words.public_word(self.incident, by=self.actor, **form.values())
        return self.url


class NoWord(CaseForm):
    """Nobody is told, because …"""

    permission = (INCIDENTS, "inform")
    form_class = forms.ReasonForm
    heading, verb = gettext_lazy("nobody is told"), gettext_lazy("Keep the reason")
    intro = gettext_lazy(
        "Why nobody is told of this case. The agency reads the reason; the first word is then not counted as missed."
    )
    success_message = gettext_lazy("The reason was kept. People can be told after all.")

    def save(self, form) -> str:
        words.tell_nobody(self.incident, by=self.actor, **form.values())
        return self.url
