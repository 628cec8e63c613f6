"""What lists of accesses and decisions may be narrowed by; pages and API share them."""

from __future__ import annotations

from datetime import timedelta

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from planning.models import AccessRequest, Decision

ANY = _("any")
SOON = timedelta(days=14)


class AccessFilter(filters.FilterSet):
    STATES = [*AccessRequest.State.choices, ("ending", _("ends within 14 days")), ("over", _("its day has passed"))]

    q = filters.CharFilter(method="with_words", label=_("Search"))
    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("State"), empty_label=ANY)

    class Meta:
        model = AccessRequest
        fields: list[str] = []

    def with_words(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        for word in words.split()[:8]:
            rows = rows.filter(Q(name__icontains=word) | Q(ref__iexact=word) | Q(holder__name__icontains=word))
        return rows

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        today, granted = clock.today(), rows.filter(state="granted")
        if state == "ending":
            return granted.filter(expires_on__range=(today, today + SOON))
        return granted.filter(expires_on__lt=today) if state == "over" else rows.filter(state=state)


class DecisionFilter(filters.FilterSet):
    q = filters.CharFilter(method="with_words", label=_("Search"))
    since = filters.DateFilter(field_name="taken_on", lookup_expr="gte", label=_("Since"))
    until = filters.DateFilter(field_name="taken_on", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = Decision
        fields: list[str] = []

    def with_words(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        for word in words.split()[:8]:
            rows = rows.filter(Q(text__icontains=word) | Q(basis__icontains=word) | Q(ref__iexact=word))
        return rows
