"""Trainings: the list, one training, and the acts of those who hold them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock
from core.errors import NotAllowed
from core.files.serving import typed
from core.forms import BaseForm
from core.views import DetailPage, ListPage, Page
from docs_library.models import Document
from planning.access import PLANNING
from planning.filters.trainings import TrainingFilter
from planning.forms.trainings import AttendanceForm, CancelTrainingForm, TrainingForm
from planning.models import Registration, Training
from planning.rules.trainings import RATINGS
from planning.selectors.trainings import (
    calendar_of,
    comments_of,
    materials_of,
    may_cancel,
    ratings_of,
    seen_registrations,
    whole,
    with_counts,
)
from planning.services.trainings import add_training, cancel_training, change_training, mark_attendance

FACTS = [name for name in TrainingForm.base_fields if name != "submission"]


def address(training: Training) -> str:
    return reverse("training_detail", args=[training.ref])


def mean_of(row: Training) -> str:
    return number_format(round(row.mean, 1), 1) if row.mean is not None else ""


class TrainingList(ListPage):
    template_name = "planning/training_list.html"
    filterset_class = TrainingFilter
    export_name = "trainings"
    sorts = {
        "day": ("held_on", "pk"),
        "-day": ("-held_on", "-pk"),
        "name": ("title", "pk"),
        "-name": ("-title", "-pk"),
        "state": ("state", "held_on", "pk"),
        "-state": ("-state", "held_on", "pk"),
    }
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Title"), lambda row: row.title),
        (gettext_lazy("Day"), lambda row: row.held_on),
        (gettext_lazy("Whom it is for"), lambda row: row.get_audience_display()),
        (gettext_lazy("Language"), lambda row: row.get_language_display()),
        (gettext_lazy("In the year's plan"), lambda row: _("yes") if row.is_planned else _("no")),
        (gettext_lazy("State"), lambda row: row.get_state_display()),
        (gettext_lazy("Seats"), lambda row: row.seats),
        (gettext_lazy("Registered"), lambda row: row.taken),
        (gettext_lazy("On the waiting list"), lambda row: row.waiting),
        (gettext_lazy("Attended"), lambda row: row.came if row.state == "held" else ""),
        (gettext_lazy("Ratings"), lambda row: row.rated or ""),
        (gettext_lazy("Mean rating"), mean_of),
        (gettext_lazy("Why it was cancelled"), lambda row: row.cancelled_because),
    )

    def get_queryset(self):
        return with_counts(self.rows(Training).live(), self.actor)

    def get_context(self) -> dict[str, Any]:
        may_hold = PLANNING.may(self.actor, "hold_trainings")
        return {
            "heading": _("Trainings"),
            "may_hold": may_hold,
            "exports": self.actor.is_agency,
            "today": clock.today(),
        }

    def export(self, queryset, kind: str) -> HttpResponse:
        """The agency's list; others see theirs on the page."""
        if not self.actor.is_agency:
            raise NotAllowed()
        return super().export(queryset, kind)


class TrainingDetail(DetailPage):
    template_name = "planning/training_detail.html"
    lookup = "ref"

    def get_queryset(self):
        return with_counts(self.rows(Training).live(), self.actor).select_related("trainer")

    def get_context(self) -> dict[str, Any]:
        training = self.object
        rows = seen_registrations(self.actor, training)
        own = [row for row in rows if row.person_id and row.person_id == self.actor.responsible_id]
        for row in rows:
            row.may_cancel = may_cancel(self.actor, row)
        return {
            "object": training,
            "rows": rows,
            "own": own[0] if own else None,
            "is_open": training.state == "planned" and training.held_on >= clock.today(),
            "is_due": training.state == "planned" and training.held_on <= clock.today(),
            "today": clock.today(),
            "free": max(training.seats - training.taken, 0),
            "length": whole(training.days),
            "materials": materials_of(self.actor, training),
            "may_hold": PLANNING.may(self.actor, "hold_trainings"),
            **self.feedback(),
        }

    def feedback(self) -> dict[str, Any]:
        """Ratings and comments are for the agency; nobody's name stands by them."""
        if not self.actor.is_agency or self.object.state != "held":
            return {}
        counts = ratings_of(self.object)
        ratings = [(rating, counts.get(rating, 0)) for rating in RATINGS]
        return {"ratings": ratings, "comments": comments_of(self.object), "mean": mean_of(self.object)}


class TrainingCalendar(Page):
    """One training as a calendar file."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        training = self.one(self.rows(Training).live(), ref=self.kwargs["ref"])
        body = calendar_of(training, f"{settings.PORTAL_URL}{address(training)}")
        return typed(f"{training.ref}.ics", body.decode(), "text/calendar")


class TrainingAdd(ActorFormPage):
    """``?like=K-2026-07`` begins from another one: what was cancelled is often held later."""

    permission = (PLANNING, "hold_trainings")
    form_class = TrainingForm
    heading = gettext_lazy("New training")
    success_message = gettext_lazy("The training was written down.")

    @property
    def back(self) -> str:
        return reverse("training_list")

    def get_initial(self) -> dict[str, Any]:
        like = self.rows(Training).live().filter(ref=self.request.GET.get("like", "").replace("\0", "")).first()
        if like is None:
            return {}
        return {**facts_of(like), "held_on": like.again_on}

    def save(self, form: BaseForm) -> str:
        return address(add_training(**form.values(), by=self.actor))


def facts_of(training: Training) -> dict[str, Any]:
    facts = {name: getattr(training, name) for name in FACTS}
    return {**facts, "materials": training.materials.all(), "days": whole(training.days)}


class OneTraining(Page):
    """Base of pages about one training."""

    permission = (PLANNING, "hold_trainings")
    act_name = ""

    @property
    def training(self) -> Training:
        if not hasattr(self, "_training"):
            self._training = self.one(self.rows(Training).live(), ref=self.kwargs["ref"])
        return self._training

    @property
    def back(self) -> str:
        return address(self.training)

    @property
    def heading(self) -> str:
        return f"{self.training.title}: {self.act_name}" if self.act_name else self.training.title


class TrainingEdit(OneTraining, ActorFormPage):
    form_class = TrainingForm
    act_name = gettext_lazy("change")
    success_message = gettext_lazy("The training was changed.")

    def get_initial(self) -> dict[str, Any]:
        return facts_of(self.training)

    def save(self, form: BaseForm) -> str:
        facts = form.values()
        hidden = self.training.materials.exclude(pk__in=self.rows(Document).live().values("pk"))
        facts["materials"] = [*facts["materials"], *hidden]  # what this reader can not see stays
        return address(change_training(training=self.training, **facts, by=self.actor))


class TrainingCancel(OneTraining, ActorFormPage):
    form_class = CancelTrainingForm
    act_name = gettext_lazy("cancel")
    verb = gettext_lazy("Cancel the training")
    success_message = gettext_lazy("The training was cancelled, and those who are registered hear of it.")

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data)

    def save(self, form: BaseForm) -> str:
        return address(cancel_training(training=self.training, **form.values(), by=self.actor))


class TrainingAttendance(OneTraining, ActorFormPage):
    """Everybody is taken to have come until somebody says otherwise."""

    form_class = AttendanceForm
    act_name = gettext_lazy("attendance")
    success_message = gettext_lazy("Attendance was marked; those who came may give feedback.")

    def get_form(self, data=None) -> BaseForm:
        rows = self.rows(Registration).filter(training=self.training, state=Registration.State.REGISTERED)
        rows = rows.select_related("organisation").order_by("organisation__name", "created_at", "pk")
        came = rows.exclude(attended=False).values_list("pk", flat=True)
        return self.form_class(data, initial={"present": list(came)}, rows=rows)

    def save(self, form: BaseForm) -> str:
        return address(mark_attendance(training=self.training, **form.values(), by=self.actor))
