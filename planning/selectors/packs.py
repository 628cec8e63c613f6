"""What the evidence pack of a year holds, as plain data: every measure with its rows as its reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.measures import LISTS, WINDOWS, Measure, Reading, ShownRow, is_open_to, measures, shown
from core.templatetags.ui_time import written
from planning.rules import duties
from planning.selectors import description, ledger

Say = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class PackRow:
    """A row that was counted: in which list, what, when (in words), why, its mark; ``count`` how many it stands for."""

    list_name: str
    what: str
    count: int
    when: str
    why: str
    mark: str


@dataclass(frozen=True, slots=True)
class PackMeasure:
    """A measure in the pack, in words, with its rows."""

    slug: str
    label: str
    rule: str
    role: str
    window: str
    figure: str
    per_cent: str
    target: str
    state: str
    state_word: str
    waits_for: str
    totals: Sequence[tuple[str, int]]
    comments: Sequence[str]
    rows: Sequence[PackRow]


@dataclass(frozen=True, slots=True)
class PackClause:
    number: str
    duty: str
    outcome: str
    measures: Sequence[PackMeasure]
    holes: Sequence[str]


@dataclass(frozen=True, slots=True)
class PackData:
    """The whole pack: who ordered it, as of when, by which code, and the clauses."""

    title: str
    year: int
    language: str
    as_of: datetime
    made_at: datetime
    made_by: str
    code_version: str
    clauses: Sequence[PackClause]

    @property
    def measures(self) -> list[PackMeasure]:
        return [one for clause in self.clauses for one in clause.measures]


def gather(actor: Actor, as_of: datetime, *, code_version: str, language: str, say: Say) -> PackData:
    """Count every measure that is open to everybody who reads the ledger; private ones stay out (rule 11). ``say(done,
    total, what)`` is told of each."""
    reading = Reading.of(as_of)
    agreed = ledger.agreed_targets(actor, reading.year, as_of)
    said = ledger.comments(actor, reading.year, as_of)
    chosen = sorted(
        (one for one in measures if one.readers is None and is_open_to(one, actor)),
        key=lambda one: ledger.in_order(one.slug),
    )
    found = []
    for number, one in enumerate(chosen, start=1):
        found.append(_measure(one, reading, actor, agreed.get(one.slug), said.get(one.slug, [])))
        say(number, len(chosen), f"{one.slug} {one.label}")
    return PackData(
        title=_("Fulfilment of the job description %(year)s") % {"year": reading.year},
        year=reading.year,
        language=language,
        as_of=as_of,
        made_at=clock.now(),
        made_by=actor.name,
        code_version=code_version,
        clauses=_by_clause(found),
    )


def _measure(one: Measure, reading: Reading, actor: Actor, agreed, said) -> PackMeasure:
    result = one.read(reading)
    state = ledger.state_of(one, result.value, agreed, reading.today)
    target = ledger.target_of(one, agreed)
    return PackMeasure(
        slug=one.slug,
        label=str(one.label),
        rule=str(one.rule),
        role=one.role_word,
        window=str(WINDOWS[one.window]),
        figure=_("no data") if result.is_empty else result.figure,
        per_cent=result.per_cent_text,
        target=str(target or "–"),
        state=state,
        state_word=str(ledger.WORDS[state]),
        waits_for=str(result.counted.waits_for),
        totals=[(str(word), result.total(name)) for name, word in LISTS.items()],
        comments=[f"{written(clock.local(row.created_at).date())} {row.by_name}: {row.text}" for row in said],
        rows=[_row(str(word), each) for name, word in LISTS.items() for each in shown(result.rows(name), actor)],
    )


def _row(list_name: str, each: ShownRow) -> PackRow:
    at = each.row.at
    when = written(clock.local(at) if isinstance(at, datetime) else at) if at else ""
    return PackRow(list_name, str(each.label), each.row.count, when, str(each.why), each.mark)


def _by_clause(found: Sequence[PackMeasure]) -> list[PackClause]:
    known = {one.slug for one in found}
    holes = [slug for slug in duties.EXPECTED if slug not in known and not slug.startswith("2.5.a")]
    rows = [
        PackClause(
            clause.number,
            clause.duty,
            clause.outcome,
            [one for one in found if duties.clause_of(one.slug) == clause.slug],
            [slug for slug in holes if duties.clause_of(slug) == clause.slug],
        )
        for clause in description.clauses()
    ]
    return [row for row in rows if row.measures or row.holes]
