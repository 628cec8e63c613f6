"""Measures of the duty ledger: functions that apps register, each counting rows as of an instant.

A measure names who fulfilled a rule, who missed it, and who was left out with the reason; every figure is the number of
such rows, so that it can be opened and questioned. Rules of the ledger (duty-ledger.md) stand in their numbers: 2 empty
populations, 3 rows not yet due, 4 small numbers, 5 targets, 8 windows.

A figure is of one unit: a ``share`` (n of N), a ``count``, ``minutes`` (the median of what each row took) or ``yes``
(whether the one thing asked is so).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Literal, TypeVar

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actor import Actor
from core.permissions import reading_scopes
from core.registry import Registry
from core.templatetags.ui_time import words_of_minutes

T = TypeVar("T")
ENOUGH = 5  # rule 4: a percentage of fewer rows would say more than is known
SHARE, COUNT, MINUTES, YES = "share", "count", "minutes", "yes"
Unit = Literal["share", "count", "minutes", "yes"]
YEAR, STATE, MONTHS, MONTH = "year", "state", "months", "month"
TWELVE_MONTHS, MATURE, THREE_MONTHS = "twelve_months", "mature", "three_months"
Window = Literal["year", "state", "months", "month", "twelve_months", "mature", "three_months"]
TELLING = "telling"  # the group of measures of what people were told
WINDOWS: dict[str, str] = {
    YEAR: gettext_lazy("the year so far"),
    STATE: gettext_lazy("as it stands that day"),
    MONTHS: gettext_lazy("the complete months of the year"),
    MONTH: gettext_lazy("the month up to the day before"),
    TWELVE_MONTHS: gettext_lazy("the last 365 days"),
    MATURE: gettext_lazy("from 365 to 90 days ago: each had 90 full days since"),
    THREE_MONTHS: gettext_lazy("this month and the two before"),
}
A_YEAR, RIPE = timedelta(days=365), timedelta(days=90)
FULFILLED, MISSED, LEFT_OUT = "fulfilled", "missed", "left_out"
LISTS = {
    FULFILLED: gettext_lazy("Fulfilled"),
    MISSED: gettext_lazy("Missed"),
    LEFT_OUT: gettext_lazy("Left out"),
}
ROLES = {
    "lead": gettext_lazy("lead measure"),
    "support": gettext_lazy("supporting"),
    "info": gettext_lazy("for information"),
}
NOT_DUE = gettext_lazy("still in time")


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
            case "state":
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


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as an actor may read it: counted always, named only where it is theirs to see."""

    row: Row
    is_seen: bool

    @property
    def label(self) -> str:
        return self.row.label if self.is_seen else _("Not yours to see")

    @property
    def url(self) -> str:
        return self.row.url if self.is_seen else ""

    @property
    def why(self) -> str:
        return self.row.why if self.is_seen else ""

    @property
    def mark(self) -> str:
        return self.row.mark if self.is_seen else ""


measures: Registry[Measure] = Registry()
row_kinds: Registry[RowKind] = Registry()


def is_open_to(measure: Measure, actor: Actor) -> bool:
    """Whether the actor may read its figure and rows; a private one is known to others by its name alone (rule 11)."""
    return measure.readers is None or measure.readers(actor)


def of_group(group: str) -> list[Measure]:
    """The measures of a group in the ledger's order."""
    return sorted((one for one in measures if one.group == group), key=lambda one: one.slug)


def shown(rows: Sequence[Row], actor: Actor) -> list[ShownRow]:
    """The rows for a reader, one question for each kind."""
    keys: dict[str, set[int]] = {}
    for row in rows:
        keys.setdefault(row.kind, set()).add(row.key)
    seen = {kind: _visible(row_kinds.get(kind), actor, ids) for kind, ids in keys.items()}
    return [ShownRow(row, row.key in seen[row.kind]) for row in rows]


def _visible(kind: RowKind, actor: Actor, keys: Collection[int]) -> set[int]:
    reads = not actor.scopes or bool(actor.scopes & reading_scopes(kind.app))
    return set(kind.visible(actor, keys)) if reads else set()


def kind_of(slug: str, app: str, queryset: Callable[[Actor], object]) -> RowKind:
    """Register a kind whose rows are a queryset's: ``queryset(actor)`` gives those that the actor may see."""
    return row_kinds.register(
        RowKind(slug, app, lambda actor, keys: queryset(actor).filter(pk__in=keys).values_list("pk", flat=True))
    )
