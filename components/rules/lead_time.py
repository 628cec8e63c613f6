"""How early people must be told of planned work: 48 hours, for a weekend or a Monday also by Friday 10:00."""

from __future__ import annotations

from datetime import datetime, time, timedelta

SATURDAY, SUNDAY, MONDAY = 5, 6, 0
BACK_TO_FRIDAY = {SATURDAY: 1, SUNDAY: 2, MONDAY: 3}


def tell_by(starts: datetime, *, hours: int = 48, friday_by: time = time(10)) -> datetime:
    """The last instant to tell people of work that starts then. ``starts`` is aware, in the local zone, whose weekday
    and wall clock decide; so is the answer. Hours are real ones, also over a change of clocks."""
    limit = datetime.fromtimestamp(starts.timestamp() - hours * 3600, starts.tzinfo)
    back = BACK_TO_FRIDAY.get(starts.weekday())
    if back is None:
        return limit
    friday = datetime.combine(starts.date() - timedelta(days=back), friday_by, starts.tzinfo)
    return min(limit, friday)
