"""The working calendar of Estonia: which minutes count, and when a thing falls due. Pure: knows no framework.

Wall clocks are Europe/Tallinn's, instants go in aware and come out in UTC, so that a change of clocks can neither add
nor lose an hour.
"""

from core.deadlines.calendar import (
    N_,
    Unreadable,
    add_workdays,
    is_holiday,
    is_shortened,
    is_workday,
    nth_weekday,
)
from core.deadlines.clocks import Duration, due_at, last_in_time, parse_duration, workday_minutes, working_minutes
from core.deadlines.hours import ALWAYS, OFFICE, ServiceHours, parse_hours

__all__ = [
    "ALWAYS",
    "N_",
    "OFFICE",
    "Duration",
    "ServiceHours",
    "Unreadable",
    "add_workdays",
    "due_at",
    "is_holiday",
    "is_shortened",
    "is_workday",
    "last_in_time",
    "nth_weekday",
    "parse_duration",
    "parse_hours",
    "workday_minutes",
    "working_minutes",
]
