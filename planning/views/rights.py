"""Requests for access to information systems, and decisions taken within one's competence."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core.errors import NotAllowed
from core.forms import BaseForm
from core.views import ActionView, DetailPage, ListPage, Page
from planning.access import PLANNING
from planning.filters.growth import AccessFilter, DecisionFilter
from planning.forms import growth as forms
from planning.models import AccessRequest, Decision
from planning.selectors.abouts import seen_about, shaped
from planning.selectors.rights import allowed_actions, may_decide, with_rules
from planning.services import rights


class AccessList(ListPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/access_list.html"
    filterset_class = AccessFilter
    export_name = "access-requests"
    default_sort = "-asked"
    sorts = {
        "asked": ("asked_on", "pk"),
        "-asked": ("-asked_on", "-pk"),
        "until": ("expires_on", "pk"),
        "-until": ("-expires_on", "-pk"),
        "name": ("name", "pk"),
        "-name": ("-name", "-pk"),
    }
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Information system and role"), lambda row: row.name),
        (gettext_lazy("Who needs it"), lambda row: row.holder),
        (gettext_lazy("What for"), lambda row: row.reason),
        (gettext_lazy("Asked"), lambda row: row.asked_on),
        (gettext_lazy("State"), lambda row: row.get_state_display()),
        (gettext_lazy("Decided"), lambda row: row.decided_on or ""),
        (gettext_lazy("Valid until"), lambda row: row.expires_on or ""),
    )

    def get_queryset(self):
        return self.rows(AccessRequest).live().select_related("holder", "system")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Access to information systems"), "may_ask": PLANNING.may(self.actor, "ask_access")}


class AccessDetail(DetailPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/access_detail.html"
    lookup = "ref"

    def get_queryset(self):
        return self.rows(AccessRequest).live().select_related("holder", "system")

    def get_context(self) -> dict[str, Any]:
        return {"object": self.object, "actions": allowed_actions(self.actor, self.object)}


class AccessAdd(ActorFormPage):
    permission = (PLANNING, "ask_access")
    form_class = forms.AccessForm
    heading = gettext_lazy("Ask for an access")
    success_message = gettext_lazy("Asked; those who decide hear of it.")

    @property
    def back(self) -> str:
        return reverse("access_list")

    def get_initial(self) -> dict[str, Any]:
        return {"holder": self.actor.responsible_id}

    def save(self, form: BaseForm) -> str:
        row = rights.ask_access(**form.values(), by=self.actor)
        return reverse("access_detail", args=[row.ref])


class OfAccess(Page):
    """Base of what is done with one request."""

    permission = (PLANNING, "decide_access")

    @property
    def access(self) -> AccessRequest:
        if not hasattr(self, "_access"):
            self._access = self.one(self.rows(AccessRequest).live(), ref=self.kwargs["ref"])
        return self._access

    @property
    def back(self) -> str:
        return reverse("access_detail", args=[self.access.ref])


class DecideAccess(OfAccess, ActorFormPage):
    """Base of the two answers; nobody answers to their own request."""

    act_name = ""

    def get_form(self, data=None) -> BaseForm:
        if not may_decide(self.actor, self.access):
            raise NotAllowed(_("Nobody decides on their own request: ask somebody else."), code="own-request")
        return self.form_class(data)

    @property
    def heading(self) -> str:
        return f"{self.access}: {self.act_name}"


class AccessGrant(DecideAccess):
    form_class = forms.GrantForm
    act_name = gettext_lazy("grant")
    verb = gettext_lazy("Grant")
    success_message = gettext_lazy("Granted.")

    def save(self, form: BaseForm) -> str:
        rights.grant_access(request=self.access, **form.values(), by=self.actor)
        return self.back


class AccessRefuse(DecideAccess):
    form_class = forms.RefuseForm
    act_name = gettext_lazy("refuse")
    verb = gettext_lazy("Refuse")
    success_message = gettext_lazy("Refused; who asked hears why.")

    def save(self, form: BaseForm) -> str:
        rights.refuse_access(request=self.access, **form.values(), by=self.actor)
        return self.back


class AccessEnd(OfAccess, ActionView):
    permission = (PLANNING, "see_plan")
    success_message = gettext_lazy("Noted: the access has ended.")

    def act(self) -> str:
        rights.end_access(request=self.access, by=self.actor)
        return self.back


class DecisionList(ListPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/decision_list.html"
    filterset_class = DecisionFilter
    export_name = "decisions"
    default_sort = "-day"
    sorts = {"day": ("taken_on", "pk"), "-day": ("-taken_on", "-pk")}
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Day"), lambda row: row.taken_on),
        (gettext_lazy("What was decided"), lambda row: row.text),
        (gettext_lazy("Basis"), lambda row: row.basis),
        (gettext_lazy("Who decided"), lambda row: row.taken_by),
        (gettext_lazy("Corrects"), lambda row: row.corrects.ref if row.corrects else ""),
    )

    def get_queryset(self):
        return self.rows(Decision).live().select_related("taken_by", "corrects").prefetch_related("corrections")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Decisions within our competence"), "may_note": PLANNING.may(self.actor, "note_decisions")}

    def list_context(self, page) -> dict[str, Any]:
        context = super().list_context(page)
        return {**context, "rows": with_rules(self.actor, page.object_list)}


class DecisionDetail(DetailPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/decision_detail.html"
    lookup = "ref"

    def get_queryset(self):
        return self.rows(Decision).live().select_related("taken_by", "corrects").prefetch_related("corrections")

    def get_context(self) -> dict[str, Any]:
        row = self.object
        return {
            "object": row,
            "rules": with_rules(self.actor, [row])[0][1],
            "about": seen_about(self.actor, row.about),
            "may_correct": PLANNING.may(self.actor, "note_decisions") and not row.corrections.all(),
        }


class DecisionAdd(ActorFormPage):
    """``?corrects=OT-2026-01`` writes a further entry that corrects that one; ``?about=`` says what it is about."""

    permission = (PLANNING, "note_decisions")
    form_class = forms.DecisionForm
    template_name = "planning/decision_form.html"
    heading = gettext_lazy("New decision")
    success_message = gettext_lazy("The decision was written down.")

    @property
    def corrected(self) -> Decision | None:
        ref = self.request.POST.get("corrects") or self.request.GET.get("corrects", "")
        return self.rows(Decision).live().filter(ref=ref[:16]).first() if ref and "\0" not in ref else None

    @property
    def back(self) -> str:
        return reverse("decision_list")

    def get_initial(self) -> dict[str, Any]:
        earlier = self.corrected
        if earlier is None:
            return {"about": shaped(self.request.GET.get("about", ""))}
        facts = {"text": earlier.text, "basis": earlier.basis, "about": earlier.about}
        return {**facts, "taken_on": earlier.taken_on, "corrects": earlier.ref}

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "corrected": self.corrected}

    def save(self, form: BaseForm) -> str:
        row = rights.note_decision(**form.values(), by=self.actor)
        return reverse("decision_detail", args=[row.ref])
