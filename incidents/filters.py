"""One filter set of cases for page and API."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from components.models import Component, System
from core import clock
from core.filters import seen_by_reader
from core.models import Environment
from incidents.lifecycle import OPEN_STATES
from incidents.models import STATE_LABELS, FaultClass, Handover, Incident, Priority

STATES = [("open", _("open")), *STATE_LABELS.items(), ("all", _("all"))]
WHOSE = [("mine", _("mine")), ("nobody", _("nobody's")), ("party", _("with another party")), ("late", _("late"))]


class IncidentFilter(filters.FilterSet):
    """``state`` is ``open`` unless another is asked for."""

    q = filters.CharFilter(method="by_words", label=_("Search"))
    state = filters.ChoiceFilter(method="by_state", choices=STATES, label=_("State"), empty_label=None)
    whose = filters.ChoiceFilter(method="by_holder", choices=WHOSE, label=_("Whose turn"), empty_label=_("anybody's"))
    priority = filters.ChoiceFilter(choices=Priority.choices, label=_("Priority"), empty_label=_("all"))
    component = filters.ModelChoiceFilter(
        method="by_component",
        queryset=seen_by_reader(Component),
        to_field_name="slug",
        label=_("Component"),
        empty_label=_("all"),
    )
    system = filters.ModelChoiceFilter(
        queryset=seen_by_reader(System), to_field_name="slug", label=_("System"), empty_label=_("all")
    )
    fault_class = filters.ModelChoiceFilter(
        queryset=seen_by_reader(FaultClass), to_field_name="slug", label=_("Fault class"), empty_label=_("all")
    )
    environment = filters.ChoiceFilter(choices=Environment.choices, label=_("Environment"), empty_label=_("all"))
    source = filters.ChoiceFilter(choices=Incident.Source.choices, label=_("Source"), empty_label=_("all"))
    opened_from = filters.DateFilter(field_name="opened_at", lookup_expr="date__gte", label=_("Detected from"))
    opened_until = filters.DateFilter(field_name="opened_at", lookup_expr="date__lte", label=_("Detected until"))

    class Meta:
        model = Incident
        fields: list[str] = []

    def __init__(self, data=None, *args, **kwargs) -> None:
        data = data.copy() if data is not None else {}
        data.setdefault("state", "open")
        super().__init__(data, *args, **kwargs)

    def by_words(self, rows: QuerySet, _name: str, words: str) -> QuerySet:
        handovers = Handover.objects.visible_to(self.request.actor)
        for word in words.split()[:8]:
            rows = rows.filter(
                Q(ref__icontains=word)
                | Q(title__icontains=word)
                | Q(got__icontains=word)
                | Q(pk__in=handovers.filter(their_reference__icontains=word).values("incident"))
            )
        return rows

    def by_state(self, rows: QuerySet, _name: str, state: str) -> QuerySet:
        if state == "all":
            return rows
        return rows.filter(state__in=OPEN_STATES) if state == "open" else rows.filter(state=state)

    def by_component(self, rows: QuerySet, _name: str, component: Component) -> QuerySet:
        return rows.filter(Q(component=component) | Q(root=component))

    def by_holder(self, rows: QuerySet, _name: str, whose: str) -> QuerySet:
        if whose == "mine":
            return rows.filter(assignee_id=self.request.actor.responsible_id or 0)
        if whose == "nobody":
            return rows.filter(assignee__isnull=True)
        if whose == "late":
            return rows.filter(resolve_due_at__lt=clock.now(), state__in=OPEN_STATES)
        return rows.filter(state="forwarded")
