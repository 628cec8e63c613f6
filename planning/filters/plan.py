"""What lists of proposals and plan lines may be narrowed by."""

from __future__ import annotations

import django_filters as filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.actor import AGENCY_ROLES
from core.filters import ANY, WordsFilter, seen_by_reader
from planning.lifecycle import LINE_OPEN
from planning.models import QUARTERS, AgencyGoal, PlanLine, PlanningRound, Proposal

RUNNING = "jooksev"


def _people(request) -> QuerySet:
    return User.objects.visible_to(request.actor).with_role(*AGENCY_ROLES) if request else User.objects.none()


class ProposalFilter(WordsFilter):
    searched = ("ref", "title")

    state = filters.ChoiceFilter(choices=Proposal.State.choices, label=_("State"), empty_label=ANY)
    kind = filters.ChoiceFilter(choices=Proposal.Kind.choices, label=_("Kind"), empty_label=ANY)
    round = filters.ModelChoiceFilter(
        queryset=seen_by_reader(PlanningRound),
        to_field_name="ref",
        label=_("Planning round"),
        empty_label=ANY,
        null_label=_("running year"),
        null_value=RUNNING,
    )
    goal = filters.ModelChoiceFilter(
        queryset=seen_by_reader(AgencyGoal),
        to_field_name="code",
        label=_("Agency's goal"),
        empty_label=ANY,
        null_label=_("none"),
    )
    what = filters.ChoiceFilter(
        method="that",
        choices=[("late", _("handed in late")), ("auto", _("drafted by the portal")), ("waiting", _("not decided"))],
        label=_("Which"),
        empty_label=ANY,
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def that(self, rows: QuerySet, name: str, what: str) -> QuerySet:
        if what == "late":
            return rows.filter(round__isnull=False, submitted_at__gt=F("round__deadline_at"))
        if what == "auto":
            return rows.exclude(origin="")
        return rows.filter(state=Proposal.State.SUBMITTED)


class LineFilter(WordsFilter):
    """``year`` is this one where none is named; ``0`` stands for all."""

    searched = ("ref", "title")

    year = filters.NumberFilter(method="of_year", label=_("Year"), min_value=0, max_value=9999)
    quarter = filters.ChoiceFilter(choices=QUARTERS, label=_("Quarter"), empty_label=ANY)
    state = filters.ChoiceFilter(choices=PlanLine.State.choices, label=_("State"), empty_label=ANY)
    owner = filters.ModelChoiceFilter(queryset=_people, label=_("Owner"), empty_label=ANY)
    goal = filters.ModelChoiceFilter(
        queryset=seen_by_reader(AgencyGoal),
        to_field_name="code",
        label=_("Agency's goal"),
        empty_label=ANY,
        null_label=_("none"),
    )
    whose = filters.ChoiceFilter(
        method="that",
        choices=[("mine", _("mine")), ("late", _("late")), ("open", _("not done yet"))],
        label=_("Which"),
        empty_label=ANY,
    )

    class Meta:
        model = PlanLine
        fields: list[str] = []

    def of_year(self, rows: QuerySet, name: str, year: int) -> QuerySet:
        return rows.filter(year=year) if year else rows

    def that(self, rows: QuerySet, name: str, which: str) -> QuerySet:
        if which == "mine":
            return rows.filter(owner=self.request.actor.responsible_id or 0)
        return rows.filter(is_overdue=True) if which == "late" else rows.filter(state__in=LINE_OPEN)


class YearLineFilter(LineFilter):
    """Of pages: this year's plan where the address names none."""

    class Meta(LineFilter.Meta):
        pass

    def __init__(self, data=None, *args, **kwargs) -> None:
        data = data.copy() if data is not None else {}
        data.setdefault("year", str(clock.today().year))
        super().__init__(data, *args, **kwargs)
