"""What the list of work may be narrowed by; tasks in the API by their own filter set."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from planning.models import Task
from planning.rules.months import parse_month
from planning.selectors import work
from planning.types import WorkItem, work_sources

WHOSE = [
    ("mine", _("mine")),
    ("ordered", _("ordered by me")),
    ("substituted", _("of those whom I substitute")),
    ("all", _("everybody's")),
]
STATES = [
    ("open", _("not done")),
    ("late", _("late")),
    ("waiting", _("waits for acceptance")),
    ("done", _("done")),
    ("any", _("any")),
]


class WorkForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    view = forms.CharField(widget=forms.HiddenInput, required=False)
    month = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("any")), *((one.slug, one.label) for one in work_sources)]

    def clean_month(self):
        """The month's first day; this month where none is given."""
        given = self.cleaned_data["month"]
        try:
            return parse_month(given) if given else clock.today().replace(day=1)
        except ValueError:
            raise forms.ValidationError(_("There is no such month: write it as 2026-11.")) from None


class WorkFilter:
    """The same rows for every view of the page; what is asked wrongly is told, and counts as not asked."""

    def __init__(self, data, actor: Actor) -> None:
        self.form, self.actor = WorkForm(data or {}), actor
        self.form.is_valid()

    def asked(self, name: str) -> str:
        given = self.form.cleaned_data.get(name) or ""
        return given or {"whose": "mine", "state": "open"}.get(name, "")

    @property
    def month(self):
        return self.form.cleaned_data.get("month") or clock.today().replace(day=1)

    def rows(self) -> list[WorkItem]:
        state = self.asked("state")
        wanted = work.wanted(self.actor, self.asked("whose"), with_done=state in ("done", "any"))
        items = work.work(self.actor, wanted, self.asked("kind"))
        return work.narrowed(items, state, self.asked("q"))


class TaskFilter(filters.FilterSet):
    STATES = [*Task.State.choices, ("late", _("late")), ("unfinished", _("not done"))]

    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("State"))
    origin = filters.ChoiceFilter(choices=Task.Origin.choices, label=_("Origin"))
    responsible = filters.CharFilter(field_name="responsible__email", lookup_expr="iexact", label=_("Responsible"))
    about = filters.CharFilter(label=_("About"))

    class Meta:
        model = Task
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        if state == "late":
            return rows.filter(state__in=("open", "returned"), due_on__lt=clock.today())
        return rows.open() if state == "unfinished" else rows.filter(state=state)
