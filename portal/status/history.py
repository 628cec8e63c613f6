"""History by calendar month in Tallinn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from core import clock
from portal.status.facts import Facts, PublicNotice, Work

FORM = re.compile(r"(\d{4})-(\d{2})")
FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.replace(day=1))

    @classmethod
    def parse(cls, text: str) -> Month:
        """``2026-11``; an empty text is this month. Raises ValueError for another form or a month to come."""
        this = cls.of(clock.today())
        if not text:
            return this
        found = FORM.fullmatch(text)
        if not found:
            raise ValueError(text)
        month = cls(date(int(found[1]), int(found[2]), 1))
        if month > this or month.first.year < FIRST_YEAR:
            raise ValueError(text)
        return month

    @property
    def next(self) -> Month:
        return Month.of(self.first + timedelta(days=31))

    @property
    def previous(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def slug(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        return date_format(self.first, "YEAR_MONTH_FORMAT")


@dataclass(frozen=True, slots=True)
class Months:
    """The neighbours of a month, where anything is kept of them."""

    previous: Month | None
    next: Month | None


def months(first: date | None, shown: Month) -> Months:
    """``first`` is the oldest day of which there is anything."""
    back = shown.previous if first and shown.previous >= Month.of(first) else None
    return Months(back, shown.next if shown < Month.of(clock.today()) else None)


def within(facts: Facts, month: Month) -> tuple[list[PublicNotice], list[Work]]:
    """As ``board.month``, from a reading."""
    now = clock.now()
    notices = [one for one in facts.notices if Month.of(clock.local(one.published_at).date()) == month]
    works = [one for one in facts.works if Month.of(clock.local(one.starts_at).date()) == month and one.is_standing]
    return notices, [work for work in reversed(works) if work.starts_at < now]
