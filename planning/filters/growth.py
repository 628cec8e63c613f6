"""What lists of accesses and decisions may be narrowed by; pages and API share them."""

from __future__ import annotations

from datetime import timedelta

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ANY, WordsFilter
from planning.models import AccessRequest, Decision

SOON = timedelta(days=14)


class AccessFilter(WordsFilter):
    searched = ("name", "ref__iexact", "holder__name")

    STATES = [*AccessRequest.State.choices, ("ending", _("ends within 14 days")), ("over", _("its day has passed"))]

    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("State"), empty_label=ANY)

    class Meta:
        model = AccessRequest
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        today, granted = clock.today(), rows.filter(state="granted")
        if state == "ending":
            return granted.filter(expires_on__range=(today, today + SOON))
        return granted.filter(expires_on__lt=today) if state == "over" else rows.filter(state=state)


class DecisionFilter(WordsFilter):
    searched = ("text", "basis", "ref__iexact")

    since = filters.DateFilter(field_name="taken_on", lookup_expr="gte", label=_("Since"))
    until = filters.DateFilter(field_name="taken_on", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = Decision
        fields: list[str] = []
