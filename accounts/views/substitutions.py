"""Who stands in for whom."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.access import ACCOUNTS
from accounts.filters import SubstitutionFilter
from accounts.forms import SubstitutionForm
from accounts.models import Substitution
from core import clock
from core.errors import NotAllowed
from core.views import ActionView, FormPage, ListPage


class SubstitutionList(ListPage):
    """For the agency's people: everybody must know whom to turn to."""

    template_name = "accounts/substitutions.html"
    filterset_class = SubstitutionFilter
    sorts = {"-from": ["-from_on"], "from": ["from_on"], "absent": ["absent__name"], "-absent": ["-absent__name"]}
    default_sort = "-from"
    export_name = "substitutions"
    columns = [
        (_("Who is away"), lambda row: row.absent),
        (_("Who stands in"), lambda row: row.substitute),
        (_("From"), lambda row: row.from_on),
        (_("Until"), lambda row: row.until_on),
        (_("Reason"), lambda row: row.reason),
        (_("Named by"), lambda row: row.named_by),
    ]

    def get_queryset(self) -> QuerySet:
        if not self.actor.is_agency:
            raise NotAllowed()
        return self.rows(Substitution).live().select_related("absent", "substitute", "named_by")

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Substitutions"),
            "may_name": ACCOUNTS.may(self.actor, "name_substitute"),
            "today": clock.today(),
        }


ID = re.compile(r"[0-9]{1,18}", re.ASCII)


def day_of(text: str) -> date | None:
    """A calendar day as addresses hold it; None for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


class SubstitutionNew(FormPage):
    permission = (ACCOUNTS, "name_substitute")
    form_class = SubstitutionForm
    template_name = "core/form.html"
    success_message = _("The substitute is named and gets a letter.")

    def get_form(self, data=None) -> SubstitutionForm:
        return SubstitutionForm(data, initial=self.get_initial(), actor=self.actor)

    def get_initial(self) -> dict[str, Any]:
        """What the address proposes (who is away, who may stand in, on which days): filled in, nothing more."""
        asked = self.request.GET
        people = {name: int(asked[name]) for name in ("absent", "substitute") if ID.fullmatch(asked.get(name, ""))}
        days = {name: parsed for name in ("from_on", "until_on") if (parsed := day_of(asked.get(name, "")))}
        return people | days

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Name a substitute"), "back": reverse("substitution_list"), "verb": _("Name")}

    def save(self, form) -> str:
        services.name_substitute(by=self.actor, **form.values())
        return reverse("substitution_list")


class SubstitutionRevoke(ActionView):
    permission = (ACCOUNTS, "name_substitute")
    success_message = _("The substitution has ended.")

    def act(self) -> str:
        row = self.one(self.rows(Substitution), pk=self.kwargs["pk"])
        services.revoke_substitution(substitution=row, by=self.actor)
        return reverse("substitution_list")
