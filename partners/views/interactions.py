"""Meetings, letters and calls with an organisation, and what follows from them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from components.views.editing import ActorFormPage
from core.forms import BaseForm
from core.views import ActionView, Page
from partners import services
from partners.access import PARTNERS
from partners.forms.interactions import FollowUpForm, InteractionForm, NewInteractionForm
from partners.models import FollowUp, Interaction


def address(organisation: Organisation) -> str:
    return reverse("organisation_detail", args=[organisation.slug])


class InteractionAdd(ActorFormPage):
    permission = (PARTNERS, "note_interactions")
    form_class = NewInteractionForm
    success_message = gettext_lazy("Noted.")

    @property
    def organisation(self) -> Organisation:
        if not hasattr(self, "_organisation"):
            self._organisation = self.one(self.rows(Organisation).live(), slug=self.kwargs["slug"])
        return self._organisation

    @property
    def heading(self) -> str:
        return ": ".join([str(self.organisation), _("meeting, letter or call")])

    @property
    def back(self) -> str:
        return address(self.organisation)

    def save(self, form: BaseForm) -> str:
        services.note_interaction(organisation=self.organisation, **form.values(), by=self.actor)
        return self.back


class OneInteraction(ActorFormPage):
    """Base of forms about one interaction."""

    permission = (PARTNERS, "note_interactions")

    @property
    def interaction(self) -> Interaction:
        if not hasattr(self, "_interaction"):
            rows = self.rows(Interaction).live().select_related("organisation")
            self._interaction = self.one(rows, pk=self.kwargs["pk"])
        return self._interaction

    @property
    def heading(self) -> str:
        return str(self.interaction)

    @property
    def back(self) -> str:
        return address(self.interaction.organisation)


class InteractionEdit(OneInteraction):
    form_class = InteractionForm
    success_message = gettext_lazy("The note was changed.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.interaction, name) for name in ("kind", "held_on", "people", "agreed")}

    def save(self, form: BaseForm) -> str:
        services.change_interaction(interaction=self.interaction, **form.values(), by=self.actor)
        return self.back


class FollowUpAdd(OneInteraction):
    form_class = FollowUpForm
    success_message = gettext_lazy("Noted.")

    def get_initial(self) -> dict[str, Any]:
        return {"responsible": self.actor.responsible_id}

    def save(self, form: BaseForm) -> str:
        services.add_follow_up(interaction=self.interaction, **form.values(), by=self.actor)
        return self.back


class OneFollowUp(Page):
    """Base of pages about one thing to be done."""

    permission = (PARTNERS, "see_interactions")

    @property
    def follow_up(self) -> FollowUp:
        if not hasattr(self, "_follow_up"):
            rows = self.rows(FollowUp).live().select_related("interaction__organisation")
            self._follow_up = self.one(rows, pk=self.kwargs["pk"])
        return self._follow_up

    @property
    def back(self) -> str:
        return address(self.follow_up.interaction.organisation)


class FollowUpEdit(OneFollowUp, ActorFormPage):
    permission = (PARTNERS, "note_interactions")
    form_class = FollowUpForm
    success_message = gettext_lazy("Noted.")

    @property
    def heading(self) -> str:
        return str(self.follow_up)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.follow_up, name) for name in ("text", "due_on", "responsible")}

    def save(self, form: BaseForm) -> str:
        services.change_follow_up(follow_up=self.follow_up, **form.values(), by=self.actor)
        return self.back


class FollowUpDone(OneFollowUp, ActionView):
    """Its responsible person may say so, and who notes interactions (the service asks)."""

    success_message = gettext_lazy("Noted: it is done.")

    def act(self) -> None:
        services.finish_follow_up(follow_up=self.follow_up, by=self.actor)
