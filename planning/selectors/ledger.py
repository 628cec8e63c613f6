"""The duty ledger as of an instant: every measure's figure beside the target that was agreed, by the job description's
clauses. Counting all measures takes a hundred questions and more, so what was counted is kept for minutes; rows and
targets are asked anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from textwrap import shorten

from django.core.cache import cache
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.measures import LISTS, MISSED, ROLES, Measure, Reading, Result, Target, is_open_to, measures
from planning.models import LedgerComment, MeasureTarget
from planning.rules import duties, judging, quarters
from planning.selectors import description

KEPT_S, PAST_KEPT_S = 300, 3600  # figures of now; of an instant that is over, which only corrections change
NAMED = 4  # so many missed rows are named in a sentence
REFERENCE = re.compile(r"[A-ZÕÄÖÜ]{1,4}-[0-9][0-9-]*")
SCHEME = 1  # raise when what is kept changes its form

WORDS = {
    judging.MET: gettext_lazy("fulfilled"),
    judging.MISSED: gettext_lazy("missed"),
    judging.EMPTY: gettext_lazy("no data"),
    judging.UNAGREED: gettext_lazy("target not agreed"),
    judging.EARLY: gettext_lazy("too early to say"),
    judging.INFO: gettext_lazy("for information"),
    judging.PRIVATE: gettext_lazy("agreed"),
}
TRENDS = {
    judging.BETTER: (gettext_lazy("better than a quarter ago"), "arrow-up", "success"),
    judging.WORSE: (gettext_lazy("worse than a quarter ago"), "arrow-down", "warning"),
    judging.SAME: (gettext_lazy("as a quarter ago"), "equal", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted of one measure: plain data that may be kept. ``missed`` names its first missed rows."""

    figure: str
    per_cent: str
    n: int
    population: int
    value: Fraction | None
    totals: dict[str, int]
    missed: tuple[str, ...]
    months: tuple[tuple[int, int, int], ...]
    waits_for: str

    @classmethod
    def of(cls, result: Result) -> Figure:
        is_named = result.measure.readers is None
        missed = result.rows(MISSED)[:NAMED] if is_named else ()
        return cls(
            figure=result.figure,
            per_cent=result.per_cent_text,
            n=result.n,
            population=result.population,
            value=result.value,
            totals={name: result.total(name) for name in LISTS},
            missed=tuple(row.label for row in missed),
            months=tuple(result.months),
            waits_for=str(result.counted.waits_for),
        )


@dataclass(frozen=True, slots=True)
class Reckoning:
    """All measures as of an instant, and when they were counted."""

    as_of: datetime
    counted_at: datetime
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Line:
    """One measure as a reader of the ledger sees it."""

    measure: Measure
    figure: Figure | None
    state: str
    target: Target | None
    agreed: MeasureTarget | None
    trend: str = ""
    before: str = ""
    comments: Sequence[LedgerComment] = ()

    @property
    def slug(self) -> str:
        return self.measure.slug

    @property
    def role_word(self) -> str:
        return str(ROLES[self.measure.role])

    @property
    def word(self) -> str:
        return str(WORDS[self.state])

    @property
    def moved(self) -> tuple[str, str, str] | None:
        """(words, icon, tone) of how it moved; None where that can not be said."""
        return TRENDS.get(self.trend)

    @property
    def sentence(self) -> str:
        """``16 of 18; missed: UK-2026-005, UK-2026-010``: the figure in words."""
        if self.figure is None:
            return _("Agreed between the holder and the direct manager, and theirs alone to read.")
        if self.figure.waits_for or self.state == judging.EMPTY:
            return self.figure.waits_for or _("There is nothing to count yet.")
        return self._told

    @property
    def _told(self) -> str:
        missed = self.figure.totals[MISSED]
        if not missed:
            return _("Nothing was missed.")
        names = ", ".join(_short(name) for name in self.figure.missed)
        more = missed - len(self.figure.missed)
        if not names:
            return _("Missed: %(n)s") % {"n": missed}
        told = {"names": names, "more": more}
        return _("Missed: %(names)s and %(more)s more") % told if more > 0 else _("Missed: %(names)s") % told


@dataclass(frozen=True, slots=True)
class ClauseLines:
    """An outcome of the job description with its measures: the lead ones carry its state."""

    clause: description.Clause
    lines: Sequence[Line]
    holes: Sequence[str] = field(default=())

    @property
    def leads(self) -> list[Line]:
        return [line for line in self.lines if line.measure.role == "lead"] or list(self.lines[:1])

    @property
    def others(self) -> list[Line]:
        leads = self.leads
        return [line for line in self.lines if line not in leads]

    @property
    def state(self) -> str:
        return judging.worst([line.state for line in self.leads])

    @property
    def word(self) -> str:
        return str(WORDS[self.state])


def _short(label: str) -> str:
    """The reference at the head of a label (``UK-2026-005``), else its first words."""
    found = REFERENCE.match(label)
    return found[0] if found else shorten(label, 60, placeholder="…")


def reckon(*instants: datetime | None) -> list[Reckoning]:
    """All registered measures as of each aware instant (now where None), in the reader's language. What is kept is
    asked for at once; the rest is counted, and kept for a while."""
    keys = [_key(as_of) for as_of in instants]
    kept = cache.get_many(keys)
    for key, as_of in zip(keys, instants, strict=True):
        if key not in kept:
            kept[key] = count_all(as_of or clock.now())
            cache.set(key, kept[key], PAST_KEPT_S if as_of else KEPT_S)
    return [kept[key] for key in keys]


def quarter_ago(as_of: datetime | None) -> datetime:
    """The end of the same weekday a quarter earlier."""
    return clock.end_of(quarters.quarter_before(clock.local(as_of or clock.now()).date()))


def count_all(as_of: datetime) -> Reckoning:
    """The same, counted now."""
    reading = Reading.of(as_of)
    figures = {one.slug: Figure.of(one.read(reading)) for one in measures}
    return Reckoning(as_of, clock.now(), figures)


def forget(as_of: datetime | None = None) -> None:
    """Let the next reader count anew."""
    cache.delete(_key(as_of))


def _key(as_of: datetime | None) -> str:
    return f"duties:{SCHEME}:{get_language()}:{as_of.isoformat() if as_of else 'now'}"


def target_of(measure: Measure, agreed: MeasureTarget | None) -> Target | None:
    """The agreed target, else what is proposed."""
    if agreed is None or measure.target is None:
        return measure.target
    return Target(agreed.sign, agreed.value, measure.target.per_cent, measure.target.unit)


def agreed_targets(actor: Actor, year: int, as_of: datetime) -> dict[str, MeasureTarget]:
    """By measure the targets of the year that were agreed by then."""
    rows = MeasureTarget.objects.visible_to(actor).filter(year=year, agreed_on__lte=clock.local(as_of).date())
    return {row.measure: row for row in rows}


def lines(actor: Actor, as_of: datetime | None = None) -> list[Line]:
    """Every measure for the reader, in the ledger's order, with how it moved since a quarter before."""
    return lines_of(actor, *reckon(as_of, quarter_ago(as_of)))


def lines_of(actor: Actor, now: Reckoning, before: Reckoning, only: Iterable[Measure] | None = None) -> list[Line]:
    """The same of two reckonings, of the given measures alone where some are given."""
    year = clock.local(now.as_of).year
    agreed = agreed_targets(actor, year, now.as_of)
    said = comments(actor, year, now.as_of)
    chosen = sorted(only if only is not None else measures, key=lambda one: in_order(one.slug))
    return [_line(actor, one, now, before, agreed.get(one.slug), said.get(one.slug, [])) for one in chosen]


def in_order(slug: str) -> tuple[int, str]:
    """By which measures stand in the order of the job description's clauses."""
    return duties.ORDER.get(duties.clause_of(slug), len(duties.ORDER)), slug


def _line(
    actor: Actor,
    measure: Measure,
    now: Reckoning,
    before: Reckoning,
    agreed: MeasureTarget | None,
    said: Sequence[LedgerComment],
) -> Line:
    if not is_open_to(measure, actor):
        return Line(measure, None, judging.PRIVATE, None, None)
    figure, past = now.figures.get(measure.slug), before.figures.get(measure.slug)
    if figure is None:  # registered since it was counted
        figure = Figure.of(measure.read(Reading.of(now.as_of)))
    target = target_of(measure, agreed)
    moved = judging.trend(figure.value, past.value if past else None, target.sign) if target else ""
    return Line(
        measure,
        figure,
        state_of(measure, figure.value, agreed, clock.local(now.as_of).date()),
        target,
        agreed,
        trend=moved,
        before=past.figure if past and past.value is not None else "",
        comments=said,
    )


def state_of(measure: Measure, value: Fraction | None, agreed: MeasureTarget | None, day: date) -> str:
    target = target_of(measure, agreed)
    is_info = measure.role == "info" or target is None
    is_met = target.is_met_by(value) if target and agreed and value is not None else None
    return judging.judged(value, is_info=is_info, is_met=is_met, judged_from=measure.judged_from, day=day)


def comments(actor: Actor, year: int, as_of: datetime) -> dict[str, list[LedgerComment]]:
    """By measure what was said beside it in the year."""
    found: dict[str, list[LedgerComment]] = {}
    for row in LedgerComment.objects.visible_to(actor).live().filter(year=year, created_at__lte=as_of):
        found.setdefault(row.measure, []).append(row)
    return found


def clauses(found: Sequence[Line]) -> list[ClauseLines]:
    """The lines by clause: first the missed, then the holes, then the met ones; holes name measures nobody counts."""
    known = {line.slug for line in found}
    holes = [slug for slug in duties.EXPECTED if slug not in known]
    rows = [
        ClauseLines(
            clause,
            [line for line in found if duties.clause_of(line.slug) == clause.slug],
            [slug for slug in holes if duties.clause_of(slug) == clause.slug],
        )
        for clause in description.clauses()
    ]
    shown = [row for row in rows if row.lines or row.holes]
    return sorted(shown, key=lambda row: (judging.IN_ORDER.index(row.state), duties.ORDER[row.clause.slug]))
