"""Until when a contract runs, when notice must be given, when to remind: plain calendar arithmetic.

All days are calendar days of Europe/Tallinn and inclusive: a contract runs through its last day. A period of months
counts from the day after the last one (General Part of the Civil Code Act § 135–136), clipped to short months, and is
anchored on the start day: a contract of the 31st goes 28.02, 31.03, 30.04 and never slips to the 28th for good.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

FIXED, TACIT, EXPRESS = "fixed", "tacit", "express"
DAY = timedelta(days=1)
NOTICE_LEADS, REVIEW_LEADS = (30, 7), (30, 0)
EARLY_REVIEW = timedelta(days=60)  # a review made so long before its day counts for it
DECIDE_WITHIN = timedelta(days=60)
NEARLY_USED = Decimal("0.95")
_SPAN = re.compile(r"\s*(\d{1,3})\s*([dm])\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days or of calendar months."""

    count: int
    unit: str  # "d" or "m"

    @classmethod
    def parse(cls, text: str) -> Span | None:
        """``"60d"`` or ``"3m"``; None for an empty text. Raises ValueError for anything else, and for nought."""
        if not text.strip():
            return None
        found = _SPAN.fullmatch(text)
        if not found or not int(found[1]):
            raise ValueError(text)  # a term of no days would be renewed for ever
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def before(self, last: date) -> date:
        """The last day on which so much is still ahead until the end of ``last``."""
        if self.unit == "d":
            return last - timedelta(days=self.count)
        return add_months(last + DAY, -self.count) - DAY


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says. ``ends_on`` is the last day of its first term (None: open-ended); ``period`` is how long a
    tacit renewal lasts; ``notice`` how long before the end one must speak; ``stops_on`` the day that a notice, given
    or taken, set. ``used`` of ``amount`` was known on ``used_on``. ``review_on`` is the first yearly review."""

    starts_on: date
    ends_on: date | None = None
    mode: str = FIXED
    period: Span | None = None
    notice: Span | None = None
    stops_on: date | None = None
    amount: Decimal | None = None
    used: Decimal = Decimal(0)
    used_on: date | None = None
    review_on: date | None = None
    reviewed_on: date | None = None
    leads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """``kind`` (end, notice, review) and its ``target`` day name what is ahead; it is told ``lead`` days before."""

    kind: str
    target: date
    lead: int

    @property
    def on(self) -> date:
        return self.target - timedelta(days=self.lead)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A contract as of a day. ``ends_on``: last day of the running term; ``ends_by``: ``date``, ``amount`` or ``""``.
    ``notice_by``: last day to speak before it; ``rolls_to``: last day of the next term if nobody does. ``rolled``: how
    often it was renewed in silence. ``runs_out_on``: when the amount is used up at the pace so far, if before the end.
    ``review_due`` is the day of the yearly review that is not done."""

    state: str  # coming, running, ended
    ends_on: date | None
    ends_by: str
    notice_by: date | None
    rolls_to: date | None
    rolled: int
    runs_out_on: date | None
    review_due: date | None


def outlook(terms: Terms, on: date) -> Outlook:
    """Where the contract stands on that day: the one function that all pages, reminders and measures ask."""
    ends_on, rolled = _running_term(terms, on)
    used_up = terms.used_on if terms.amount and terms.used >= terms.amount else None
    is_by_amount = used_up is not None and (ends_on is None or used_up < ends_on)
    last = used_up if is_by_amount else ends_on
    is_over = last is not None and last < on
    goes_on = not is_by_amount and not is_over and terms.stops_on is None
    return Outlook(
        state="ended" if is_over else "coming" if terms.starts_on > on else "running",
        ends_on=last,
        ends_by="amount" if is_by_amount else "date" if last else "",
        notice_by=terms.notice.before(ends_on) if terms.notice and ends_on and goes_on else None,
        rolls_to=_term_end(terms, rolled + 1) if terms.mode == TACIT and terms.period and ends_on and goes_on else None,
        rolled=rolled,
        runs_out_on=None if used_up or is_over else _runs_out(terms, last),
        review_due=None if is_over else review_due(terms, on),
    )


def reminders(terms: Terms, on: date) -> list[Reminder]:
    """All that is to be told of the running term, early and late, soonest first. Other dates make other reminders, so
    that changing a contract's dates arms them anew."""
    view = outlook(terms, on)
    if view.state == "ended":
        return []
    found = [Reminder("end", view.ends_on, lead) for lead in terms.leads if view.ends_on and not view.rolls_to]
    found += [Reminder("notice", view.notice_by, lead) for lead in NOTICE_LEADS if view.notice_by]
    found += [Reminder("review", view.review_due, lead) for lead in REVIEW_LEADS if view.review_due]
    return sorted(found, key=lambda one: (one.on, one.target, one.kind))


def needs_decision(terms: Terms, on: date, decided: Collection[date] = ()) -> list[str]:
    """Why somebody must decide: ``end`` (within 60 days), ``amount`` (95 % used or it runs out within 60 days) or
    ``notice`` (its last day passed within 60 days). ``decided``: last days of terms that were decided on already."""
    view = outlook(terms, on)
    if view.state == "ended" or terms.stops_on or (view.ends_on in decided if view.ends_on else False):
        return []
    why = []
    if view.ends_on and not view.rolls_to and view.ends_on < on + DECIDE_WITHIN:
        why.append("end")
    is_nearly_used = bool(terms.amount) and terms.used >= terms.amount * NEARLY_USED
    if is_nearly_used or (view.runs_out_on and view.runs_out_on < on + DECIDE_WITHIN):
        why.append("amount")
    if view.notice_by and on - DECIDE_WITHIN <= view.notice_by < on:
        why.append("notice")
    return why


def review_due(terms: Terms, on: date) -> date | None:
    """The day of the yearly review that is open: the last one missed, else the next. None where none is agreed."""
    first = terms.review_on
    if first is None:
        return None
    days = [add_months(first, 12 * years) for years in range(max(on.year - first.year, 0) + 3)]
    to_do = [day for day in days if terms.reviewed_on is None or terms.reviewed_on < day - EARLY_REVIEW]
    missed = [day for day in to_do if day <= on]
    return missed[-1] if missed else to_do[0] if to_do else None


def add_months(day: date, months: int, *, anchor: int = 0) -> date:
    """The same day of a month so many later (earlier when negative), or ``anchor``; clipped to the month's length."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(anchor or day.day, calendar.monthrange(year, month + 1)[1]))


def _running_term(terms: Terms, on: date) -> tuple[date | None, int]:
    """Last day of the term that runs on the day, and how often it was renewed by then."""
    last, rolled = terms.ends_on, 0
    if terms.mode == TACIT and terms.period and last:
        while last < on and not (terms.stops_on and terms.stops_on <= last):
            rolled += 1
            last = _term_end(terms, rolled)
    if terms.stops_on and (last is None or terms.stops_on < last):
        last = terms.stops_on
    return last, rolled


def _term_end(terms: Terms, times: int) -> date:
    if terms.period.unit == "d":
        return terms.ends_on + timedelta(days=terms.period.count * times)
    first = terms.ends_on + DAY
    is_anchored = first == add_months(first, 0, anchor=terms.starts_on.day)
    return add_months(first, terms.period.count * times, anchor=terms.starts_on.day if is_anchored else 0) - DAY


def _runs_out(terms: Terms, last: date | None) -> date | None:
    """At the pace since the start, where the amount is gone before the last day."""
    if not terms.amount or terms.used <= 0 or terms.used_on is None or terms.used_on < terms.starts_on:
        return None
    days = (terms.used_on - terms.starts_on).days + 1
    left = ceil(days * terms.amount / terms.used)
    if left > 36500:
        return None
    gone = terms.starts_on + timedelta(days=left - 1)
    return gone if last is None or gone < last else None
