"""What lists of developments, inputs and planned releases may be narrowed by; pages and API share them."""

from __future__ import annotations

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from accounts.models import Organisation
from components.models import Component
from core import clock
from core.filters import ANY, WordsFilter, seen_by_reader
from planning.models import Development, Input, PlannedRelease
from planning.selectors.inputs import owed_by, to_be_answered_by


class DevelopmentFilter(WordsFilter):
    searched = ("title", "slug")

    component = filters.ModelChoiceFilter(
        field_name="components",
        queryset=seen_by_reader(Component),
        to_field_name="slug",
        label=_("Component"),
        empty_label=ANY,
    )
    organisation = filters.ModelChoiceFilter(
        method="with_part",
        queryset=seen_by_reader(Organisation),
        to_field_name="slug",
        label=_("Takes part"),
        empty_label=ANY,
    )
    state = filters.ChoiceFilter(
        method="in_state",
        choices=[("open", _("under way")), ("coming", _("begins later")), ("over", _("over"))],
        label=_("State"),
        empty_label=ANY,
    )

    class Meta:
        model = Development
        fields: list[str] = []

    @extend_schema_field(OpenApiTypes.STR)
    def with_part(self, rows: QuerySet, name: str, organisation: Organisation) -> QuerySet:
        return rows.filter(Q(provider=organisation) | Q(developer=organisation))

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        today = clock.today()
        over = Q(ends_on__lt=today)
        return rows.filter(
            {"open": Q(starts_on__lte=today) & ~over, "coming": Q(starts_on__gt=today), "over": over}[state]
        )


class InputFilter(WordsFilter):
    searched = ("what", "ref", "development__title")

    WAITS = [("me", _("what I owe")), ("answer", _("waits for my answer")), ("late", _("late"))]

    development = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Development), to_field_name="slug", label=_("Development"), empty_label=ANY
    )
    giver = filters.ModelChoiceFilter(
        field_name="giver_organisation",
        queryset=seen_by_reader(Organisation),
        to_field_name="slug",
        label=_("From whom"),
        empty_label=ANY,
    )
    receiver = filters.ModelChoiceFilter(
        field_name="receiver_organisation",
        queryset=seen_by_reader(Organisation),
        to_field_name="slug",
        label=_("To whom"),
        empty_label=ANY,
    )
    state = filters.ChoiceFilter(choices=Input.State.choices, label=_("State"), empty_label=ANY)
    waits = filters.ChoiceFilter(method="that_wait", choices=WAITS, label=_("Waits"), empty_label=ANY)
    year = filters.NumberFilter(
        field_name="due_on", lookup_expr="year", min_value=2000, max_value=2099, label=_("Due in the year")
    )

    class Meta:
        model = Input
        fields: list[str] = []

    def that_wait(self, rows: QuerySet, name: str, what: str) -> QuerySet:
        actor, today = self.request.actor, clock.today()
        if what == "me":
            return rows.filter(pk__in=owed_by(actor).values("pk"))
        if what == "answer":
            return rows.filter(pk__in=to_be_answered_by(actor).values("pk"))
        late = Q(state__in=("asked", "returned"), due_on__lt=today) | Q(final_on__gt=F("due_on"))
        return rows.filter(late).exclude(state="cancelled")


class PlannedReleaseFilter(filters.FilterSet):
    component = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Component), to_field_name="slug", label=_("Component"), empty_label=ANY
    )
    development = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Development), to_field_name="slug", label=_("Development"), empty_label=ANY
    )
    state = filters.ChoiceFilter(
        method="in_state", choices=[("ahead", _("ahead")), ("out", _("out"))], label=_("State"), empty_label=ANY
    )
    year = filters.NumberFilter(
        field_name="planned_on", lookup_expr="year", min_value=2000, max_value=2099, label=_("Year")
    )

    class Meta:
        model = PlannedRelease
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return rows.filter(release__isnull=state == "ahead")
