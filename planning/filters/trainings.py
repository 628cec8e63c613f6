"""What lists of trainings and of requests for advice may be narrowed by."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from components.models import Component
from core import clock
from core.filters import ANY, WordsFilter, seen_by_reader
from docs_library.models import Document
from planning.models import AdviceRequest, Training
from planning.models.trainings import LANGUAGES
from planning.selectors.advice import late_ones


class TrainingFilter(WordsFilter):
    """``state=unmarked``: the day has passed, and nobody said whether it was held."""

    searched = ("title", "ref", "about")

    WHEN = [("ahead", _("yet to come")), ("past", _("past"))]
    STATES = [*Training.State.choices, ("unmarked", _("attendance not marked"))]
    MINE = [("yes", _("I am registered")), ("no", _("I am not registered"))]

    when = filters.ChoiceFilter(method="by_day", choices=WHEN, label=_("When"), empty_label=ANY)
    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("State"), empty_label=ANY)
    audience = filters.ChoiceFilter(choices=Training.Audience.choices, label=_("Whom it is for"), empty_label=ANY)
    language = filters.ChoiceFilter(choices=LANGUAGES, label=_("Language"), empty_label=ANY)
    year = filters.NumberFilter(method="of_year", label=_("Year"), min_value=2000, max_value=2199)
    component = filters.ModelChoiceFilter(
        method="of_component",
        queryset=seen_by_reader(Component),
        to_field_name="slug",
        label=_("Component"),
        empty_label=ANY,
    )
    mine = filters.ChoiceFilter(method="that_are_mine", choices=MINE, label=_("My own seat"), empty_label=ANY)

    class Meta:
        model = Training
        fields: list[str] = []

    def by_day(self, rows: QuerySet, name: str, when: str) -> QuerySet:
        return rows.filter(held_on__gte=clock.today()) if when == "ahead" else rows.filter(held_on__lt=clock.today())

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        if state == "unmarked":
            return rows.filter(state=Training.State.PLANNED, held_on__lt=clock.today())
        return rows.filter(state=state)

    def of_year(self, rows: QuerySet, name: str, year) -> QuerySet:
        return rows.filter(held_on__year=int(year))

    @extend_schema_field(OpenApiTypes.STR)
    def of_component(self, rows: QuerySet, name: str, component: Component) -> QuerySet:
        """Trainings one of whose materials, that the reader may see, covers it."""
        seen = Document.objects.visible_to(self.request.actor).live().filter(components=component)
        return rows.filter(pk__in=Training.materials.through._base_manager.filter(document__in=seen).values("training"))

    def that_are_mine(self, rows: QuerySet, name: str, which: str) -> QuerySet:
        return rows.filter(mine__isnull=which == "no")


class AdviceFilter(WordsFilter):
    """``state=late``: the time for an answer is up."""

    searched = ("question", "answer", "ref", "asker_name")

    STATES = [*AdviceRequest.State.choices, ("late", _("late"))]
    GUIDES = [("yes", _("a guide was made of it")), ("no", _("no guide yet"))]

    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("State"), empty_label=ANY)
    component = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Component), to_field_name="slug", label=_("Component"), empty_label=ANY
    )
    guide = filters.ChoiceFilter(method="by_guide", choices=GUIDES, label=_("Guide"), empty_label=ANY)
    year = filters.NumberFilter(method="of_year", label=_("Year"), min_value=2000, max_value=2199)

    class Meta:
        model = AdviceRequest
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        if state == "late":
            return late_ones(rows)
        return rows.filter(state=state)

    def by_guide(self, rows: QuerySet, name: str, which: str) -> QuerySet:
        return rows.filter(guide__isnull=which == "no", state=AdviceRequest.State.ANSWERED)

    def of_year(self, rows: QuerySet, name: str, year) -> QuerySet:
        return rows.filter(asked_at__year=int(year))
