"""Service hours: when somebody is at work, by weekday, on Tallinn's clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from core.clock import TALLINN
from core.deadlines.calendar import DAY, N_, SHORTER_MINUTES, Unreadable, is_holiday, is_shortened

Span = tuple[int, int]  # minutes from local midnight, from and to
_LETTERS = "ETKNRLP"
_DASH = re.compile(r"\s*[‐-―−-]\s*")
_CLOCK = r"(\d{1,2})(?:[.:](\d\d))?"
_DAYS = f"[{_LETTERS}](?:-[{_LETTERS}])?"
_PART = re.compile(rf"({_DAYS}(?:\s*,\s*{_DAYS})*)\s+{_CLOCK}-{_CLOCK}(?:\s*,\s*|\s*$)", re.ASCII)
_ROUND_THE_CLOCK = re.compile(r"ööpäev(?:a|aring)?\s*(?:läbi|ringselt)(?:\s+kriitilisele)?\s*(?:$|,)", re.IGNORECASE)
_REMARK = re.compile(r"\([^()]*\)|;.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Opening hours by weekday (Monday first) on Tallinn's clock: minutes from midnight, or None for a closed day.

    Hours close on public holidays and end three hours earlier on shortened days, unless ``round_the_clock``.
    """

    days: tuple[Span | None, ...]
    round_the_clock: bool = False

    def __post_init__(self) -> None:
        if len(self.days) != 7 or not any(self.days):
            raise Unreadable(N_("Service hours need at least one open weekday."))
        if any(span and not 0 <= span[0] < span[1] <= 24 * 60 for span in self.days):
            raise Unreadable(N_("Service hours must end later than they begin, on the same day."))

    @staticmethod
    def parse(text: str) -> ServiceHours:
        """See ``parse_hours``."""
        return parse_hours(text)

    def on(self, day: date) -> Span | None:
        """The open minutes of that calendar day, or None where it is closed."""
        span = self.days[day.weekday()]
        if self.round_the_clock or span is None:
            return span
        if is_holiday(day):
            return None
        begin, end = span
        end -= SHORTER_MINUTES if is_shortened(day) else 0
        return (begin, end) if begin < end else None

    def between(self, day: date) -> tuple[datetime, datetime] | None:
        """The same as instants in UTC."""
        span = self.on(day)
        return (instant(day, span[0]), instant(day, span[1])) if span else None

    def is_open(self, at: datetime) -> bool:
        """Whether the aware instant lies within the hours (the closing instant does not)."""
        opening = self.between(at.astimezone(TALLINN).date())
        return opening is not None and opening[0] <= at < opening[1]


def parse_hours(text: str) -> ServiceHours:
    """Hours as the catalogue writes them: ``E–R 8–17``, ``E–N 8.30–17.00, R 8.30–15.45``, ``ööpäev läbi``.

    What stands in brackets, after a semicolon, or after "ööpäev läbi," is a remark. Raises Unreadable (a ValueError).
    """
    plain = _DASH.sub("-", _REMARK.sub("", text)).strip()
    if _ROUND_THE_CLOCK.match(plain):
        return ALWAYS
    days: list[Span | None] = [None] * 7
    at = 0
    while at < len(plain) or not at:
        part = _PART.match(plain, at)
        if part is None:
            raise Unreadable(
                N_('Service hours "%(text)s" are not understood. Write them like "E–R 8–17" or "ööpäev läbi".'),
                text=text,
            )
        _enter(days, part, text)
        at = part.end()
    return ServiceHours(tuple(days))


def _enter(days: list[Span | None], part: re.Match[str], text: str) -> None:
    span = (_minutes(part[2], part[3], text), _minutes(part[4], part[5], text))
    for weekday in _weekdays(part[1], text):
        if days[weekday]:
            raise Unreadable(N_('Service hours "%(text)s" name the same weekday twice.'), text=text)
        days[weekday] = span


def _weekdays(names: str, text: str) -> Iterator[int]:
    for name in re.split(r"\s*,\s*", names):
        first, last = _LETTERS.index(name[0]), _LETTERS.index(name[-1])
        if last < first:
            raise Unreadable(N_('Service hours "%(text)s" name weekdays in the wrong order.'), text=text)
        yield from range(first, last + 1)


def _minutes(hour: str, minute: str | None, text: str) -> int:
    total = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or total > 24 * 60:
        raise Unreadable(N_('Service hours "%(text)s" hold a time that no clock shows.'), text=text)
    return total


ALWAYS = ServiceHours(((0, 24 * 60),) * 7, round_the_clock=True)
OFFICE = ServiceHours(((9 * 60, 17 * 60),) * 5 + (None, None))


def instant(day: date, minute: int) -> datetime:
    """A minute of the local day (0 to 1440) as an instant in UTC."""
    if minute == 24 * 60:
        return at_clock(day + DAY, time())
    return at_clock(day, time(minute // 60, minute % 60))


def at_clock(day: date, clock: time) -> datetime:
    """A time of Tallinn's clock as an instant in UTC."""
    return datetime.combine(day, clock, TALLINN).astimezone(UTC)
