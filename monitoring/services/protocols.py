"""Monthly protocols of monitoring: planned runs are counted day by day, complete months put on record and signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from accounts.services import audit
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.privacy import mask
from monitoring.access import MONITORING
from monitoring.models import CheckTerm, MonthSum, Ping, Protocol, Result
from monitoring.rules.planned import Kept, Slots, reviews, slots
from monitoring.types import check_types

SUMMER_LOCK = 7_304_001  # the advisory lock of the one who sums
SETTLED = timedelta(minutes=10)  # after midnight: the last runs of the day have been stored
FAR_BACK = timedelta(days=89)  # results are kept for 90 days
LONGEST_RUN = timedelta(seconds=90)
REVIEW = "inspection"
NOTE_LIMIT = 2000

RAN = f"""
SELECT slots.n, count(DISTINCT floor(({{began}} - slots.phase) / slots.step))
FROM (VALUES %s) AS slots (n, check_id, phase, step, first, last)
JOIN {Result._meta.db_table} r ON r.check_id = slots.check_id
    AND r.at >= to_timestamp(slots.phase + slots.first * slots.step)
    AND r.at < to_timestamp(slots.phase + (slots.last + 1) * slots.step + {LONGEST_RUN.seconds})
WHERE floor(({{began}} - slots.phase) / slots.step) BETWEEN slots.first AND slots.last
GROUP BY slots.n
""".format(began="(extract(epoch FROM r.at) - r.duration_ms / 1000.0)")  # noqa: S608  (our own names)


def sum_months() -> int:
    """Count the days that are over and not counted yet, and put the months that are complete on record; gives how many
    days were counted. Safe to run in many workers at once."""
    last = clock.local(clock.now() - SETTLED).date() - timedelta(days=1)
    counted, day = 0, _first_open(last)
    while day is not None and day <= last:
        if not _sum_day(day):
            break
        counted, day = counted + 1, day + timedelta(days=1)
    close_months(last)
    return counted


def _first_open(last: date) -> date | None:
    """The first day that is not counted yet; None where no check was ever on."""
    done = MonthSum.objects.aggregate(done=Max("summed_on"))["done"]
    began = CheckTerm.objects.aggregate(began=Min("from_at"))["began"]
    if began is None:
        return None
    first = max(clock.local(began).date(), last - FAR_BACK)
    return max(first, done + timedelta(days=1)) if done else first


@transaction.atomic
def _sum_day(day: date) -> bool:
    """Add a day to the sums of its month, once; False where somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SUMMER_LOCK])
        if not cursor.fetchone()[0]:
            return False
    found = kept_on(day)
    month = day.replace(day=1)
    rows = {one.check_definition_id: one for one in MonthSum.objects.select_for_update().filter(month=month)}
    if any(one.summed_on >= day for one in rows.values()):
        return True
    for pk in sorted({*found, *rows}):
        row = rows.setdefault(pk, MonthSum(check_definition_id=pk, month=month))
        kept = found.get(pk, Kept(0, 0))
        row.planned, row.ran, row.summed_on = row.planned + kept.planned, row.ran + kept.ran, day
    MonthSum.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["check_definition", "month"],
        update_fields=["planned", "ran", "summed_on"],
    )
    return True


def kept_on(day: date) -> dict[int, Kept]:
    """Of each check that was on at some time of the day: the runs planned in it and those that happened. A heartbeat is
    a run of somebody else's: whether it came says nothing of our watching, so none is planned here."""
    begins, ends = (datetime.combine(each, time(), clock.TALLINN) for each in (day, day + timedelta(days=1)))
    terms = CheckTerm.objects.filter(from_at__lt=ends).exclude(until_at__lte=begins)
    terms = list(terms.select_related("check_definition").order_by("check_definition", "from_at"))
    active = [slug for slug, kind in check_types.items() if kind.way != "signs"]
    runs = _runs([one for one in terms if one.check_definition.type in active], begins, ends)
    return runs | _reviews([one for one in terms if one.check_definition.type == REVIEW], begins, ends)


def _runs(terms: Iterable[CheckTerm], begins: datetime, ends: datetime) -> dict[int, Kept]:
    planned: list[tuple[int, Slots]] = [
        (
            term.check_definition_id,
            slots(term.check_definition.slug, term.interval_s, term.from_at, term.until_at or ends, begins, ends),
        )
        for term in terms
    ]
    ran = _ran(planned)
    found: dict[int, Kept] = {}
    for number, (pk, one) in enumerate(planned):
        before = found.get(pk, Kept(0, 0))
        found[pk] = Kept(before.planned + one.count, before.ran + ran.get(number, 0))
    return found


def _ran(planned: list[tuple[int, Slots]]) -> dict[int, int]:
    """By the place in the list, in how many of the slots the check was run: one statement."""
    values = [(number, pk, *one) for number, (pk, one) in enumerate(planned) if one.count]
    if not values:
        return {}
    with connection.cursor() as cursor:
        return dict(execute_values(cursor.cursor, RAN, values, page_size=len(values), fetch=True))


def _reviews(terms: Iterable[CheckTerm], begins: datetime, ends: datetime) -> dict[int, Kept]:
    by_check = {pk: list(group) for pk, group in groupby(terms, key=lambda one: one.check_definition_id)}
    signed: dict[int, list[datetime]] = defaultdict(list)
    pings = Ping.objects.filter(check_definition_id__in=by_check, kind=Ping.Kind.SUCCESS, at__lt=ends)
    for pk, at in pings.values_list("check_definition_id", "at"):
        signed[pk].append(at)
    found = {}
    for pk, of_check in by_check.items():
        parts = [
            reviews(
                signed[pk],
                term.from_at,
                timedelta(seconds=term.interval_s + term.grace_s),
                begins,
                min(ends, term.until_at or ends),
            )
            for term in of_check
        ]
        found[pk] = Kept(sum(one.planned for one in parts), sum(one.ran for one in parts))
    return found


@transaction.atomic
def close_months(last: date) -> int:
    """Put on record the months that are over and counted to their last day; gives how many."""
    sums = MonthSum.objects.values("month").annotate(planned=Sum("planned"), ran=Sum("ran"), until=Max("summed_on"))
    known = set(Protocol.objects.values_list("month", flat=True))
    made = 0
    for row in sums.order_by("month"):
        one = Protocol(month=row["month"], planned=row["planned"], ran=row["ran"])
        if one.month not in known and one.last_day <= last and row["until"] >= one.last_day:
            made += Protocol.objects.get_or_create(month=one.month, defaults={"planned": one.planned, "ran": one.ran})[
                1
            ]
    return made


@transaction.atomic
def sign_protocol(*, protocol: Protocol, note: str = "", by: Actor) -> Protocol:
    """Somebody answers for what the month shows. Raises Conflict where it is signed already."""
    MONITORING.require(by, "sign")
    protocol = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if protocol.signed_at:
        raise Conflict(_("The protocol is signed already: it does not change any more."))
    protocol.note = mask(note.strip())[:NOTE_LIMIT]
    protocol.signed_at, protocol.signed_by_id = clock.now(), by.user_id
    protocol.signed_name, protocol.acting_for_name = by.name, by.acting_for_name
    protocol.save()
    subject = f"monitoring.protocol:{protocol.pk}"
    audit.record("monitoring.sign_protocol", by=by, subject=subject, label=protocol.slug, reason=protocol.note)
    return protocol
