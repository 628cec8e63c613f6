"""What a figure says, how it moved, ."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from planning.rules import judging

MAY = date(2026, 5, 4)


def judged(value, **other):
    facts = {"is_info": False, "is_met": True, "judged_from": None, "day": MAY, **other}
    return judging.judged(value, **facts)


def test_a_hole_is_neither_met_nor_missed():
    assert judged(None) == judged(None, is_met=False) == judging.EMPTY


def test_nothing_is_green_or_red_before_the_target_is_agreed():
    assert judged(Fraction(100), is_met=None) == judging.UNAGREED
    assert judged(Fraction(100)) == judging.MET
    assert judged(Fraction(1), is_met=False) == judging.MISSED


def test_another_partys_lateness_never_colours():
    assert judged(Fraction(1), is_info=True, is_met=False) == judging.INFO


def test_what_is_judged_from_july_has_no_colour_in_june():
    assert judged(Fraction(0), is_met=False, judged_from=(7, 1)) == judging.EARLY
    assert judged(Fraction(0), is_met=False, judged_from=(7, 1), day=date(2026, 7, 1)) == judging.MISSED


@pytest.mark.parametrize(
    ("now", "before", "sign", "word"),
    [(90, 80, "≥", "better"), (90, 80, "≤", "worse"), (80, 80, "≥", "same"), (None, 80, "≥", ""), (80, None, "≥", "")],
)
def test_how_it_moved(now, before, sign, word):
    fractions = [None if one is None else Fraction(one) for one in (now, before)]
    assert judging.trend(*fractions, sign) == word


def test_a_clause_stands_as_its_worst_lead_measure():
    assert judging.worst([judging.MET, judging.MISSED, judging.EMPTY]) == judging.MISSED
    assert judging.worst([judging.MET, judging.UNAGREED]) == judging.UNAGREED
    assert judging.worst([]) == judging.EMPTY
