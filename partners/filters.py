"""What lists of organisations, contacts, teams and contracts may be narrowed by; pages and API share them."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.models import Component, Party, System
from core import clock
from core.filters import ANY, WordsFilter, seen_by_reader
from partners.models import Contact, Contract, FollowUp, Interaction, ResolverGroup, Subsystem
from partners.selectors import without_verified_contact


def _of_component(component: Component) -> Q:
    """Organisations with a part in the component, or in a system that uses it."""
    return Q(parts__component=component) | Q(parts__system__in=component.uses.all())


class OrganisationFilter(WordsFilter):
    searched = ("name", "slug", "registry_code__startswith")

    kind = filters.ChoiceFilter(choices=Organisation.Kind.choices, label=_("Kind"), empty_label=ANY)
    role = filters.ChoiceFilter(method="in_role", choices=Party.Role.choices, label=_("Part"), empty_label=ANY)
    system = filters.ModelChoiceFilter(
        field_name="parts__system",
        queryset=seen_by_reader(System),
        to_field_name="slug",
        label=_("System"),
        empty_label=ANY,
        distinct=True,
    )
    component = filters.ModelChoiceFilter(
        field_name="parts__component",
        method="of_component",
        queryset=seen_by_reader(Component),
        to_field_name="slug",
        label=_("Component"),
        empty_label=ANY,
    )
    contact = filters.ChoiceFilter(
        method="by_contact",
        choices=[("unverified", _("none verified within a year"))],
        label=_("Contact"),
        empty_label=ANY,
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def in_role(self, rows: QuerySet, name: str, role: str) -> QuerySet:
        return rows.filter(parts__role=role).distinct()

    def by_contact(self, rows: QuerySet, name: str, what: str) -> QuerySet:
        actor = self.request.actor
        return without_verified_contact(actor, rows) if actor.is_agency else rows  # our own knowledge

    def of_component(self, rows: QuerySet, name: str, component: Component) -> QuerySet:
        return rows.filter(_of_component(component)).distinct()


class ContactFilter(filters.FilterSet):
    organisation = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Organisation), to_field_name="slug", label=_("Organisation"), empty_label=ANY
    )
    role = filters.CharFilter(lookup_expr="icontains", label=_("Role"))
    valid = filters.BooleanFilter(method="that_are_valid", label=_("Valid today"))

    class Meta:
        model = Contact
        fields: list[str] = []

    def that_are_valid(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        return rows.valid() if wanted else rows.filter(valid_until__lt=clock.today())


class ResolverGroupFilter(filters.FilterSet):
    organisation = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Organisation), to_field_name="slug", label=_("Organisation"), empty_label=ANY
    )
    channel = filters.ChoiceFilter(choices=ResolverGroup.Channel.choices, label=_("Channel"), empty_label=ANY)

    class Meta:
        model = ResolverGroup
        fields: list[str] = []


class SubsystemFilter(filters.FilterSet):
    organisation = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Organisation), to_field_name="slug", label=_("Organisation"), empty_label=ANY
    )
    environment = filters.ChoiceFilter(
        choices=Subsystem.Environment.choices, label=_("X-tee environment"), empty_label=ANY
    )

    class Meta:
        model = Subsystem
        fields: list[str] = []


class InteractionFilter(filters.FilterSet):
    organisation = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Organisation), to_field_name="slug", label=_("Organisation"), empty_label=ANY
    )
    kind = filters.ChoiceFilter(choices=Interaction.Kind.choices, label=_("Kind"), empty_label=ANY)

    class Meta:
        model = Interaction
        fields: list[str] = []


class FollowUpFilter(filters.FilterSet):
    organisation = filters.ModelChoiceFilter(
        field_name="interaction__organisation",
        queryset=seen_by_reader(Organisation),
        to_field_name="slug",
        label=_("Organisation"),
        empty_label=ANY,
    )
    state = filters.ChoiceFilter(
        method="in_state",
        choices=[("open", _("open")), ("late", _("late")), ("done", _("done"))],
        label=_("State"),
        empty_label=ANY,
    )

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return {"open": rows.open, "late": rows.late}.get(state, lambda: rows.filter(done_on__isnull=False))()


class ContractFilter(WordsFilter):
    """``state`` and ``attention`` are counted (``rules.renewal``), not stored: they change with the day."""

    searched = ("title", "slug", "reference", "parties__organisation__name")

    STATES = [("running", _("in force")), ("coming", _("begins later")), ("ended", _("ended"))]
    WHY = [("any", _("needs a decision")), ("review", _("review is late"))]

    kind = filters.ChoiceFilter(choices=Contract.Kind.choices, label=_("Kind"), empty_label=ANY)
    organisation = filters.ModelChoiceFilter(
        field_name="organisations",
        queryset=seen_by_reader(Organisation),
        to_field_name="slug",
        label=_("Party"),
        empty_label=ANY,
        distinct=True,
    )
    component = filters.ModelChoiceFilter(
        field_name="components",
        queryset=seen_by_reader(Component),
        to_field_name="slug",
        label=_("Component"),
        empty_label=ANY,
        distinct=True,
    )
    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("State"), empty_label=ANY)
    attention = filters.ChoiceFilter(method="that_wait", choices=WHY, label=_("Waits for"), empty_label=ANY)

    class Meta:
        model = Contract
        fields: list[str] = []

    def with_words(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        return super().with_words(rows, name, words).distinct()

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return rows.filter(pk__in=[row.pk for row in rows if row.outlook.state == state])

    def that_wait(self, rows: QuerySet, name: str, what: str) -> QuerySet:
        if not self.request.actor.is_agency:
            return rows  # what we have to do is our own knowledge
        today = clock.today()
        if what == "review":
            late = [row.pk for row in rows if row.outlook.review_due and row.outlook.review_due < today]
            return rows.filter(pk__in=late)
        return rows.filter(pk__in=[row.pk for row in rows if row.why_decide])
