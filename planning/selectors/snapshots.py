"""A frozen ledger beside a recount as of the same instant: later corrections are differences, they rewrite nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.actor import Actor
from core.measures import LISTS, Measure, Reading, Row, ShownRow, is_open_to, measures, shown
from planning.models import Snapshot, SnapshotFigure
from planning.selectors.ledger import in_order


@dataclass(frozen=True, slots=True)
class Compared:
    """One frozen figure: what it is when counted today as of then, and which rows came to a list or left it."""

    figure: SnapshotFigure
    measure: Measure | None
    today: str
    came: Sequence[ShownRow] = ()
    left: Sequence[str] = ()

    @property
    def differs(self) -> bool:
        return bool(self.came or self.left) or self.today != self.figure.figure


def against_today(snapshot: Snapshot, actor: Actor) -> list[Compared]:
    """The snapshot's figures in the ledger's order."""
    reading = Reading.of(snapshot.as_of)
    known = {one.slug: one for one in measures if is_open_to(one, actor)}
    rows = sorted(snapshot.figures.all(), key=lambda row: in_order(row.measure))
    return [_compare(row, known.get(row.measure), reading, actor) for row in rows]


def _compare(figure: SnapshotFigure, measure: Measure | None, reading: Reading, actor: Actor) -> Compared:
    if measure is None:
        return Compared(figure, None, "")
    result = measure.read(reading)
    came: list[Row] = []
    left: list[str] = []
    for name in LISTS:
        then = Counter(figure.rows.get(name, []))
        now = Counter(row.mark for row in result.rows(name))
        came += [row for row in result.rows(name) if now[row.mark] > then[row.mark]]
        left += list((then - now).elements())
    return Compared(figure, measure, result.figure, shown(came, actor), left)
