"""What the list of documents may be narrowed by; pages and API share it."""

from __future__ import annotations

from datetime import timedelta

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from components.models import Component
from core import clock
from core.filters import ANY, WordsFilter, in_languages, seen_by_reader
from docs_library.models import Audience, Document, StaleSignal, Version
from docs_library.types import doc_types


class DocumentFilter(WordsFilter):
    """``attention`` is the agency's own knowledge: others are not asked."""

    searched = (*in_languages("title"), "slug", "reference")

    ATTENTION = [
        ("late", _("review is late")),
        ("soon", _("review within 30 days")),
        ("doubt", _("in doubt")),
        ("coming", _("a version is on its way")),
        ("none", _("nothing is in force")),
    ]

    type = filters.ChoiceFilter(choices=doc_types.choices, label=_("Type"), empty_label=ANY)
    component = filters.ModelChoiceFilter(
        field_name="components",
        queryset=seen_by_reader(Component),
        to_field_name="slug",
        label=_("Component"),
        empty_label=ANY,
        distinct=True,
    )
    audience = filters.ChoiceFilter(choices=Audience.choices, label=_("Whom it is for"), empty_label=ANY)
    attention = filters.ChoiceFilter(method="that_wait", choices=ATTENTION, label=_("Waits for"), empty_label=ANY)

    class Meta:
        model = Document
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.request and not self.request.actor.is_agency:
            self.filters.pop("attention")

    def that_wait(self, rows: QuerySet, name: str, what: str) -> QuerySet:
        actor, today = self.request.actor, clock.today()
        if not actor.is_agency:
            return rows
        versions = Version.objects.visible_to(actor).filter(document=OuterRef("pk"))
        signals = StaleSignal.objects.visible_to(actor).open().filter(document=OuterRef("pk"))
        soon = Q(review_on__gte=today, review_on__lte=today + timedelta(30))
        questions = {
            "late": Q(review_on__lt=today),
            "soon": soon,
            "doubt": Exists(signals),
            "coming": Exists(versions.coming()),
            "none": ~Exists(versions.in_force()),
        }
        return rows.filter(questions[what])


class VersionFilter(filters.FilterSet):
    document = filters.ModelChoiceFilter(
        queryset=seen_by_reader(Document), to_field_name="slug", label=_("Document"), empty_label=ANY
    )
    state = filters.ChoiceFilter(choices=Version.State.choices, label=_("State"), empty_label=ANY)

    class Meta:
        model = Version
        fields: list[str] = []
