"""A meeting with an organisation: what is open with it, decided in place, and its minutes as text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from core import clock
from core.forms import BaseForm
from core.views import FormPage
from notifications.selectors import about_label
from partners import services
from partners.access import PARTNERS
from partners.forms.meetings import MeetingForm
from partners.models import ContractDecision, FollowUp, Interaction
from partners.selectors import meeting_plan
from partners.types import Plan


class Meeting(FormPage):
    """Seen by the agency; noted by who notes interactions. ``?format=txt`` gives the last meeting and what is open."""

    permission = (PARTNERS, "see_interactions")
    template_name = "partners/meeting.html"
    success_message = gettext_lazy("The meeting was noted.")

    @property
    def organisation(self) -> Organisation:
        if not hasattr(self, "_organisation"):
            self._organisation = self.one(self.rows(Organisation).live(), slug=self.kwargs["slug"])
        return self._organisation

    @property
    def plan(self) -> Plan:
        if not hasattr(self, "_plan"):
            self._plan = meeting_plan(self.actor, self.organisation)
        return self._plan

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.GET.get("format") != "txt":
            return super().get(request, *args, **kwargs)
        text = render_to_string("partners/meeting.txt", self.get_context())
        return HttpResponse(text, content_type="text/plain; charset=utf-8")

    def get_form(self, data=None) -> BaseForm:
        return MeetingForm(data, actor=self.actor, plan=self.plan)

    def get_context(self) -> dict[str, Any]:
        last = self.rows(Interaction).live().filter(organisation=self.organisation, kind="meeting").first()
        decided = last.follow_ups.live().select_related("responsible") if last else []
        follow_ups = self.rows(FollowUp).open().filter(interaction__organisation=self.organisation)
        return {
            "organisation": self.organisation,
            "heading": ": ".join([str(self.organisation), _("meeting")]),
            "plan": [(source.label, items) for source, items in self.plan],
            "last": last,
            "decided": [(each, (about_label(each.about) or ("", ""))[0]) for each in decided],
            "decisions": self.rows(ContractDecision).filter(interaction=last or 0).select_related("contract"),
            "follow_ups": follow_ups.select_related("responsible", "interaction__organisation"),
            "may_note": PARTNERS.may(self.actor, "note_interactions"),
            "me": self.actor.responsible_id,
            "today": clock.today(),
        }

    def save(self, form: BaseForm) -> str:
        services.note_interaction(organisation=self.organisation, kind="meeting", **form.values(), by=self.actor)
        return reverse("organisation_meeting", args=[self.organisation.slug])
