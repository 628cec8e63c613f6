"""The evidence pack: ordered, watched while it is made, downloaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import clock, files
from core.forms import BaseForm
from core.views import FormPage, Page, not_modified_or
from planning.access import PLANNING
from planning.models import EvidencePack
from planning.services import packs as services
from planning.tasks import kick_evidence


class YearForm(BaseForm):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2020, max_value=2199)


class EvidenceList(Page):
    """Packs that were ordered; the part with them is asked for again while one is being made."""

    permission = (PLANNING, "see_duties")
    template_name = "planning/evidence_list.html"

    def get_context(self) -> dict[str, Any]:
        rows = list(self.rows(EvidencePack).select_related("stored")[:30])
        return {
            "heading": _("Evidence packs"),
            "rows": rows,
            "is_waiting": any(row.state in ("waiting", "making") for row in rows),
            "may_make": PLANNING.may(self.actor, "export_evidence"),
        }

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.htmx:
            return not_modified_or(request, render(request, "planning/_evidence_rows.html", self.get_context()))
        return self.show()


class EvidenceMake(FormPage):
    permission = (PLANNING, "export_evidence")
    template_name = "planning/duty_form.html"
    form_class = YearForm
    success_message = gettext_lazy("The pack is being made; you may leave the page.")

    def get_initial(self) -> dict[str, Any]:
        return {"year": clock.today().year}

    def get_context(self) -> dict[str, Any]:
        intro = _(
            "Every figure of the year with its rows, as HTML, PDF and XLSX, and a manifest of hashes by which a copy "
            "can be checked."
        )
        return {
            "heading": _("Make an evidence pack"),
            "intro": intro,
            "back": reverse("evidence_list"),
            "verb": _("Make"),
        }

    def save(self, form: YearForm) -> str:
        services.order_pack(year=form.cleaned_data["year"], language=get_language() or "et", by=self.actor)
        kick_evidence()
        return reverse("evidence_list")


class EvidenceFile(Page):
    permission = (PLANNING, "export_evidence")

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        row = self.one(self.rows(EvidencePack).filter(state="done").select_related("stored"), pk=self.kwargs["pk"])
        return files.attachment(row.stored)
