"""Measures of the duty ledger: functions that apps register, each counting rows as of an instant.

A measure names who fulfilled a rule, who missed it, and who was left out with the reason; every figure is the number of
such rows, so that it can be opened and questioned. Rules of the ledger (duty-ledger.md) stand in their numbers: 2 empty
populations, 3 rows not yet due, 4 small numbers, 5 targets, 8 windows.

A figure is of one unit: a ``share`` (n of N), a ``count``, ``minutes`` (the median of what each row took) or ``yes``
(whether the one thing asked is so).
"""

from core.measures.figures import (
    NONE,
    SO,
    Counted,
    Measure,
    Result,
    Row,
    RowKind,
    Split,
    Target,
)
from core.measures.reading import Reading, midnight, months_before
from core.measures.shown import ShownRow, is_open_to, kind_of, measures, of_group, row_kinds, shown
from core.measures.words import (
    COUNT,
    FULFILLED,
    LEFT_OUT,
    LISTS,
    MATURE,
    MINUTES,
    MISSED,
    MONTH,
    MONTHS,
    NOT_DUE,
    REVIEW,
    ROLES,
    SHARE,
    STATE,
    TELLING,
    THREE_MONTHS,
    TWELVE_MONTHS,
    WINDOWS,
    YEAR,
    YES,
)

__all__ = [
    "COUNT",
    "FULFILLED",
    "LEFT_OUT",
    "LISTS",
    "MATURE",
    "MINUTES",
    "MISSED",
    "MONTH",
    "MONTHS",
    "NONE",
    "NOT_DUE",
    "REVIEW",
    "ROLES",
    "SHARE",
    "SO",
    "STATE",
    "TELLING",
    "THREE_MONTHS",
    "TWELVE_MONTHS",
    "WINDOWS",
    "YEAR",
    "YES",
    "Counted",
    "Measure",
    "Reading",
    "Result",
    "Row",
    "RowKind",
    "ShownRow",
    "Split",
    "Target",
    "is_open_to",
    "kind_of",
    "measures",
    "midnight",
    "months_before",
    "of_group",
    "row_kinds",
    "shown",
]
