"""``/report/``: anybody reports a fault, by symptom, without an account; known trouble stands on top."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.actor import Actor
from core.links import token_for
from core.views import FormPage
from incidents.forms import FeedbackForm, JoinForm, ReportForm
from incidents.models import STATE_LABELS, Report
from incidents.rules.symptoms import BY_SLUG
from incidents.selectors import public
from incidents.services import feedback, reports
from incidents.services.feedback import OVER
from notifications.models import Notice


class ReportFault(FormPage):
    is_public = True
    template_name = "incidents/report.html"

    def get_form(self, data=None):
        systems = public.own_systems()
        return ReportForm(data, systems=systems, initial={"system": self._asked(systems)})

    def _asked(self, systems):
        return systems.filter(slug=self.request.GET.get("system", "")).first()

    def get_context(self) -> dict[str, Any]:
        troubles = public.known_troubles()
        about = {"troubles": troubles, "countable": public.still_open(troubles)}
        return {"heading": _("Report a fault"), "redirects": self.redirects(), **about}

    def redirects(self) -> dict[str, str]:
        return {slug: symptom.redirect for slug, symptom in BY_SLUG.items() if symptom.redirect}

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if request.POST.get("website"):  # only a robot fills the hidden field: thank it and keep nothing
            return self.show(form=self.get_form(), thanks=True)
        symptom = BY_SLUG.get(request.POST.get("symptom", ""))
        if symptom and symptom.redirect and "anyway" not in request.POST:
            return self.show(form=self.get_form(request.POST), redirect=symptom.redirect)
        return super().post(request, *args, **kwargs)

    def save(self, form) -> str:
        reports.brake(self.actor.address)
        values = {name: value for name, value in form.values().items() if name != "website"}
        row = reports.report(by=self.actor, language=get_language() or "et", **values)
        return reverse("report_status", args=[token_for(row.link)])


class IHaveItToo(FormPage):
    """Counts in the case that the notice is about."""

    is_public = True
    form_class = JoinForm
    template_name = "incidents/join.html"
    success_message = gettext_lazy("Thank you: you are counted.")

    @property
    def notice(self) -> Notice:
        return public.trouble(self.kwargs["public_id"])

    def get_context(self) -> dict[str, Any]:
        return {"notice": self.notice, "heading": _("I have it too"), "back": reverse("report")}

    def save(self, form) -> str:
        reports.brake(self.actor.address)
        row = reports.join(
            public.case_of(self.notice),
            email=form.cleaned_data["email"],
            language=get_language() or "et",
            by=self.actor,
        )
        return reverse("report_status", args=[token_for(row.link)])


class ReportStatus(FormPage):
    """The receipt: the reference, the state in words, and what was published. Nothing internal. When it is mended the
    reporter is asked once whether they are content; opening the page answers nothing."""

    is_public = True
    template_name = "incidents/report_status.html"
    form_class = FeedbackForm
    success_message = gettext_lazy("Thank you for the answer.")

    @property
    def report(self) -> Report:
        if not hasattr(self, "_report"):
            self._report = public.report_by(self.kwargs["token"])
        return self._report

    def get_context(self) -> dict[str, Any]:
        report = self.report
        incident = report.incident.duplicate_of or report.incident
        notice = public.notice_about(incident)
        return {
            "heading": _("Your report"),
            "report": report,
            "incident": incident,
            "state_label": STATE_LABELS[incident.state],
            "notice": notice,
            "feedback": public.feedback_of(report),
            "is_over": incident.state in OVER,
        }

    def save(self, form) -> str:
        reports.brake(self.actor.address, "feedback")
        feedback.answer_feedback(self.report, by=self._reporter, **form.values())
        return reverse("report_status", args=[self.kwargs["token"]])

    @property
    def _reporter(self) -> Actor:
        """Whoever holds the link; their name is nobody's business."""
        name = _("Reporter of %(ref)s") % {"ref": self.report.incident.ref}
        return Actor(kind="link", name=name, address=self.actor.address, trace_id=self.actor.trace_id)
