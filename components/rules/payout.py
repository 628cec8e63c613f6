"""Payout windows (*väljamakseaeg*): when money is about to go out, faults weigh more and planned work is refused.

A rule names a day of the month and, where that day is off, how many working days after it the payments go out instead.
The window is measured in working days from the first and the last of these pay days, on Tallinn's clock. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from core.clock import TALLINN
from core.deadlines import N_, Unreadable, add_workdays, is_workday

LAST_DAY = 28  # every month has it
_MINUTE = timedelta(minutes=1)
_RULE = re.compile(
    r"kuu\s+(\d{1,2})\.?"
    r"(?:\s*[;,]\s*kui\s+puhkepäev,?\s+siis\s+järgmi(?:ne|sed|sel)\s+(?:([1-9])\s+)?tööpäev(?:a|al)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+−-])\s*(\d{1,2})\s*tp\s+([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Offset:
    """So many working days before (negative) or after a pay day, at a time of Tallinn's clock."""

    workdays: int
    clock: time


@dataclass(frozen=True, slots=True)
class PayoutRule:
    """``day`` of the month (1 to 28); on a day off, the next ``shift`` working days pay instead (0: none do)."""

    slug: str
    day: int
    shift: int
    begins: Offset
    ends: Offset


class Window(NamedTuple):
    """One month's window of a rule; instants in UTC, the minute of ``end`` still belongs to it."""

    rule: PayoutRule
    start: datetime
    end: datetime


def parse(slug: str, rule: str, begins: str, ends: str) -> PayoutRule:
    """The catalogue's texts (``kuu 8.``, ``-3tp 00:00``) as a rule. Raises Unreadable (a ValueError)."""
    day, shift = parse_rule(rule)
    made = PayoutRule(slug, day, shift, parse_offset(begins), parse_offset(ends))
    if (made.begins.workdays, made.begins.clock) >= (made.ends.workdays, made.ends.clock):
        raise Unreadable(N_('The payout window ends at "%(end)s", before it begins.'), end=ends)
    return made


def parse_rule(text: str) -> tuple[int, int]:
    """``kuu 5.; kui puhkepäev, siis järgmised 2 tööpäeva`` → (5, 2); ``kuu 8.`` → (8, 0). Raises Unreadable."""
    match = _RULE.fullmatch(text.strip())
    if match is None:
        raise Unreadable(
            N_(
                'The payout rule "%(text)s" is not understood. Write it like "kuu 8." or'
                ' "kuu 5.; kui puhkepäev, siis järgmised 2 tööpäeva".'
            ),
            text=text,
        )
    day = int(match[1])
    if not 1 <= day <= LAST_DAY:
        raise Unreadable(N_('The payout rule "%(text)s" needs a day from 1 to 28.'), text=text)
    shifted = int(match[2] or 1) if "puhkepäev" in text.lower() else 0
    return day, shifted


def parse_offset(text: str) -> Offset:
    """``-3tp 00:00`` → three working days before, at midnight. Raises Unreadable."""
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        raise Unreadable(
            N_('The bound "%(text)s" of a payout window is not understood. Write it like "-3tp 00:00".'), text=text
        )
    workdays = int(match[2]) * (1 if match[1] == "+" else -1)
    return Offset(workdays, time(int(match[3]), int(match[4])))


def pay_days(year: int, month: int, rule: PayoutRule) -> list[date]:
    """The day or days on which the month's money goes out."""
    day = date(year, month, rule.day)
    if is_workday(day) or not rule.shift:
        return [day]
    return [add_workdays(day, n) for n in range(1, rule.shift + 1)]


def window(year: int, month: int, rule: PayoutRule) -> tuple[datetime, datetime]:
    """From and to (UTC) of the window around the month's pay days."""
    days = pay_days(year, month, rule)
    return _moved(days[0], rule.begins), _moved(days[-1], rule.ends)


def active_windows(rules: Iterable[PayoutRule], at: datetime) -> list[Window]:
    """The windows that hold the aware instant."""
    return overlapping_windows(rules, at, at)


def overlapping_windows(rules: Iterable[PayoutRule], start: datetime, end: datetime) -> list[Window]:
    """The windows that share a minute with start to end (aware instants): planned work that they forbid."""
    months = _months(start, end)
    found = [Window(rule, *window(year, month, rule)) for rule in rules for year, month in months]
    return sorted((w for w in found if w.start <= end and start < w.end + _MINUTE), key=lambda w: w.start)


def _months(start: datetime, end: datetime) -> list[tuple[int, int]]:
    """The months between, and one more at each side: windows reach over the turn of a month."""
    first, last = (m.year * 12 + m.month - 1 for m in (start.astimezone(TALLINN), end.astimezone(TALLINN)))
    return [(n // 12, n % 12 + 1) for n in range(first - 1, last + 2)]


def _moved(day: date, offset: Offset) -> datetime:
    moved = datetime.combine(add_workdays(day, offset.workdays), offset.clock, TALLINN)
    return moved.astimezone(UTC)
