"""What a figure of the ledger says: met, missed, not agreed, a hole (rules 2, 5 and 6 of the duty ledger). Pure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

MET, MISSED, EMPTY, UNAGREED, EARLY, INFO, PRIVATE = (
    *("met", "missed", "empty", "unagreed", "early", "info", "private"),
)
IN_ORDER = (MISSED, EMPTY, UNAGREED, EARLY, MET, PRIVATE, INFO)  # how the page reads: what asks for an act comes first
BETTER, WORSE, SAME = "better", "worse", "same"


def judged(
    value: Fraction | None,
    *,
    is_info: bool,
    is_met: bool | None,
    judged_from: tuple[int, int] | None,
    day: date,
) -> str:
    """The state of a figure on a day. ``is_met`` is None while nobody has agreed to the target; ``judged_from`` is the
    (month, day) before which a year says too little."""
    if value is None:
        return EMPTY
    if is_info:
        return INFO
    if judged_from and (day.month, day.day) < judged_from:
        return EARLY
    if is_met is None:
        return UNAGREED
    return MET if is_met else MISSED


def trend(now: Fraction | None, before: Fraction | None, sign: str) -> str:
    """How the figure moved against an earlier one; "" where one of them is a hole. ``sign`` of the target says which
    way is better."""
    if now is None or before is None:
        return ""
    if now == before:
        return SAME
    return BETTER if (now > before) == (sign == "≥") else WORSE


def worst(states: list[str]) -> str:
    """The state that a clause has by its lead measures: the first in the page's order; a hole where it has none."""
    return min(states, key=IN_ORDER.index, default=EMPTY)
