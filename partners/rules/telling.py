"""Days that measures of partners ask for: by when a change is told, when a review fell due, the quarters of a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from partners.rules.renewal import EARLY_REVIEW, Span, add_months

CHANGE_NOTICE = Span(90, "d")  # duty ledger 2.2.b-1, where no contract says otherwise
REVIEWED_WITHIN = timedelta(days=365)


def change_told_by(begins: datetime, notice: Span) -> datetime:
    """The last instant (UTC) to tell of a change that takes effect at ``begins``: so many days or months before, at the
    same time of Tallinn's clock. ``begins`` is aware and local."""
    if notice.unit == "d":
        return (begins - timedelta(days=notice.count)).astimezone(UTC)
    return datetime.combine(add_months(begins.date(), -notice.count), begins.time(), begins.tzinfo).astimezone(UTC)


def review_in_year(first: date | None, year: int) -> date | None:
    """The day of that year's review; None where none is agreed or the first comes later."""
    if first is None or first.year > year:
        return None
    return add_months(first, 12 * (year - first.year))


def is_reviewed(reviewed_on: date | None, due: date, today: date) -> bool:
    """Reviewed within the year that ends today, or for the review that fell due (early ones count)."""
    return reviewed_on is not None and (reviewed_on >= today - REVIEWED_WITHIN or reviewed_on >= due - EARLY_REVIEW)


def quarters(year: int) -> list[tuple[int, date, date]]:
    """(number, first day, last day) of the four quarters."""
    firsts = [date(year, month, 1) for month in (1, 4, 7, 10)]
    lasts = [*(day - timedelta(days=1) for day in firsts[1:]), date(year, 12, 31)]
    return list(zip((1, 2, 3, 4), firsts, lasts, strict=True))
