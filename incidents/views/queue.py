"""The triage page (Järjekord): what waits, whose turn it is, and acts on many rows at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import Invalid
from core.forms import new_key
from core.views import FormPage, ListPage, Page, back_to, once
from incidents.access import INCIDENTS
from incidents.filters import IncidentFilter
from incidents.forms import RegisterForm
from incidents.lifecycle import INCIDENT
from incidents.models import STATE_LABELS, Incident
from incidents.selectors.cases import queue, queue_numbers
from incidents.services import cases, opening

BULK = {"take": gettext_lazy("Take"), "resolve": gettext_lazy("Resolve"), "reject": gettext_lazy("Reject")}


class Queue(ListPage):
    permission = (INCIDENTS, "see_queue")
    template_name = "incidents/queue.html"
    fragment_name = "incidents/_queue.html"
    filterset_class = IncidentFilter
    export_name = "incidents"
    default_sort = "priority"
    sorts = {
        "priority": ("priority", "opened_at", "pk"),
        "-priority": ("-priority", "opened_at", "pk"),
        "opened": ("opened_at", "pk"),
        "-opened": ("-opened_at", "pk"),
        "due": ("resolve_due_at", "pk"),
        "-due": ("-resolve_due_at", "pk"),
        "state": ("state", "priority", "pk"),
        "-state": ("-state", "priority", "pk"),
        "ref": ("ref",),
        "-ref": ("-ref",),
        "component": ("component__slug", "priority", "pk"),
        "-component": ("-component__slug", "priority", "pk"),
    }
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Title"), lambda row: row.title),
        (gettext_lazy("Component"), lambda row: row.component),
        (gettext_lazy("System"), lambda row: row.system or ""),
        (gettext_lazy("Fault class"), lambda row: row.fault_class),
        (gettext_lazy("Priority"), lambda row: row.priority),
        (gettext_lazy("State"), lambda row: STATE_LABELS[row.state]),
        (gettext_lazy("Responsible"), lambda row: row.assignee or ""),
        (gettext_lazy("With"), lambda row: row.holder_name or ""),
        (gettext_lazy("Their ticket number"), lambda row: row.their_reference or ""),
        (gettext_lazy("Detected"), lambda row: row.opened_at),
        (gettext_lazy("Solve by"), lambda row: row.resolve_due_at),
        (gettext_lazy("Resolved"), lambda row: row.resolved_at),
        (gettext_lazy("Closed"), lambda row: row.closed_at),
    )

    def get_queryset(self):
        return queue(self.actor)

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Queue"),
            "numbers": queue_numbers(self.actor),
            "may_work": INCIDENTS.may(self.actor, "work"),
            "may_register": INCIDENTS.may(self.actor, "register"),
            "bulk": BULK,
        }


class Bulk(Page):
    """One act on many cases: first a preview of what would happen to each, then the act."""

    permission = (INCIDENTS, "work")
    template_name = "incidents/bulk.html"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        return redirect("incident_list")

    def post(self, request, *args, **kwargs) -> HttpResponse:
        action, chosen = request.POST.get("action", ""), self.chosen()
        if action not in BULK:
            raise Invalid(_("Choose what to do with the chosen cases."))
        reason = request.POST.get("text", "").replace("\0", "").strip()[:4000]  # as ReasonForm would have it
        is_confirmed = request.POST.get("confirmed") == "1" and not (action == "reject" and not reason)
        if not chosen or not is_confirmed:
            allowed = [case for case in chosen if action in INCIDENT.actions_from(case.state)]
            is_missing = request.POST.get("confirmed") == "1" and bool(chosen)
            return self.show(
                422 if is_missing else 200,
                submission=new_key(),
                action=action,
                label=BULK[action],
                chosen=chosen,
                allowed=allowed,
                text=reason,
                refused=[case for case in chosen if case not in allowed],
                missing_reason=is_missing,
                next=request.POST.get("next", ""),
            )
        once(request.POST.get("submission"), self.actor, lambda: self.act(action, chosen, reason))
        return redirect(back_to(request, reverse("incident_list")))

    def chosen(self) -> list[Incident]:
        refs = [ref for ref in self.request.POST.getlist("ref")[:200] if ref.isprintable()]
        return list(self.rows(Incident).filter(ref__in=refs).select_related("component", "fault_class"))

    def act(self, action: str, chosen: list[Incident], reason: str) -> str:
        by = self.actor
        acts = {
            "take": lambda case: cases.take(case, by=by),
            "resolve": lambda case: cases.resolve(case, by=by, cure_text=reason),
            "reject": lambda case: cases.reject(case, text=reason, by=by),
        }
        done, refused = cases.in_bulk(chosen, acts[action])
        if done:
            text = ngettext("%(count)d case: done.", "%(count)d cases: done.", len(done)) % {"count": len(done)}
            messages.success(self.request, text)
        for case, sentence in refused:
            messages.warning(self.request, f"{case.ref}: {sentence}")
        return ""


class Register(FormPage):
    """A case registered by staff."""

    permission = (INCIDENTS, "register")
    template_name = "incidents/register.html"
    form_class = RegisterForm
    success_message = gettext_lazy("The case is registered.")

    def get_initial(self):
        found = {name: self.request.GET.get(name) for name in ("component", "system", "fault_class")}
        initial: dict[str, Any] = {}
        for name, slug in found.items():
            if slug:
                model = RegisterForm.choices_of[name]
                initial[name] = self.rows(model).filter(slug=slug).first()
        return initial

    def get_form(self, data=None):
        return RegisterForm(data, initial=self.get_initial(), actor=self.actor)

    def save(self, form) -> str:
        incident = opening.register(by=self.actor, **form.values())
        return f"/incidents/{incident.ref}/"
