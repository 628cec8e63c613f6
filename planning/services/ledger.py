"""Writes of the duty ledger: targets agreed, comments said, quarters and years frozen."""

from __future__ import annotations

from functools import cache as once
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock
from core.actor import LEAD, OWNER, Actor
from core.errors import Conflict, Invalid, NotFound
from core.measures import LISTS, Measure, Reading, is_open_to, measures
from core.privacy import mask
from planning.access import PLANNING
from planning.models import LedgerComment, MeasureTarget, Snapshot, SnapshotFigure
from planning.rules import quarters
from planning.selectors import ledger
from planning.services.trail import tell

FIRST_YEAR = 2020
MOST = {"count": 10_000, "minutes": 100_000, "yes": 1}


def measure_called(slug: str, by: Actor) -> Measure:
    """The measure, open to the actor. Raises NotFound."""
    if slug not in measures or not is_open_to(measures.get(slug), by):
        raise NotFound()
    return measures.get(slug)


@transaction.atomic
def agree_target(*, measure: Measure, year: int, value: int, by: Actor) -> MeasureTarget:
    """The lead confirms a measure's target for the year; the one before is named in it.

    Raises NotAllowed, or Invalid (a measure without a target; a year or value that can not be).
    """
    PLANNING.require(by, "agree_targets")
    proposed = measure.target
    if proposed is None:
        raise Invalid(_("This measure is for information: it has no target."))
    _check_year(year)
    if not 0 <= value <= (100 if proposed.per_cent else MOST[proposed.unit]):
        raise Invalid(_("The target can not be %(value)s.") % {"value": value}, field="value")
    facts = {"sign": proposed.sign, "value": value}
    row, is_new = MeasureTarget.objects.select_for_update().get_or_create(
        year=year, measure=measure.slug, defaults={**facts, "agreed_by_id": by.user_id, "by_name": by.name}
    )
    if is_new or row.value != value:
        before = "" if is_new else str(ledger.target_of(measure, row))
        row.previous, row.value, row.agreed_on = before, value, clock.today()
        row.agreed_by_id, row.by_name = by.user_id, by.name
        row.save()
        tell("agree_target", row, by, changes={"value": [before, str(ledger.target_of(measure, row))]})
    return row


@transaction.atomic
def agree_proposed(*, year: int, by: Actor) -> int:
    """Confirm as proposed every target of the year that nobody has agreed to yet; gives how many. Raises as above."""
    known = set(MeasureTarget.objects.filter(year=year).values_list("measure", flat=True))
    left = [one for one in measures if one.target and one.role != "info" and one.slug not in known]
    for one in left:
        agree_target(measure=one, year=year, value=one.target.value, by=by)
    return len(left)


@transaction.atomic
def comment(*, measure: Measure, year: int, text: str, by: Actor) -> LedgerComment:
    """Something said beside a measure of the year; personal codes are masked. Raises NotAllowed or Invalid."""
    PLANNING.require(by, "comment_duties")
    _check_year(year)
    text = mask(text.strip())
    if not text:
        raise Invalid(_("Write what you want to say."), field="text")
    role = next((name for name in (OWNER, LEAD) if by.has_role(name)), "manager")
    row = LedgerComment.objects.create(measure=measure.slug, year=year, text=text, role=role, by_name=by.name)
    tell("comment_duties", row, by)
    return row


@transaction.atomic
def freeze(*, year: int, quarter: int | None, by: Actor) -> Snapshot:
    """Keep the ledger as it stood at the end of a quarter, or of the year: figures, rows, targets, comments.

    Raises NotAllowed, Invalid (no such quarter), Conflict (frozen already, or not over yet).
    """
    PLANNING.require(by, "freeze_duties")
    _check_year(year)
    try:
        day = quarters.quarter_end(year, quarter or 4)
    except ValueError:
        raise Invalid(_("A year has four quarters: 1, 2, 3 and 4."), field="quarter") from None
    as_of = clock.end_of(day)
    if as_of > clock.now():
        raise Conflict(_("It is not over yet."), field="quarter")
    if Snapshot.objects.filter(year=year, quarter=quarter).exists():
        raise Conflict(_("It is frozen already."), field="quarter")
    try:
        with transaction.atomic():
            row = Snapshot.objects.create(
                year=year, quarter=quarter, as_of=as_of, code_version=code_version(), by_name=by.name
            )
    except IntegrityError:
        raise Conflict(_("It is frozen already."), field="quarter") from None
    with override("et"):
        SnapshotFigure.objects.bulk_create(_figures(row, by))
    tell("freeze_duties", row, by)
    return row


def _figures(row: Snapshot, by: Actor) -> list[SnapshotFigure]:
    reading = Reading.of(row.as_of)
    agreed = {each.measure: each for each in MeasureTarget.objects.filter(year=row.year)}
    said: dict[str, list[dict[str, str]]] = {}
    for each in LedgerComment.objects.live().filter(year=row.year).order_by("created_at"):
        told = {"at": each.created_at.isoformat(), "by": each.by_name, "role": each.role, "text": each.text}
        said.setdefault(each.measure, []).append(told)
    found = []
    for one in sorted(measures, key=lambda one: ledger.in_order(one.slug)):
        if one.readers is not None:  # a private one has no place in what others keep (rule 11)
            continue
        result = one.read(reading)
        target = ledger.target_of(one, agreed.get(one.slug))
        state = ledger.state_of(one, result.value, agreed.get(one.slug), reading.today)
        found.append(
            SnapshotFigure(
                snapshot=row,
                measure=one.slug,
                figure=result.figure,
                value=None if result.value is None else float(result.value),
                target=str(target or ""),
                state=state,
                rows={name: [each.mark for each in result.rows(name)] for name in LISTS},
                comments=said.get(one.slug, []),
            )
        )
    return found


def freeze_due(*, by: Actor) -> int:
    """The last quarter that ended, where nobody froze it, and the year at its end. Gives how many were frozen."""
    today = clock.today()
    quarter = quarters.quarter_of(today) - 1
    year, quarter = (today.year, quarter) if quarter else (today.year - 1, 4)
    wanted = [quarter, None] if quarter == 4 else [quarter]
    known = set(Snapshot.objects.filter(year=year).values_list("quarter", flat=True))
    due = [one for one in wanted if one not in known]
    for one in due:
        freeze(year=year, quarter=one, by=by)
    return len(due)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= clock.today().year + 1:
        raise Invalid(_("Choose a year that has begun."), field="year")


@once
def code_version() -> str:
    """Which code counted: the commit where there is one, else the day of the newest module."""
    head = Path(settings.BASE_DIR) / ".git" / "HEAD"
    if head.is_file():
        text = head.read_text().strip()
        ref = Path(settings.BASE_DIR) / ".git" / text.removeprefix("ref: ")
        return (ref.read_text().strip() if text.startswith("ref: ") and ref.is_file() else text)[:40]
    newest = max(path.stat().st_mtime for path in Path(settings.BASE_DIR, "planning").rglob("*.py"))
    return f"mtime {newest:.0f}"
