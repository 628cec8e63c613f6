"""Pictures of coordination: who let others wait, releases by month, days away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.lanes import Lane, Level, Piece, lanes, levels
from core.templatetags.ui_time import written
from planning.models import Absence, PlannedRelease
from planning.selectors.inputs import Waited

MOST_LANES = 40
MOST_MONTHS = 18


def waiting(waited: Sequence[Waited]) -> SafeString:
    """Working days for which others waited for each party; empty where nobody waited."""
    rows = [Level(each.party, each.days, days_word(each.days), "warning") for each in waited if each.days]
    return levels(rows, _("Working days awaited, by who was to give")) if rows else SafeString("")


def days_word(count: int) -> str:
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}


def releases(rows: Sequence[PlannedRelease]) -> SafeString:
    """A lane for each component: planned days, and those on which versions came out."""
    found: dict[str, list[Piece]] = {}
    for row in sorted(rows, key=lambda each: (str(each.component), each.planned_on)):
        found.setdefault(str(row.component), []).append(_release(row))
    days = [piece.from_on for pieces in found.values() for piece in pieces]
    drawn = [Lane(name, pieces) for name, pieces in list(found.items())[:MOST_LANES]]
    return lanes(drawn, *_span(days), _("Releases by month"), today=clock.today())


def _release(row: PlannedRelease) -> Piece:
    out = row.release is not None
    day = clock.local(row.release.released_at).date() if out else row.planned_on
    state = _("out") if out else _("planned")
    late = not out and row.planned_on < clock.today()
    tone = "success" if out else "danger" if late else "info"
    return Piece(day, day, f"{row.version} · {written(day)} · {state}", tone, f"#release-{row.pk}")


def absences(rows: Sequence[Absence], uncovered: set[int]) -> SafeString:
    """A lane for each person; what waits for a substitute stands out."""
    found: dict[str, list[Piece]] = {}
    for row in sorted(rows, key=lambda each: (str(each.person), each.from_on)):
        waits = row.pk in uncovered
        words = f"{written(row.from_on)} – {written(row.until_on)}"
        words += f" · {_('nobody stands in')}" if waits else ""
        piece = Piece(row.from_on, row.until_on, words, "warning" if waits else "info", f"#absence-{row.pk}")
        found.setdefault(str(row.person), []).append(piece)
    days = [day for row in rows for day in (row.from_on, row.until_on)]
    drawn = [Lane(name, pieces) for name, pieces in list(found.items())[:MOST_LANES]]
    return lanes(drawn, *_span(days), _("Who is away"), today=clock.today())


def _span(days: Sequence[date]) -> tuple[date, date]:
    """The months from the first to the last day; where that is too much for a picture, those around today."""
    first, last = min(days, default=clock.today()), max(days, default=clock.today())
    if (last - first).days > MOST_MONTHS * 31:
        today = clock.today()
        first = max(first, today - timedelta(days=MOST_MONTHS * 31 // 2))
        last = min(last, first + timedelta(days=MOST_MONTHS * 31))
        first, last = min(first, last), max(first, last)
    return first, last
