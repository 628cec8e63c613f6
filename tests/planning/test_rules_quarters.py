"""Where quarters end."""

from __future__ import annotations

from datetime import date

import pytest

from planning.rules import quarters


def test_quarters():
    ends = [quarters.quarter_end(2026, number) for number in (1, 2, 3, 4)]
    assert ends == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    assert [quarters.quarter_of(day) for day in ends] == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="5"):
        quarters.quarter_end(2026, 5)
