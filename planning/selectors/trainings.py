"""Answers about trainings: counts, whose seat, materials, the calendar file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from math import ceil

from django.conf import settings
from django.db.models import Avg, Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, When

from core import clock
from core.actor import Actor
from core.ical import PRODUCT, folded, stamp, text
from docs_library.models import Document
from docs_library.selectors import library
from planning.access import PLANNING
from planning.models import Registration, Training
from planning.rules.trainings import length

UID_HOME = "training.uldkomponentide-portaal"  # not the address: UIDs must outlive a move
State = Registration.State
UPCOMING = (F("ahead").asc(nulls_last=True), F("held_on").desc(), F("pk").asc())


def with_counts(rows: QuerySet[Training], actor: Actor) -> QuerySet[Training]:
    """Each with ``taken``, ``waiting``, ``came``, ``rated``, ``mean`` and ``mine`` (state of the actor's own seat), the
    coming ones first and the last of the past ones after them."""
    seat = Q(registrations__state=State.REGISTERED)
    own = Registration.objects.visible_to(actor).filter(training=OuterRef("pk"), person=actor.responsible_id or 0)
    ahead = Case(When(held_on__gte=clock.today(), then=F("held_on")))
    return rows.annotate(
        taken=Count("registrations", filter=seat),
        waiting=Count("registrations", filter=Q(registrations__state=State.WAITING)),
        came=Count("registrations", filter=seat & Q(registrations__attended=True)),
        rated=Count("registrations__rating"),
        mean=Avg("registrations__rating"),
        mine=Subquery(own.exclude(state=State.CANCELLED).values("state")[:1]),
        ahead=ahead,
    ).order_by(*UPCOMING)


def materials_of(actor: Actor, training: Training) -> list[Document]:
    """Those that the actor may read, with ``shown`` (the version in force)."""
    rows = library(actor).filter(pk__in=training.materials.order_by().values("pk"))
    return [row for row in rows.order_by("slug") if row.shown]


def seen_registrations(actor: Actor, training: Training) -> list[Registration]:
    """Those whose names the actor may read, without what was given up: by organisation, then in turn."""
    rows = Registration.objects.visible_to(actor).filter(training=training).exclude(state=State.CANCELLED)
    return list(rows.select_related("organisation", "person").order_by("organisation__name", "created_at", "pk"))


def may_cancel(actor: Actor, registration: Registration) -> bool:
    """Whose seat it is, who registered them, and who holds trainings."""
    concerned = {registration.person_id, registration.registered_by_id} - {None}
    return actor.responsible_id in concerned or PLANNING.may(actor, "hold_trainings")


def comments_of(training: Training) -> list[str]:
    """What attendants wrote, in the order of the words, so that it does not follow that of the names."""
    rows = Registration.objects.filter(training=training).exclude(comment="")
    return sorted(rows.values_list("comment", flat=True))


def ratings_of(training: Training) -> dict[int, int]:
    """How many gave each rating."""
    rows = Registration.objects.filter(training=training, rating__isnull=False).order_by()
    return dict(rows.values_list("rating").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class AttendedDays:
    training: Training
    days: int | Decimal


def whole(days: Decimal) -> int | Decimal:
    """1 of 1.0: days are counted, not measured."""
    return int(days) if days == days.to_integral_value() else days.normalize()


def attended_by(people: Iterable[int], trainings: Iterable[Training]) -> list[AttendedDays]:
    """Which of the trainings these people attended, each once."""
    by_id = {one.pk: one for one in trainings}
    rows = Registration.objects.filter(person__in=people, attended=True, training__in=by_id)
    ids = rows.exclude(state=State.CANCELLED).order_by("training").values_list("training", flat=True).distinct()
    return [AttendedDays(by_id[pk], whole(by_id[pk].days)) for pk in ids]


def calendar_of(training: Training, url: str) -> bytes:
    """One training as a calendar file; SEQUENCE grows with every change, what was cancelled stays as CANCELLED."""
    seen = training.history.aggregate(n=Count("pk"), last=Max("history_date"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-TIMEZONE:{settings.TIME_ZONE}",
        "BEGIN:VEVENT",
        f"UID:{training.ref.lower()}@{UID_HOME}",
        f"DTSTAMP:{stamp(seen['last'] or training.created_at)}",
        f"SEQUENCE:{max(seen['n'] - 1, 0)}",
        *_times(training),
        f"SUMMARY:{text(training.title)}",
        *([f"DESCRIPTION:{text(training.about)}"] if training.about else []),
        *([f"LOCATION:{text(training.place)}"] if training.place else []),
        f"STATUS:{'CANCELLED' if training.state == Training.State.CANCELLED else 'CONFIRMED'}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def _times(training: Training) -> Sequence[str]:
    """Instants where the beginning of a training within a day is known, else whole days."""
    if training.starts_at_time and training.days <= 1:
        starts = clock.parse_local(f"{training.held_on}T{training.starts_at_time:%H:%M}")
        return [f"DTSTART:{stamp(starts)}", f"DTEND:{stamp(starts + length(training.days))}"]
    last = training.held_on + timedelta(days=max(1, ceil(training.days)))
    return [f"DTSTART;VALUE=DATE:{training.held_on:%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}"]
