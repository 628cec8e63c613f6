"""What lists of components, systems and planned work may be narrowed by; pages and API share them."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from components.models import MAINTENANCE_WORDS, Component, Criticality, Dependency, Maintenance, Release, System
from core.filters import ANY, WordsFilter, in_languages, seen_by_reader
from core.models import Environment

MINE, NOBODY = "mine", "nobody"


def _owners(request) -> QuerySet:
    if request is None:
        return User.objects.none()
    return User.objects.visible_to(request.actor).filter(owned_components__isnull=False).distinct()


class ComponentFilter(WordsFilter):
    """``owner`` is a person's id, ``mine`` (owned or deputised) or ``nobody``."""

    searched = (*in_languages("name"), *in_languages("what"), "slug")

    system = filters.ModelChoiceFilter(
        field_name="uses", queryset=seen_by_reader(System), to_field_name="slug", label=_("System"), empty_label=ANY
    )
    kind = filters.ChoiceFilter(choices=Component.Kind.choices, label=_("Kind"), empty_label=ANY)
    criticality = filters.ChoiceFilter(choices=Criticality.choices, label=_("Criticality"), empty_label=ANY)
    owner = filters.ChoiceFilter(method="of_person", choices=(), label=_("Owner"), empty_label=ANY)
    organisation = filters.ModelChoiceFilter(
        field_name="parties__organisation",
        method="of_organisation",
        queryset=seen_by_reader(Organisation),
        to_field_name="slug",
        label=_("Party"),
        empty_label=ANY,
    )

    class Meta:
        model = Component
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), str(user)) for user in _owners(self.request)]
        # The schema's generator asks the class for its fields, and a copy of the filter would keep that one's choices.
        self.filters["owner"].__dict__.pop("_field", None)
        self.filters["owner"].extra["choices"] = [(MINE, _("mine")), (NOBODY, _("nobody")), *people]

    def of_person(self, rows: QuerySet, name: str, who: str) -> QuerySet:
        if who == NOBODY:
            return rows.filter(owner=None)
        if who == MINE:
            person = self.request.actor.responsible_id
            return rows.filter(Q(owner_id=person) | Q(deputy_id=person)) if person else rows.none()
        return rows.filter(owner_id=who)

    def of_organisation(self, rows: QuerySet, name: str, organisation: Organisation) -> QuerySet:
        return rows.of_organisations(frozenset({organisation.pk}))


class SystemFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=System.Kind.choices, label=_("Kind"), empty_label=ANY)
    criticality = filters.ChoiceFilter(choices=Criticality.choices, label=_("Criticality"), empty_label=ANY)

    class Meta:
        model = System
        fields: list[str] = []


class ReleaseFilter(filters.FilterSet):
    component = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Component), to_field_name="slug", label=_("Component")
    )
    environment = filters.ChoiceFilter(choices=Environment.choices, label=_("Environment"), empty_label=ANY)
    released_from = filters.DateFilter(field_name="released_at", lookup_expr="date__gte", label=_("From"))
    released_until = filters.DateFilter(field_name="released_at", lookup_expr="date__lte", label=_("Until"))

    class Meta:
        model = Release
        fields: list[str] = []


class MaintenanceFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=list(MAINTENANCE_WORDS.items()), label=_("State"), empty_label=ANY)
    component = filters.ModelChoiceFilter(
        field_name="components",
        queryset=seen_by_reader(Component),
        to_field_name="slug",
        label=_("Component"),
        empty_label=ANY,
    )
    environment = filters.ChoiceFilter(choices=Environment.choices, label=_("Environment"), empty_label=ANY)
    starts_from = filters.DateFilter(field_name="starts_at", lookup_expr="date__gte", label=_("From"))
    starts_until = filters.DateFilter(field_name="starts_at", lookup_expr="date__lte", label=_("Until"))

    class Meta:
        model = Maintenance
        fields: list[str] = []


class DependencyFilter(filters.FilterSet):
    component = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Component), to_field_name="slug", label=_("Component")
    )
    upstream = filters.ModelChoiceFilter(queryset=seen_by_reader(Component), to_field_name="slug", label=_("Needs"))

    class Meta:
        model = Dependency
        fields: list[str] = []
