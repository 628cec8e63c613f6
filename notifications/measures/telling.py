"""Measures of telling people: what was planned told in time, letters that arrived, notices that were acknowledged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditRecord
from core.deadlines import OFFICE, Duration, due_at
from core.measures import NOT_DUE, TELLING, YEAR, Counted, Measure, Reading, Row, Target, kind_of, measures
from core.templatetags.ui_time import written
from notifications.lifecycle import CANCELLED, DELIVERED, FAILED, WAITING
from notifications.measures.rows import notice_row
from notifications.models import Acknowledgement, Delivery, Notice, NoticeUpdate
from notifications.selectors import ahead_of
from notifications.types import lead_times

READ_WITHIN = Duration(10, "tp")  # 2.2.b-2
LETTERS = {
    DELIVERED: gettext_lazy("taken by the recipient's server or shown in the inbox"),
    FAILED: gettext_lazy("did not arrive"),
    WAITING: gettext_lazy("on the way"),
    CANCELLED: gettext_lazy("cancelled before it was sent"),
}

kind_of("letters", "notifications", lambda actor: NoticeUpdate.objects.visible_to(actor))
kind_of("acknowledgement", "notifications", lambda actor: Acknowledgement.objects.visible_to(actor))


class Letters(NamedTuple):
    """The first word's letters in one state: how many, and when the first of them got there."""

    state: str
    number: int
    first_at: datetime | None


def state_by(as_of: datetime) -> Case:
    """A letter's state as it stood then; one that waits past its last try has failed."""
    is_under_way = Q(ended_at__isnull=True) | Q(ended_at__gt=as_of)
    return Case(
        When(is_under_way & Q(give_up_at__lte=as_of), then=Value(FAILED)),
        When(is_under_way, then=Value(WAITING)),
        default=F("state"),
        output_field=CharField(),
    )


def told(reading: Reading) -> list[Notice]:
    """Notices first sent in the year, each with ``first_word`` (its id) and ``letters`` of that word: those are whom
    the notice told, later words go to the same circle. ``told_start`` is when it said then that the thing begins,
    whatever was corrected or moved since; ``withdrawn_at`` is None where that was not so by then."""
    letters = Delivery.objects.filter(notice_update=OuterRef("first_word")).order_by()
    letters = letters.annotate(then=state_by(reading.as_of)).values("then").annotate(n=Count("pk"), at=Min("ended_at"))
    words = NoticeUpdate.objects.filter(notice=OuterRef("pk")).order_by("at", "pk")
    rows = Notice.objects.live().filter(published_at__range=(reading.start, reading.as_of))
    rows = rows.annotate(first_word=Subquery(words.values("pk")[:1])).annotate(
        told=ArraySubquery(letters.values(json=JSONObject(state="then", n="n", at="at"))),
        told_start=Coalesce(first_version("starts_at"), "starts_at"),
        withdrawn=withdrawing(),
    )
    found = list(rows.order_by("published_at", "pk"))
    for notice in found:
        notice.letters = [_letters(one) for one in notice.told]
        withdrawn_at = (notice.withdrawn or notice.published_at) if notice.state == "cancelled" else None
        notice.withdrawn_at = reading.known(withdrawn_at)
    return found


def first_version(name: str) -> Subquery:
    """What a field held when the first word went out."""
    rows = Notice.history.filter(id=OuterRef("pk"), state="published").order_by("history_id")
    return Subquery(rows.values(name)[:1])


def withdrawing() -> Subquery:
    """The instant at which the trail says that the notice was withdrawn."""
    subject = Concat(Value("notifications.notice:"), Cast(OuterRef("pk"), CharField()))
    rows = AuditRecord.objects.filter(subject=subject, action="notifications.notice_cancel").order_by("-at")
    return Subquery(rows.values("at")[:1])


def _letters(one: dict) -> Letters:
    return Letters(one["state"], one["n"], datetime.fromisoformat(one["at"]) if one["at"] else None)


def first_told(notice: Notice) -> datetime | None:
    """When the first letter of its first word got there."""
    return min((one.first_at for one in notice.letters if one.state == DELIVERED), default=None)


def told_ahead(reading: Reading) -> Counted:
    """2.2.b-1: planned work and changes, by their first version; the limit is asked of who knows it. One that was
    withdrawn before its limit is left out: later it had to be told already."""
    kinds = {source.kind for source in lead_times}
    notices = [one for one in reading.once(told) if one.kind in kinds]
    timeless = [notice_row(one, _("it names no time")) for one in notices if not one.told_start]
    lists: dict[str, list[Row]] = defaultdict(list)
    for source in lead_times:
        mine = [one for one in notices if one.kind == source.kind and one.told_start]
        things = [replace(ahead_of(one), begins_at=one.told_start) for one in mine]
        for notice, (limit, rule) in zip(mine, source.limits(reading, things), strict=True):
            if notice.withdrawn_at and notice.withdrawn_at <= limit:
                lists["left_out"].append(notice_row(notice, _("withdrawn")))
                continue
            name, why = _in_time(first_told(notice), limit, reading.as_of)
            lists[name].append(notice_row(notice, f"{why} ({rule})"))
    return Counted(lists["fulfilled"], lists["missed"], [*timeless, *lists["left_out"]])


def _in_time(at: datetime | None, limit: datetime, as_of: datetime) -> tuple[str, str]:
    """In which list a thing stands that had to be done by ``limit``, and why so."""
    by = {"limit": written(limit)}
    if at is None and as_of <= limit:
        return "left_out", f"{NOT_DUE}: {written(limit)}"
    if at is None:
        return "missed", _("reached nobody; the limit was %(limit)s") % by
    words = _("reached the first reader %(at)s, the limit was %(limit)s") % {**by, "at": written(at)}
    return ("fulfilled" if at <= limit else "missed"), words


def arrived(reading: Reading) -> Counted:
    """2.2.b-3: the letters of each notice's first word, counted by their state."""
    lists: dict[str, list[Row]] = {DELIVERED: [], FAILED: [], WAITING: [], CANCELLED: []}
    for notice in reading.once(told):
        for one in notice.letters:
            lists[one.state].append(_letters_row(notice, one))
    return Counted(lists[DELIVERED], lists[FAILED], lists[WAITING] + lists[CANCELLED])


def _letters_row(notice: Notice, one: Letters) -> Row:
    url = f"{reverse('delivery_list')}?word={notice.first_word}&state={one.state}"
    label = f"{notice.title}: {LETTERS[one.state]}"
    why = {WAITING: str(NOT_DUE), DELIVERED: ""}.get(one.state, str(LETTERS[one.state]))
    return Row("letters", notice.first_word, label, url, notice.published_at, why, one.state, one.number)


def asked(reading: Reading) -> QuerySet:
    """Who was asked in the year to say that they have read."""
    rows = Acknowledgement.objects.filter(asked_at__range=(reading.start, reading.as_of)).order_by("pk")
    notice = "notice_update__notice__"
    return rows.values_list(
        "pk",
        Coalesce(F("user__name"), F("name"), F("address")),
        "address",
        "asked_at",
        "acknowledged_at",
        f"{notice}public_id",
        f"{notice}title",
        f"{notice}state",
        named=True,
    )


def acknowledged(reading: Reading) -> Counted:
    """2.2.b-2: of those asked, who has said so, once ten working days have passed; whoever has, counts at once."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for pk, name, address, asked_at, given_at, public_id, title, state in asked(reading):
        limit = due_at(asked_at, READ_WITHIN, OFFICE)
        is_given = reading.known(given_at)
        if state == "cancelled" and not is_given:
            place, why = "left_out", _("withdrawn")
        elif is_given:
            place, why = "fulfilled", _("confirmed %(at)s") % {"at": written(given_at)}
        elif reading.as_of <= limit:
            place, why = "left_out", f"{NOT_DUE}: {written(limit)}"
        else:
            place, why = "missed", _("has not confirmed; ten working days were over %(at)s") % {"at": written(limit)}
        url = reverse("notice_readers", args=[public_id])
        lists[place].append(Row("acknowledgement", pk, f"{name or address}: {title}", url, asked_at, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


measures.register(
    Measure(
        "2.2.b-1",
        gettext_lazy("Planned work and changes were told in time"),
        gettext_lazy(
            "Work: the first reader has it 48 hours before it begins, for a weekend or a Monday also by Friday 10:00. "
            "A change: as early as the longest notice period of the contracts that it touches, else 90 days."
        ),
        "lead",
        YEAR,
        Target("≥", 95),
        told_ahead,
        TELLING,
    )
)
measures.register(
    Measure(
        "2.2.b-2",
        gettext_lazy("Notices that ask for it were acknowledged"),
        gettext_lazy("Recipients who have confirmed, of those asked at least ten working days ago."),
        "support",
        YEAR,
        Target("≥", 90),
        acknowledged,
        TELLING,
    )
)
measures.register(
    Measure(
        "2.2.b-3",
        gettext_lazy("The notice arrived"),
        gettext_lazy(
            "Letters of each notice's first word that the recipient's server took or the inbox shows. "
            "Taken is not read."
        ),
        "support",
        YEAR,
        Target("≥", 99),
        arrived,
        TELLING,
    )
)
