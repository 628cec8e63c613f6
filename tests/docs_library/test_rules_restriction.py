"""Bases and terms of access restriction."""

from __future__ import annotations

from datetime import date

import pytest

from docs_library.rules.restriction import BASES, BY_CODE, latest_extended, latest_until, years_after


def test_every_basis_has_its_own_code_and_provision():
    assert len(BY_CODE) == len(BASES) == len({basis.law for basis in BASES})
    assert all(basis.law.startswith("AvTS § 35 lg ") for basis in BASES)


@pytest.mark.parametrize(
    ("code", "made_on", "expected"),
    [
        ("p9", date(2026, 3, 1), date(2031, 3, 1)),
        ("p12", date(2026, 3, 1), date(2101, 3, 1)),
        ("p17", date(2028, 2, 29), date(2033, 2, 28)),
    ],
)
def test_the_longest_term(code, made_on, expected):
    assert latest_until(BY_CODE[code], made_on) == expected


def test_an_extension_is_counted_from_the_end_that_was():
    assert latest_extended(date(2031, 3, 1)) == date(2036, 3, 1)


def test_a_leap_day_comes_back_in_a_leap_year():
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_only_drafts_have_no_last_day():
    assert {basis.code for basis in BASES if basis.ends} == {"2p1", "2p2"}
