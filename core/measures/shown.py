"""Which measures there are, and what an actor may read of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.actor import Actor
from core.measures.figures import Measure, Row, RowKind
from core.permissions import reading_scopes
from core.registry import Registry


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
