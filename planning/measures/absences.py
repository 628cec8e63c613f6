"""Measure of section 1: days on which the holder of the post was away and nobody stood in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Substitution
from core.measures import NONE, NOT_DUE, YEAR, Counted, Measure, Reading, Row, kind_of, measures
from core.templatetags.ui_time import written
from planning.models import Absence
from planning.rules.days_away import Period, days_of, within, workdays
from planning.selectors.people import held

kind_of("absence", "planning", lambda actor: Absence.objects.visible_to(actor))


def without_deputy(reading: Reading) -> Counted:
    """1.deputy: working days of the holder's absences in the year up to the day of reading; each counts as one. Days
    that two absences share count once."""
    post = held("owner")
    people = {user for user, _first, _last in post}
    named = _named(reading, people)
    lists: dict[str, list[Row]] = defaultdict(list)
    seen: set[tuple[int, date]] = set()
    for row in _absences(reading, people):
        mine = [(first, last or date.max) for user, first, last in post if user == row.person_id]
        days = [
            day
            for day in days_of((row.from_on, row.until_on))
            if day.year == reading.year and within(day, mine) and (row.person_id, day) not in seen
        ]
        seen.update((row.person_id, day) for day in days)
        for place, part, why in _parts(days, named[row.person_id], reading.today):
            lists[place].append(_row(row, part[0], why, workdays(part)))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _absences(reading: Reading, people: set[int]) -> list[Absence]:
    last = date(reading.year, 12, 31)
    rows = Absence.objects.live().filter(person__in=people, from_on__lte=last, until_on__gte=reading.start_on)
    return list(rows.filter(created_at__lte=reading.as_of).select_related("person").order_by("from_on", "pk"))


def _named(reading: Reading, people: set[int]) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list)
    rows = Substitution.objects.live().filter(absent__in=people, created_at__lte=reading.as_of)
    for absent, first, last in rows.values_list("absent", "from_on", "until_on"):
        found[absent].append((first, last))
    return found


def _parts(days: list[date], named: list[Period], today: date) -> list[tuple[str, list[date], str]]:
    """The days with working days in them: those that had somebody, those that had nobody, those ahead."""
    past = [day for day in days if day <= today]
    groups = (
        ("fulfilled", [day for day in past if within(day, named)], _("somebody stood in: %(days)s")),
        ("missed", [day for day in past if not within(day, named)], _("nobody stood in: %(days)s")),
        ("left_out", [day for day in days if day > today], f"{NOT_DUE}: %(days)s"),
    )
    return [(place, part, words % {"days": _span(part)}) for place, part, words in groups if workdays(part)]


def _span(days: list[date]) -> str:
    told = {"work": workdays(days), "all": len(days), "first": written(days[0]), "last": written(days[-1])}
    return _("%(first)s – %(last)s, %(work)s working days of %(all)s calendar days") % told


def _row(row: Absence, at: date, why: str, count: int) -> Row:
    url = f"{reverse('absence_list')}?person={row.person_id}"
    return Row("absence", row.pk, str(row), url, at, why, count=count)


measures.register(
    Measure(
        "1.deputy",
        gettext_lazy("Days without a substitute"),
        gettext_lazy(
            "Working days of the year up to the day of reading on which the holder of the post was away and no "
            "substitute was named. Days off do not count."
        ),
        "support",
        YEAR,
        NONE,
        without_deputy,
        direction="down",
        unit="count",
    )
)
