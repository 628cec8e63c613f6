"""How long an input was waited for, and which days may be named as due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.deadlines import add_workdays, is_workday

REMIND_BEFORE = (1, 5)  # working days before the due day on which the giver is reminded, the most urgent first
LATE = 0


def workdays_after(start: date, end: date) -> int:
    """Working days after ``start`` up to ``end``; 0 where ``end`` is not later."""
    days = (end - start).days
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, days + 1))


def awaited(due_on: date, final_on: date | None, today: date) -> int:
    """Working days from the due day to the giving that stands, or to today while none does."""
    return workdays_after(due_on, final_on or today)


def around(day: date) -> tuple[date, date]:
    """The working days before and after a day."""
    return add_workdays(day, -1), add_workdays(day, 1)


def reminder_due(due_on: date, today: date) -> int | None:
    """Which reminder holds today: ``LATE`` (0), or so many working days before the due day; None while it is early. A
    day on which nobody ticked is made up for by the next one."""
    if due_on < today:
        return LATE
    return next((days for days in REMIND_BEFORE if today >= add_workdays(due_on, -days)), None)


@dataclass(frozen=True, slots=True)
class Turn:
    action: str
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How an input stood at the end of a day: whether called off, the first and the standing day of giving, whether it
    had been returned."""

    is_cancelled: bool = False
    given_on: date | None = None
    final_on: date | None = None
    was_returned: bool = False


def standing(turns: list[Turn], day: date) -> Standing:
    """What the turns up to the day, in their order, come to."""
    given_on = final_on = None
    was_returned = is_cancelled = False
    for turn in turns:
        if turn.on > day:
            continue
        if turn.action == "give":
            given_on, final_on = given_on or turn.on, turn.on
        elif turn.action == "send_back":
            final_on, was_returned = None, True
        elif turn.action == "cancel":
            is_cancelled = True
    return Standing(is_cancelled, given_on, final_on, was_returned)
