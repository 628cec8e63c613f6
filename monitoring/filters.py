"""What lists of checks may be narrowed by; pages and API share it."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from components.models import Component
from core.filters import ANY, WordsFilter
from core.models import Environment
from monitoring.models import STATE_LABELS, Check, check_type_choices


def _components(request) -> QuerySet:
    if request is None:
        return Component.objects.none()
    return Component.objects.visible_to(request.actor).live().filter(checks__isnull=False).distinct()


class CheckFilter(WordsFilter):
    """``state`` is the shown one; ``paused`` is ``yes`` or ``no``."""

    searched = ("component__name__et", "component__slug", "slug", "fault_class")

    component = filters.ModelChoiceFilter(
        queryset=_components, to_field_name="slug", label=_("Component"), empty_label=ANY
    )
    type = filters.ChoiceFilter(choices=check_type_choices, label=_("Type"), empty_label=ANY)
    state = filters.ChoiceFilter(
        field_name="shown_state", choices=list(STATE_LABELS.items()), label=_("State"), empty_label=ANY
    )
    environment = filters.ChoiceFilter(choices=Environment.choices, label=_("Environment"), empty_label=ANY)
    paused = filters.ChoiceFilter(
        method="by_pause", choices=[("yes", _("paused")), ("no", _("running"))], label=_("Paused"), empty_label=ANY
    )

    class Meta:
        model = Check
        fields: list[str] = []

    def by_pause(self, rows: QuerySet, name: str, answer: str) -> QuerySet:
        return rows.filter(paused_at__isnull=answer == "no")
