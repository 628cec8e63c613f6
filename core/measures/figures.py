"""Rows that were counted, and the figure that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.measures.reading import Reading
from core.measures.words import (
    COUNT,
    ENOUGH,
    FULFILLED,
    MINUTES,
    MISSED,
    MONTH,
    MONTHS,
    ROLES,
    SHARE,
    YEAR,
    YES,
    Unit,
    Window,
)
from core.templatetags.ui_time import words_of_minutes


@dataclass(frozen=True, slots=True)
class Row:
    """A thing that was counted: ``kind`` and ``key`` (the row's id) say which, ``at`` by which date it belongs.

    ``why`` says in words why it stands where it stands; ``part`` tells rows of one thing apart (the words of a notice);
    ``count`` is how many it stands for, where its address lists them (letters); ``minutes`` what it took, for a figure
    of that unit.
    """

    kind: str
    key: int
    label: str
    url: str
    at: date | datetime | None
    why: str = ""
    part: str = ""
    count: int = 1
    minutes: int | None = None

    @property
    def mark(self) -> str:
        """What a snapshot keeps of it."""
        return f"{self.kind}:{self.key}" + (f"#{self.part}" if self.part else "")

    @property
    def month(self) -> int | None:
        at = clock.local(self.at) if isinstance(self.at, datetime) else self.at
        return at.month if at else None


@dataclass(frozen=True, slots=True)
class RowKind:
    """What rows of a kind are: ``visible(actor, keys)`` gives those that the person may see. A narrowed token sees none
    where its scopes do not read ``app``."""

    slug: str
    app: str
    visible: Callable[[Actor, Collection[int]], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Split:
    """The same rule for a part of those concerned, with minutes of the calendar that it took each."""

    label: str
    fulfilled: int
    total: int
    minutes: tuple[int, ...] = ()

    @property
    def middle(self) -> float | None:
        return median(self.minutes) if self.minutes else None

    @property
    def worst(self) -> int | None:
        return max(self.minutes, default=None)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a measure's function gives. ``waits_for`` says what datum is missing, where nothing can be counted yet."""

    fulfilled: Sequence[Row] = ()
    missed: Sequence[Row] = ()
    left_out: Sequence[Row] = ()
    splits: Sequence[Split] = ()
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A demo default: nobody has agreed to it (rule 5). ``per_cent`` tells shares from the rest; ``unit`` says what a
    number without it counts: things, minutes, or whether something is so (``SO``: 1 is yes)."""

    sign: Literal["≥", "≤"]
    value: int
    per_cent: bool = True
    unit: Literal["count", "minutes", "yes"] = COUNT

    def __str__(self) -> str:
        if self.per_cent:
            return f"{self.sign} {self.value} %"
        if self.unit == YES:
            return yes_or_no(bool(self.value))
        return f"{self.sign} {_('%(n)s min') % {'n': self.value} if self.unit == MINUTES else self.value}"

    def is_met_by(self, value: Fraction) -> bool:
        """Compared unrounded (rule 4)."""
        return value >= self.value if self.sign == "≥" else value <= self.value


NONE = Target("≤", 0, per_cent=False)
SO = Target("≥", 1, per_cent=False, unit=YES)


def yes_or_no(is_so: bool) -> str:
    return _("yes") if is_so else _("no")


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the ledger. ``slug`` is its id there (2.2.b-1); ``rule`` says in words what is counted.

    ``direction`` ``up``: the figure counts what fulfilled; ``down``: what missed. Of unit ``minutes`` every fulfilled
    or missed row says its own; ``yes`` is so where something fulfilled it and nothing missed.
    ``role``: ``lead`` carries its outcome, ``support`` explains it, ``info`` is another's. ``group`` is the page that
    shows it besides the ledger, where there is one. ``readers`` says to whom it is open, rows and figure alike, where
    that is not everybody who reads the ledger (rule 11). ``judged_from`` is the (month, day) before which it has no
    colour, as so much of a year would say nothing.
    """

    slug: str
    label: str
    rule: str
    role: Literal["lead", "support", "info"]
    window: Window
    target: Target | None
    count: Callable[[Reading], Counted]
    group: str = ""
    direction: Literal["up", "down"] = "up"
    unit: Unit = SHARE
    readers: Callable[[Actor], bool] | None = None
    judged_from: tuple[int, int] | None = None

    @property
    def clause(self) -> str:
        """The outcome of the job description: 2.2.b."""
        return self.slug.partition("-")[0]

    @property
    def role_word(self) -> str:
        return str(ROLES[self.role])

    def read(self, reading: Reading) -> Result:
        """Count, at most once in the reading."""
        if self not in reading.memo:
            reading.memo[self] = Result(self, reading, self.count(reading))
        return reading.memo[self]

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Result:
    """A measure as of an instant: its rows, and the figure that follows from them."""

    measure: Measure
    reading: Reading
    counted: Counted

    def rows(self, name: str) -> Sequence[Row]:
        """The rows of one of ``LISTS``."""
        return getattr(self.counted, name)

    def total(self, name: str) -> int:
        return sum(row.count for row in self.rows(name))

    @property
    def n(self) -> int:
        """The numerator."""
        return self.total(FULFILLED if self.measure.direction == "up" else MISSED)

    @property
    def population(self) -> int:
        return self.total(FULFILLED) + self.total(MISSED)

    @property
    def is_empty(self) -> bool:
        """Neither met nor missed: a hole (rule 2)."""
        return not self.population

    @property
    def value(self) -> Fraction | None:
        """Per cent, a count, minutes, or 1 for yes and 0 for no, unrounded; None where there is nothing to count."""
        if self.is_empty:
            return None
        match self.measure.unit:
            case "count":
                return Fraction(self.n)
            case "minutes":
                return Fraction(median(Fraction(row.minutes) for row in self._counted_rows))
            case "yes":
                return Fraction(not self.counted.missed)
        return Fraction(self.n * 100, self.population)

    @property
    def _counted_rows(self) -> list[Row]:
        return [*self.counted.fulfilled, *self.counted.missed]

    @property
    def per_cent(self) -> Decimal | None:
        """One decimal, half up; None for what is no share and for fewer than ``ENOUGH`` rows."""
        if self.is_empty or self.measure.unit != SHARE or self.population < ENOUGH:
            return None
        exact = Decimal(self.n * 100) / Decimal(self.population)
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def figure(self) -> str:
        """``7/9``, the count alone, ``23 min``, ``yes``; of minutes and answers a dash where there is none."""
        match self.measure.unit:
            case "count":
                return str(self.n)
            case "minutes":
                return "–" if self.value is None else words_of_minutes(float(self.value))
            case "yes":
                return "–" if self.value is None else yes_or_no(bool(self.value))
        return f"{self.n}/{self.population}"

    @property
    def per_cent_text(self) -> str:
        return "" if self.per_cent is None else f"{number_format(self.per_cent, 1)} %"

    @property
    def has_times(self) -> bool:
        """Whether its parts say how long it took them."""
        return any(split.minutes for split in self.counted.splits)

    @property
    def span(self) -> tuple[date | None, date]:
        """The first and the last day of the window; a state has no first one, nor has January a complete month."""
        begins, ends = self.reading.span(self.measure.window)
        is_whole = self.measure.window in (MONTHS, MONTH)
        last = clock.local(ends).date() - timedelta(days=is_whole)
        first = clock.local(begins).date() if begins else None
        return (first if first and first <= last else None), last

    @property
    def state(self) -> str:
        """``empty``; ``unagreed`` while nobody has confirmed the target, so that nothing is green or red (rule 5)."""
        return "empty" if self.is_empty else "unagreed"

    @property
    def months(self) -> list[tuple[int, int, int]]:
        """(month, fulfilled, all) of the year so far, or of its complete months; empty for other windows."""
        if self.measure.window not in (YEAR, MONTHS):
            return []
        last = self.reading.today.month - (self.measure.window == MONTHS)
        done = {month: 0 for month in range(1, last + 1)}
        missed = dict(done)
        for counts, name in ((done, FULFILLED), (missed, MISSED)):
            for row in self.rows(name):
                counts[row.month] += row.count
        return [(month, done[month], done[month] + missed[month]) for month in done]
