"""The pack as a workbook: a sheet of measures, a sheet of all rows that were counted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from openpyxl import Workbook

from core.exports import cell

if TYPE_CHECKING:
    from planning.selectors.packs import PackData


def make(data: PackData) -> bytes:
    book = Workbook(write_only=True)
    _measures(book.create_sheet(_("Measures")[:31]), data)
    _rows(book.create_sheet(_("Rows")[:31]), data)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _measures(sheet, data: PackData) -> None:
    heads = [_("Clause"), _("Measure"), _("What"), _("Role"), _("Figure"), _("Per cent"), _("Target"), _("State")]
    names = [name for name, _total in data.measures[0].totals] if data.measures else []
    _write(sheet, [*heads, *names, _("Comments")])
    for clause in data.clauses:
        for one in clause.measures:
            totals = [total for _name, total in one.totals]
            told = [one.label, one.role, one.figure, one.per_cent, one.target, one.state_word]
            _write(sheet, [clause.number, one.slug, *told, *totals, "\n".join(one.comments)])
        for hole in clause.holes:
            _write(sheet, [clause.number, hole, "", "", _("no data")])


def _rows(sheet, data: PackData) -> None:
    _write(sheet, [_("Measure"), _("List"), _("What"), _("Count"), _("When"), _("Why"), _("Mark")])
    for one in data.measures:
        for row in one.rows:
            _write(sheet, [one.slug, row.list_name, row.what, row.count, row.when, row.why, row.mark])


def _write(sheet, values: list[object]) -> None:
    sheet.append([cell(value) for value in values])
