"""Lists of days away: heads in two languages, days in two forms, and what is not accepted."""

from __future__ import annotations

from datetime import date

import pytest

from planning.rules.away_list import AwayLine, read


def test_a_list():
    text = "E-post;Alates;Kuni;Põhjus\nMari@ska.example;06.07.2026;31.07.2026;haigus\n"
    assert read(text) == ([AwayLine(2, "mari@ska.example", date(2026, 7, 6), date(2026, 7, 31))], [])


def test_without_addresses():
    good, bad = read("from,until\n2026-12-21,2026-12-23\n")
    assert (good, bad) == ([AwayLine(2, "", date(2026, 12, 21), date(2026, 12, 23))], [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("a@b.example;30.02.2026;2026-03-01", "from"),
        ("a@b.example;2026-03-01;hiljem", "until"),
        ("a@b.example;2026-03-02;2026-03-01", "order"),
        ("a@b.example", "columns"),
        ("a@b.example;1999-12-31;2026-03-01", "from"),
    ],
)
def test_refused_lines(line, why):
    good, bad = read(f"e-post;alates;kuni\n{line}\n")
    assert (good, [one.why for one in bad]) == ([], [why])


def test_heading_and_repeats():
    assert read("nimi;päev\nx;y")[1][0].why == "head"
    assert read("")[1][0].why == "head"
    good, bad = read("e-post;alates;kuni\n" + "a@b.example;2026-03-01;2026-03-02\n" * 2)
    assert (len(good), bad[0].why) == (1, "twice")
