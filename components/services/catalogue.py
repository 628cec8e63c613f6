"""The catalogue from files and back: all or nothing, and the second time nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.services import record
from components.engine.reader import KNOWN_SECTIONS, Fault, Row, fault_at, read
from components.models import Component
from components.services.rows import CHANGED, CREATED, SAME
from components.types import CatalogueError, CatalogueSection, catalogue_sections
from core.actor import Actor, acting

STARTER = Path(__file__).resolve().parent.parent / "catalogue" / "starter"


class CatalogueRefused(Exception):
    """The files hold faults; nothing was stored."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(slots=True)
class ImportReport:
    """What an import did: counts by section, sections that no part of the portal takes, components nobody owns."""

    outcomes: dict[str, dict[int, str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    without_owner: list[str] = field(default_factory=list)

    def add(self, key: str, place: int, outcome: str) -> None:
        """The outcome of a row of a section; a second look at the row can only turn "same" into something else."""
        seen = self.outcomes.setdefault(key, {})
        if seen.get(place, SAME) == SAME:
            seen[place] = outcome

    @property
    def counts(self) -> dict[str, Counter]:
        return {key: Counter(seen.values()) for key, seen in self.outcomes.items()}

    @property
    def total(self) -> Counter:
        return sum(self.counts.values(), Counter())

    @property
    def has_changed(self) -> bool:
        return bool(self.total[CREATED] or self.total[CHANGED])


class _DryRun(Exception):
    """Leaves the transaction behind."""


def import_catalogue(*, by: Actor, paths: Iterable[Path] = (STARTER,), dry_run: bool = False) -> ImportReport:
    """Load files or folders in one transaction. Raises CatalogueRefused with every fault found; then nothing is
    stored. With ``dry_run`` nothing is stored either, and the report says what would have been."""
    found = read(paths)
    report = ImportReport(left_out=_left_out(found.sections))
    try:
        with transaction.atomic(), acting(by):
            faults = found.faults + _load(found.sections, report, by)
            if faults:
                raise CatalogueRefused(sorted(faults, key=lambda fault: (fault.file, fault.line)))
            report.without_owner = list(Component.objects.shared().filter(owner=None).values_list("slug", flat=True))
            _record(report, by)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


def export_catalogue() -> dict[str, list[dict[str, Any]]]:
    """Every section's rows, as an import takes them."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for section in _ordered():
        rows.setdefault(section.file_key, []).extend(section.dump())
    return {key: rows[key] for key in sorted(rows, key=KNOWN_SECTIONS.index) if rows[key]}


def _ordered() -> list[CatalogueSection]:
    return sorted(catalogue_sections, key=lambda section: section.order)


def _left_out(sections: dict[str, list[Row]]) -> list[str]:
    taken = {section.file_key for section in catalogue_sections}
    return [key for key in sections if key not in taken]


def _load(sections: dict[str, list[Row]], report: ImportReport, by: Actor) -> list[Fault]:
    faults: list[Fault] = []
    for section in _ordered():
        for row in sections.get(section.file_key, ()):
            _load_row(section, row, report, faults, by)
    if faults:
        return faults
    for section in _ordered():
        rows = sections.get(section.file_key, [])
        faults += [_fault(error, rows) for error in section.check(rows)] if rows else []
    return faults


def _load_row(section: CatalogueSection, row: Row, report: ImportReport, faults: list[Fault], by: Actor) -> None:
    """One row in its own savepoint, so that a database's refusal does not end the search for faults."""
    try:
        with transaction.atomic():
            outcome = section.load(row, by=by)
    except CatalogueError as error:
        faults.append(fault_at(row, error.field, error.message))
    else:
        report.add(section.file_key, id(row), outcome)


def _fault(error: CatalogueError, rows: list[Row]) -> Fault:
    row = error.row if isinstance(error.row, Row) else None
    return fault_at(row, error.field, error.message) if row else Fault(rows[0].file, 0, error.field, error.message)


def _record(report: ImportReport, by: Actor) -> None:
    if report.has_changed:
        counts = {key: dict(counts) for key, counts in report.counts.items()}
        record("components.import_catalogue", by=by, changes=counts)
