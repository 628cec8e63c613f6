"""Pages and buttons that add, change, pause, resume, run and sign checks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from core.forms import BaseForm
from core.views import ActionView, FormPage, Page
from monitoring import forms
from monitoring.access import MONITORING
from monitoring.models import Check
from monitoring.services import definitions, heartbeats, running
from monitoring.types import check_types


class TypePage(Page):
    """The first step of a new check: of which type."""

    permission = (MONITORING, "edit")
    template_name = "monitoring/types.html"

    def get_context(self) -> dict[str, Any]:
        return {"kinds": sorted(check_types, key=lambda kind: kind.slug)}


class CheckNewPage(FormPage):
    """The second step: its settings."""

    permission = (MONITORING, "edit")
    template_name = "monitoring/check_form.html"
    success_message = _("The check was added; its first result comes within seconds.")

    @property
    def kind(self) -> type:
        if self.kwargs["type"] not in check_types:
            raise NotFound()
        return check_types.get(self.kwargs["type"])

    def get_initial(self) -> dict[str, Any]:
        failures, successes = self.kind.thresholds
        given = {"failures_needed": failures, "successes_needed": successes}
        return {**given, "component": self.request.GET.get("component", "")}

    def get_form(self, data=None):
        return forms.new_form(self.kind.slug)(data, initial=self.get_initial(), actor=self.actor)

    def get_context(self) -> dict[str, Any]:
        return {"kind": self.kind, "heading": _("New check"), "back": reverse("check_types")}

    def save(self, form) -> str:
        check = definitions.add_check(type=self.kind.slug, by=self.actor, **forms.split(self.kind.slug, form.values()))
        return reverse("check_detail", args=[check.slug])


class OfCheck(FormPage):
    """A form about one check."""

    @property
    def check(self) -> Check:
        return self.one(self.rows(Check).live().select_related("component", "now"), slug=self.kwargs["slug"])

    @property
    def back(self) -> str:
        return reverse("check_detail", args=[self.kwargs["slug"]])


class CheckEditPage(OfCheck):
    permission = (MONITORING, "edit")
    template_name = "monitoring/check_form.html"
    success_message = _("Saved. The check is run with the new settings now.")

    def get_form(self, data=None):
        check = self.check
        return forms.edit_form(check.type)(data, initial=forms.initial_of(check), actor=self.actor)

    def get_context(self) -> dict[str, Any]:
        check = self.check
        return {"kind": check_types.get(check.type), "heading": check.slug, "back": self.back}

    def save(self, form) -> str:
        check = self.check
        definitions.edit_check(check=check, by=self.actor, **forms.split(check.type, form.values()))
        return self.back


class CheckPausePage(OfCheck):
    permission = (MONITORING, "pause")
    template_name = "core/confirm.html"
    form_class = forms.PauseForm
    success_message = _("Paused. Until it is resumed, the state is shown as unknown.")

    def get_context(self) -> dict[str, Any]:
        text = _("While it is paused nobody looks, and the state is shown as unknown, not as in order.")
        return {"heading": self.check.slug, "text": text, "verb": _("Pause"), "back": self.back}

    def save(self, form) -> str:
        definitions.pause(check=self.check, by=self.actor, **form.values())
        return self.back


class CheckSignPage(OfCheck):
    permission = (MONITORING, "sign")
    template_name = "core/confirm.html"
    form_class = forms.SignForm
    success_message = _("Signed.")

    def get_context(self) -> dict[str, Any]:
        return {"heading": self.check.slug, "verb": _("Sign"), "back": self.back}

    def save(self, form) -> str:
        heartbeats.sign_review(check=self.check, by=self.actor, **form.values())
        return self.back


class CheckArchivePage(OfCheck):
    permission = (MONITORING, "edit")
    template_name = "core/confirm.html"
    form_class = BaseForm
    success_message = _("Put away.")

    def get_context(self) -> dict[str, Any]:
        text = _("The check is not run any more and stands in no list. Its results stay.")
        return {"heading": self.check.slug, "text": text, "verb": _("Put away"), "kind": "danger", "back": self.back}

    def save(self, form) -> str:
        definitions.archive(check=self.check, by=self.actor)
        return reverse("check_list")


class OnCheck(ActionView):
    """A button of one check."""

    @property
    def check(self) -> Check:
        return self.one(self.rows(Check).live(), slug=self.kwargs["slug"])

    def back(self) -> str:
        return reverse("check_detail", args=[self.kwargs["slug"]])


class CheckResume(OnCheck):
    permission = (MONITORING, "pause")
    success_message = _("Resumed; the next result comes within seconds.")

    def act(self) -> str:
        definitions.resume(check=self.check, by=self.actor)
        return self.back()


class CheckRun(OnCheck):
    permission = (MONITORING, "run")
    success_message = _("The check is run now; the result comes within seconds.")

    def act(self) -> str:
        running.ask_to_run(check=self.check, by=self.actor)
        return self.back()
