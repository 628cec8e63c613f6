"""What the lists of accounts may be narrowed by."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import ROLE_LABELS, AuditRecord, Organisation, Substitution, User
from core import clock


def organisations(request) -> QuerySet[Organisation]:
    return Organisation.objects.visible_to(request.actor).live()


class PersonFilter(filters.FilterSet):
    """People by words, role held today, organisation, and whether the account is open."""

    q = filters.CharFilter(label=_("Name or e-mail"), method="by_words", widget=forms.SearchInput)
    role = filters.ChoiceFilter(
        label=_("Role"), choices=list(ROLE_LABELS.items()), method="by_role", empty_label=_("All roles")
    )
    organisation = filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=organisations, method="by_organisation", empty_label=_("All organisations")
    )

    class Meta:
        model = User
        fields = ["q", "role", "organisation"]

    def by_words(self, queryset, name: str, value: str):
        return queryset.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def by_role(self, queryset, name: str, value: str):
        return queryset.filter(pk__in=User.objects.visible_to(self.request.actor).with_role(value).values("pk"))

    def by_organisation(self, queryset, name: str, value: Organisation):
        return queryset.filter(memberships__organisation=value, memberships__archived_at=None).distinct()


class SubstitutionFilter(filters.FilterSet):
    """Substitutions that are in force, to come, or past."""

    when = filters.ChoiceFilter(
        label=_("When"),
        choices=[("now", _("in force today")), ("later", _("to come")), ("past", _("past"))],
        method="by_time",
        empty_label=_("All days"),
    )

    class Meta:
        model = Substitution
        fields = ["when"]

    def by_time(self, queryset, name: str, value: str):
        today = clock.today()
        days = {"later": Q(from_on__gt=today), "past": Q(until_on__lt=today)}
        return queryset.current() if value == "now" else queryset.filter(days[value])


class AuditFilter(filters.FilterSet):
    """The trail by who, what, to what and when (Tallinn's days, both included)."""

    actor_name = filters.CharFilter(label=_("Who"), lookup_expr="icontains")
    action = filters.CharFilter(label=_("Action"), lookup_expr="istartswith")
    subject = filters.CharFilter(label=_("Object"), method="by_subject")
    since = filters.DateFilter(
        label=_("From"), field_name="at", lookup_expr="date__gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = filters.DateFilter(
        label=_("Until"), field_name="at", lookup_expr="date__lte", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = AuditRecord
        fields = ["actor_name", "action", "subject", "since", "until"]

    def by_subject(self, queryset, name: str, value: str):
        return queryset.filter(Q(subject=value) | Q(label__icontains=value))
