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
from planning.models import Development, Input, PlannedRelease
from planning.selectors.inputs import owed_by, to_be_answered_by

ANY = _("any")


def _developments(request) -> QuerySet:
    return Development.objects.visible_to(request.actor).live() if request else Development.objects.none()


def _components(request) -> QuerySet:
    return Component.objects.visible_to(request.actor).live() if request else Component.objects.none()


def _organisations(request) -> QuerySet:
    return Organisation.objects.visible_to(request.actor).live() if request else Organisation.objects.none()


def in_words(rows: QuerySet, words: str, *names: str) -> QuerySet:
    """Rows in which each word stands in one of the fields."""
    for word in words.replace("\0", "").split()[:8]:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


class DevelopmentFilter(filters.FilterSet):
    q = filters.CharFilter(method="with_words", label=_("Search"))
    component = filters.ModelChoiceFilter(
        field_name="components", queryset=_components, to_field_name="slug", label=_("Component"), empty_label=ANY
    )
    organisation = filters.ModelChoiceFilter(
        method="with_part", queryset=_organisations, to_field_name="slug", label=_("Takes part"), empty_label=ANY
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

    def with_words(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        return in_words(rows, words, "title", "slug")

    @extend_schema_field(OpenApiTypes.STR)
    def with_part(self, rows: QuerySet, name: str, organisation: Organisation) -> QuerySet:
        return rows.filter(Q(provider=organisation) | Q(developer=organisation))

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        today = clock.today()
        over = Q(ends_on__lt=today)
        return rows.filter(
            {"open": Q(starts_on__lte=today) & ~over, "coming": Q(starts_on__gt=today), "over": over}[state]
        )


class InputFilter(filters.FilterSet):
    WAITS = [("me", _("what I owe")), ("answer", _("waits for my answer")), ("late", _("late"))]

    q = filters.CharFilter(method="with_words", label=_("Search"))
    development = filters.ModelChoiceFilter(
        queryset=_developments, to_field_name="slug", label=_("Development"), empty_label=ANY
    )
    giver = filters.ModelChoiceFilter(
        field_name="giver_organisation",
        queryset=_organisations,
        to_field_name="slug",
        label=_("From whom"),
        empty_label=ANY,
    )
    receiver = filters.ModelChoiceFilter(
        field_name="receiver_organisation",
        queryset=_organisations,
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

    def with_words(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        return in_words(rows, words, "what", "ref", "development__title")

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
        queryset=_components, to_field_name="slug", label=_("Component"), empty_label=ANY
    )
    development = filters.ModelChoiceFilter(
        queryset=_developments, to_field_name="slug", label=_("Development"), empty_label=ANY
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
