"""The pack as PDF (fpdf2, Roboto): the figures on the first pages, then the missed rows of each measure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from core.templatetags.ui_time import written

if TYPE_CHECKING:
    from planning.selectors.packs import PackClause, PackData, PackMeasure

FONTS = Path(__file__).resolve().parent.parent / "fonts"
MARGIN_MM, LINE_MM = 15, 5
WIDTHS = (16, 74, 26, 26, 38)  # of the table's columns, in parts of the page's width
SHOWN_ROWS = 40  # of one list in print; the workbook has all
HEAD = FontFace(emphasis="BOLD", fill_color=(235, 235, 235))


class Pages(FPDF):
    """A4 with a foot that says what, as of when, and which page of how many."""

    foot = ""

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("roboto", size=8)
        self.cell(0, 6, f"{self.foot} · {self.page_no()}/{{nb}}", align="C")


def make(data: PackData) -> bytes:
    pages = Pages(format="A4")
    pages.set_margin(MARGIN_MM)
    pages.set_auto_page_break(True, margin=MARGIN_MM + 5)
    pages.add_font("roboto", fname=FONTS / "Roboto-Regular.ttf")
    pages.add_font("roboto", style="B", fname=FONTS / "Roboto-Bold.ttf")
    pages.set_lang(data.language)
    pages.set_title(data.title)
    pages.set_creation_date(data.made_at)
    pages.foot = f"{data.title} · {written(data.as_of)}"
    pages.add_page()
    _head(pages, data)
    for clause in data.clauses:
        _clause(pages, clause)
    for one in data.measures:
        _missed(pages, one)
    return bytes(pages.output())


def _head(pages: Pages, data: PackData) -> None:
    _line(pages, data.title, size=16, bold=True)
    told = {"as_of": written(data.as_of), "by": data.made_by, "version": data.code_version[:12]}
    _line(pages, _("As of %(as_of)s. Made by %(by)s, code %(version)s.") % told)
    pages.ln(3)


def _clause(pages: Pages, clause: PackClause) -> None:
    if pages.get_y() > pages.h - 50:
        pages.add_page()
    _line(pages, f"{clause.number} {clause.outcome}".strip(), size=10, bold=True)
    pages.set_font("roboto", size=8)
    heads = (_("Measure"), _("What"), _("Figure"), _("Target"), _("State"))
    with pages.table(col_widths=WIDTHS, headings_style=HEAD, line_height=LINE_MM, text_align="LEFT") as table:
        table.row(heads)
        for one in clause.measures:
            figure = f"{one.figure} {f'({one.per_cent})' if one.per_cent else ''}".strip()
            table.row((one.slug, one.label, figure, one.target, one.state_word))
        for hole in clause.holes:
            table.row((hole, "", _("no data"), "", ""))
    for one in clause.measures:
        for said in one.comments:
            _line(pages, f"{one.slug}: {said}", size=8)
    pages.ln(3)


def _missed(pages: Pages, one: PackMeasure) -> None:
    missed_name = one.totals[1][0]
    rows = [row for row in one.rows if row.list_name == missed_name]
    if not rows:
        return
    if pages.get_y() > pages.h - 45:
        pages.add_page()
    _line(pages, f"{one.slug} {one.label}: {missed_name} {len(rows)}", size=10, bold=True)
    pages.set_font("roboto", size=8)
    with pages.table(col_widths=(80, 36, 64), headings_style=HEAD, line_height=LINE_MM, text_align="LEFT") as table:
        table.row((_("What"), _("When"), _("Why")))
        for row in rows[:SHOWN_ROWS]:
            table.row((row.what, row.when, row.why))
    if len(rows) > SHOWN_ROWS:
        _line(pages, _("All %(n)s rows stand in the workbook.") % {"n": len(rows)}, size=8)
    pages.ln(3)


def _line(pages: Pages, text: str, *, size: int = 9, bold: bool = False) -> None:
    pages.set_font("roboto", style="B" if bold else "", size=size)
    pages.multi_cell(0, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pages.ln(1)
