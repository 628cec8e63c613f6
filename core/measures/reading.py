"""The instant as of which a measure is read, and its windows (rule 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from core import clock
from core.measures.words import Window

T = TypeVar("T")
A_YEAR, RIPE = timedelta(days=365), timedelta(days=90)


@dataclass(frozen=True)
class Reading:
    """One look at a year as of an instant. What several measures need is asked once (``once``)."""

    as_of: datetime
    year: int
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, as_of: datetime) -> Reading:
        """The year in which the aware instant lies, on Tallinn's clock."""
        return cls(as_of, clock.local(as_of).year)

    @property
    def start(self) -> datetime:
        """The year's first instant."""
        return datetime.combine(self.start_on, time(), clock.TALLINN)

    @property
    def start_on(self) -> date:
        return date(self.year, 1, 1)

    @property
    def today(self) -> date:
        """The calendar day of ``as_of``."""
        return clock.local(self.as_of).date()

    @property
    def month_on(self) -> date:
        """The first day of the month of the last whole day: on the 1st that is the month before."""
        return (self.today - timedelta(days=1)).replace(day=1)

    def span(self, window: Window) -> tuple[datetime | None, datetime]:
        """From when until when rows belong to a window (rule 8); a state has no beginning. What ends with a whole day
        or month ends at the midnight after it. Days back are of 24 hours, whatever the clocks do."""
        now = self.as_of.astimezone(UTC)
        match window:
            case "state" | "review":  # when the last review was, its own app knows
                return None, self.as_of
            case "months":
                return self.start, max(self.start, midnight(self.today.replace(day=1)))
            case "month":
                return midnight(self.month_on), midnight(self.today)
            case "twelve_months":
                return now - A_YEAR, now
            case "mature":
                return now - A_YEAR, now - RIPE
            case "three_months":
                return midnight(months_before(self.today, 2)), self.as_of
        return self.start, self.as_of

    def falls(self, at: datetime | None, window: Window) -> bool:
        """Whether the instant lies in the window."""
        begins, ends = self.span(window)
        return at is not None and (begins is None or begins <= at) and at <= ends

    def holds(self, at: datetime | None) -> bool:
        """Whether the instant lies in the year so far."""
        return at is not None and self.start <= at <= self.as_of

    def known(self, at: datetime | None) -> datetime | None:
        """The instant where it had come by then."""
        return at if at is not None and at <= self.as_of else None

    def once(self, ask: Callable[[Reading], T]) -> T:
        """What ``ask`` finds, asked at most once in this reading."""
        if ask not in self.memo:
            self.memo[ask] = ask(self)
        return self.memo[ask]


def midnight(day: date) -> datetime:
    """The first instant of a day on Tallinn's clock."""
    return datetime.combine(day, time(), clock.TALLINN)


def months_before(day: date, count: int) -> date:
    """The first day of the month that many months before the day's own."""
    years, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(years, month + 1, 1)
