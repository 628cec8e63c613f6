"""X-tee's identifiers."""

from __future__ import annotations

import pytest

from partners.rules import xroad


@pytest.mark.parametrize("code", ["skais", "SKAIS-2.0", "a'()+,-.=?9", "x" * 100])
def test_signs_that_xroad_takes(code):
    assert xroad.is_code(code)


@pytest.mark.parametrize("code", ["", "õis", "a b", "a/b", "a_b", "a%2F", "skais\n", "x" * 101, "а"])
def test_signs_that_it_does_not(code):
    assert not xroad.is_code(code)


def test_a_whole_identifier_comes_apart():
    assert xroad.parts_of(" EE/GOV/70001975/skais ") == ("EE", "GOV", "70001975", "skais")
    assert xroad.parts_of("skais") == ("skais",)
    assert xroad.parts_of("EE/GOV/skais") == ("EE/GOV/skais",)
    assert xroad.identifier("EE", "GOV", "70001975", "skais") == "EE/GOV/70001975/skais"
