"""Forwarding a case, and what our own people do with a handover."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.views import DetailPage, FormPage, Page
from incidents import forms
from incidents.access import INCIDENTS
from incidents.models import HANDOVER_LABELS, CompetenceHole, Handover
from incidents.selectors import competence
from incidents.services import handovers
from incidents.views.case import CaseForm

GIVEN = {  # what the case itself knows of the evidence that rules ask for
    "aeg": lambda case: f"{clock.local(case.opened_at):%d.%m.%Y %H.%M}",
    "discovery ja jwks kontrolli tulemus": lambda case: case.got,
    "tervisekontrolli tekst": lambda case: case.got,
}


class Forward(CaseForm):
    """Suggested by the division of competence; another party can be chosen."""

    permission = (INCIDENTS, "forward")
    template_name = "incidents/forward.html"
    heading, verb = gettext_lazy("forward"), gettext_lazy("Forward")
    success_message = gettext_lazy("Forwarded. The letter is on its way.")

    @property
    def suggestion(self):
        if not hasattr(self, "_suggestion"):
            self._suggestion = competence.suggest(self.incident)
        return self._suggestion

    def get_initial(self) -> dict[str, Any]:
        if self.suggestion is None:
            return {}
        given = {
            f"evidence_{number}": GIVEN[name](self.incident)
            for number, name in enumerate(self.suggestion.rule.evidence)
            if name in GIVEN
        }
        return {"group": self.suggestion.group, **given}

    def get_form(self, data=None):
        evidence = list(self.suggestion.rule.evidence) if self.suggestion else []
        return forms.ForwardForm(data, actor=self.actor, evidence=evidence, initial=self.get_initial())

    def get_context(self) -> dict[str, Any]:
        hole = competence.hole_for(self.incident)
        return {**super().get_context(), "suggestion": self.suggestion, "hole": hole}

    def save(self, form) -> str:
        values = form.cleaned_data
        fits = self.suggestion and values["group"] == self.suggestion.group
        handovers.forward(
            self.incident,
            group=values["group"],
            organisation=values["organisation"],
            rule=self.suggestion.rule if fits else None,
            evidence=form.evidence(),
            message=values["message"],
            by=self.actor,
        )
        return self.url


class HandoverMixin:
    """Pages of one handover, by its number under the case."""

    def get_queryset(self):
        return self.rows(Handover).select_related("incident", "resolver_group", "via", "link")

    @property
    def object(self) -> Handover:
        if not hasattr(self, "_object"):
            lookup = {"incident__ref": self.kwargs["ref"], "pk": self.kwargs["pk"]}
            self._object = self.one(self.get_queryset(), **lookup)
        return self._object

    @property
    def url(self) -> str:
        return reverse("incident_detail", args=[self.object.incident.ref])


class HandoverForm(HandoverMixin, DetailPage, FormPage):
    template_name = "incidents/act.html"
    heading = verb = ""

    def get_context(self) -> dict[str, Any]:
        name = f"{self.object.incident.ref} → {self.object.resolver_group}"
        return {
            "incident": self.object.incident,
            "heading": f"{name}: {self.heading}",
            "verb": self.verb,
            "back": self.url,
            "draft": f"handover-{self.object.pk}-{type(self).__name__}",
        }


class Paste(HandoverForm):
    """A plain reply counts as the party's act."""

    permission = (INCIDENTS, "forward")
    form_class = forms.PasteForm
    heading, verb = gettext_lazy("paste their answer"), gettext_lazy("Save their answer")

    def save(self, form) -> str:
        handovers.paste_reply(self.object, by=self.actor, **form.values())
        return self.url


class AnswerQuestion(HandoverForm):
    permission = (INCIDENTS, "forward")
    form_class = forms.ReasonForm
    heading, verb = gettext_lazy("answer their question"), gettext_lazy("Send the answer")

    def save(self, form) -> str:
        handovers.answer_question(self.object, by=self.actor, **form.values())
        return self.url


class Revoke(HandoverForm):
    permission = (INCIDENTS, "forward")
    form_class = forms.ReasonForm
    heading, verb = gettext_lazy("call back"), gettext_lazy("Call the handover back")

    def save(self, form) -> str:
        handovers.revoke(self.object, by=self.actor, **form.values())
        return self.url


class QueueText(HandoverMixin, DetailPage):
    """The case as plain text, to be copied into the party's own ticket system: nobody retypes."""

    permission = (INCIDENTS, "forward")
    template_name = "incidents/queue_text.html"

    def get_context(self) -> dict[str, Any]:
        handover = self.object
        context = {
            "handover": handover,
            "incident": handover.incident,
            "evidence": list(handover.evidence.items()),
        }
        letter = render_to_string("incidents/letters/handover.txt", context).strip()
        return {**context, "text": letter.replace("{link}", _("(see the letter)")), "back": self.url}


class Competence(Page):
    """The division of competence in force, with its holes shown as holes."""

    permission = (INCIDENTS, "see_competence")
    template_name = "incidents/competence.html"

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Division of competence"),
            "version": competence.version_in_force(),
            "rules": competence.rules_in_force().prefetch_related("notify"),
            "holes": self.rows(CompetenceHole).live().select_related("component", "fault_class"),
            "uncovered": competence.components_without_rule(),
        }


class Handovers(Page):
    """A resolver's own page: what lies with its organisation, and what was answered."""

    permission = (INCIDENTS, "see_own_handovers")
    template_name = "incidents/handovers.html"

    def get_context(self) -> dict[str, Any]:
        shown = self.rows(Handover).select_related("incident__component", "resolver_group", "via")
        rows = list(shown.order_by("ended_at", "resolve_due_at", "-sent_at")[:200])
        for row in rows:
            row.state_label = HANDOVER_LABELS[row.state]
        return {"heading": _("Handovers"), "rows": rows}
