"""What the list of days away may be narrowed by; page and API share it."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.actor import AGENCY_ROLES
from planning.models import Absence


def _people(request) -> QuerySet:
    return User.objects.visible_to(request.actor).with_role(*AGENCY_ROLES) if request else User.objects.none()


class AbsenceFilter(filters.FilterSet):
    person = filters.ModelChoiceFilter(queryset=_people, label=_("Who is away"), empty_label=_("any"))
    when = filters.ChoiceFilter(
        method="that_are",
        choices=[("now", _("today")), ("ahead", _("ahead")), ("over", _("over"))],
        label=_("When"),
        empty_label=_("any"),
    )

    class Meta:
        model = Absence
        fields: list[str] = []

    def that_are(self, rows: QuerySet, name: str, what: str) -> QuerySet:
        today = clock.today()
        if what == "now":
            return rows.filter(from_on__lte=today, until_on__gte=today)
        return rows.filter(from_on__gt=today) if what == "ahead" else rows.filter(until_on__lt=today)
