"""Seats of trainings and feedback: acts of those who take part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from components.views.editing import ActorFormPage
from core.forms import BaseForm
from core.views import ActionView, Page
from planning.access import PLANNING
from planning.forms.trainings import FeedbackForm, RatingsForm, SeatsForm
from planning.models import Registration
from planning.services.feedback import enter_ratings, give_feedback
from planning.services.seats import cancel_registration, register
from planning.views.trainings import OneTraining, address


class Taking(OneTraining):
    """Base of acts that take seats: says what came of it."""

    permission = (PLANNING, "join_trainings")

    def told(self, rows: list[Registration]) -> str:
        waiting = sum(row.state == Registration.State.WAITING for row in rows)
        if seats := len(rows) - waiting:
            said = ngettext("%(n)s seat is taken.", "%(n)s seats are taken.", seats) % {"n": seats}
            messages.success(self.request, said)
        if waiting:
            said = ngettext(
                "%(n)s waits: all seats are taken. When somebody gives a seat up, the first who waits moves up.",
                "%(n)s wait: all seats are taken. When somebody gives a seat up, the first who waits moves up.",
                waiting,
            )
            messages.warning(self.request, said % {"n": waiting})
        return address(self.training)


class SeatTake(Taking, ActionView):
    def act(self) -> str:
        return self.told(register(training=self.training, by=self.actor))


class SeatsTake(Taking, ActorFormPage):
    form_class = SeatsForm
    act_name = gettext_lazy("register")
    verb = gettext_lazy("Register")

    def save(self, form: BaseForm) -> str:
        return self.told(register(training=self.training, **form.values(), by=self.actor))


class SeatCancel(ActionView, Page):
    permission = (PLANNING, "join_trainings")
    success_message = gettext_lazy("The seat was given up.")

    def act(self) -> str:
        rows = self.rows(Registration).filter(training__ref=self.kwargs["ref"]).select_related("training")
        return address(cancel_registration(registration=self.one(rows, pk=self.kwargs["pk"]), by=self.actor).training)


class TrainingFeedback(OneTraining, ActorFormPage):
    permission = (PLANNING, "join_trainings")
    form_class = FeedbackForm
    act_name = gettext_lazy("feedback")
    verb = gettext_lazy("Give feedback")
    success_message = gettext_lazy("Thank you for your feedback.")

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data)

    def save(self, form: BaseForm) -> str:
        give_feedback(training=self.training, **form.values(), by=self.actor)
        return self.back


class TrainingRatings(OneTraining, ActorFormPage):
    form_class = RatingsForm
    act_name = gettext_lazy("ratings on paper")
    success_message = gettext_lazy("The ratings were entered.")

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data)

    def save(self, form: BaseForm) -> str:
        enter_ratings(training=self.training, **form.values(), by=self.actor)
        return self.back

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "verb": _("Enter the ratings")}
