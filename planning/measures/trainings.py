"""Measures of trainings and advice (2.2.b-4, 2.2.b-5), and days of training of the holder (4.d5)."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Avg, Count, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.measures import NOT_DUE, YEAR, Counted, Measure, Reading, Row, Split, Target, kind_of, measures
from core.templatetags.ui_time import words_of_minutes, written
from planning.models import AdviceRequest, Training
from planning.rules.trainings import answer_took, is_in_time
from planning.selectors.people import holders
from planning.selectors.trainings import attended_by

kind_of("training", "planning", lambda actor: Training.objects.visible_to(actor))
kind_of("advice", "planning", lambda actor: AdviceRequest.objects.visible_to(actor))


def advice_row(row: AdviceRequest, why: str) -> Row:
    return Row("advice", row.pk, str(row), reverse("advice_detail", args=[row.ref]), row.asked_at, why)


def answered(reading: Reading) -> Counted:
    """2.2.b-4: answered, or waiting past the limit; what was withdrawn in time is no matter of it."""
    lists: dict[str, list[Row]] = defaultdict(list)
    rows = AdviceRequest.objects.filter(asked_at__gte=reading.start, asked_at__lte=reading.as_of)
    for row in rows.order_by("asked_at", "pk"):
        name, why = _answer_of(row, reading)
        lists[name].append(advice_row(row, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _answer_of(row: AdviceRequest, reading: Reading) -> tuple[str, str]:
    """(list, why) of a request as it stood then."""
    answered_at, withdrawn_at = reading.known(row.answered_at), reading.known(row.withdrawn_at)
    until = answered_at or withdrawn_at or reading.as_of
    took = words_of_minutes(answer_took(row.asked_at, until))
    if answered_at:
        why = _("answered in %(took)s of working time") % {"took": took}
        return ("fulfilled" if is_in_time(row.asked_at, until) else "missed"), why
    if not is_in_time(row.asked_at, until):
        return "missed", _("not answered in %(took)s of working time") % {"took": took}
    return "left_out", _("withdrawn by who asked") if withdrawn_at else str(NOT_DUE)


def year_of_trainings(reading: Reading) -> list[Training]:
    """Trainings of the year, each with ``was`` (its state then) and counts of seats, attendants and ratings."""
    seat = Q(registrations__state="registered")
    then = Q(registrations__rated_at__lte=reading.as_of)
    rows = Training.objects.live().filter(held_on__gte=reading.start_on, created_at__lte=reading.as_of)
    rows = rows.filter(held_on__year=reading.year).annotate(
        seats_taken=Count("registrations", filter=seat),
        came=Count("registrations", filter=seat & Q(registrations__attended=True)),
        rated=Count("registrations", filter=then),
        mean=Avg("registrations__rating", filter=then),
    )
    found = list(rows.order_by("held_on", "pk"))
    for row in found:
        row.was = row.state if reading.known(row.settled_at) else Training.State.PLANNED
    return found


def training_row(row: Training, why: str, count=1) -> Row:
    return Row("training", row.pk, str(row), reverse("training_detail", args=[row.ref]), row.held_on, why, count=count)


def held(reading: Reading) -> Counted:
    """2.2.b-5: of those planned with a day up to that day, which were held."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for row in reading.once(year_of_trainings):
        name, why = _outcome(row, reading)
        lists[name].append(training_row(row, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], splits=_splits(reading))


def _outcome(row: Training, reading: Reading) -> tuple[str, str]:
    """(list, why) of a training as it stood then."""
    if not row.is_planned:
        return "left_out", _("not in the year's plan")
    if row.held_on > reading.today:
        return "left_out", f"{NOT_DUE}: {written(row.held_on)}"
    if row.was == Training.State.HELD:
        told = {"came": row.came, "seats": row.seats_taken}
        return "fulfilled", _("held, %(came)s of %(seats)s registered came") % told
    if row.was == Training.State.CANCELLED:
        return "missed", _("cancelled: %(reason)s") % {"reason": row.cancelled_because}
    return "missed", _("not said to be held")


def _splits(reading: Reading) -> list[Split]:
    """Attended of registered, and rated of attended with the mean, for what was held in the plan and beside it."""
    found = []
    names = ((True, _("in the year's plan")), (False, _("beside the year's plan")))
    for is_planned, where in names:
        rows = [row for row in reading.once(year_of_trainings) if row.was == "held" and row.is_planned == is_planned]
        if not rows:
            continue
        came, rated = sum(row.came for row in rows), sum(row.rated for row in rows)
        label = _("Attended of those registered, %(where)s") % {"where": where}
        found.append(Split(label, came, sum(row.seats_taken for row in rows)))
        if rated:
            average = sum((row.mean or 0) * row.rated for row in rows) / rated
            told = {"mean": number_format(round(average, 2), 2), "where": where}
            found.append(Split(_("Mean rating %(mean)s by those who attended, %(where)s") % told, rated, came))
    return found


def own_days(reading: Reading) -> Counted:
    """4.d5: days of the trainings that whoever holds the post attended."""
    rows = [row for row in reading.once(year_of_trainings) if row.was == Training.State.HELD]
    found = [training_row(one.training, _days(one.days), one.days) for one in attended_by(holders(reading.today), rows)]
    waits = (
        "" if found else _("No training is noted that the holder attended; the record of studies is kept elsewhere.")
    )
    return Counted(found, waits_for=waits)


def _days(days) -> str:
    return ngettext("%(n)s day", "%(n)s days", int(days)) % {"n": number_format(days)}


for measure in (
    Measure(
        "2.2.b-4",
        gettext_lazy("Advice was given within 2 working days"),
        gettext_lazy(
            "Requests for advice of the year, answered or past the limit: within 960 minutes of working time."
        ),
        "support",
        YEAR,
        Target("≥", 90),
        answered,
    ),
    Measure(
        "2.2.b-5",
        gettext_lazy("Planned trainings were held"),
        gettext_lazy("Trainings of the year's plan whose day has come: held, not cancelled."),
        "support",
        YEAR,
        Target("≥", 90),
        held,
    ),
    Measure(
        "4.d5",
        gettext_lazy("Days of training"),
        gettext_lazy("Days of trainings that the holder of the post attended; for information only."),
        "info",
        YEAR,
        None,
        own_days,
        unit="count",
    ),
):
    measures.register(measure)
