"""What tests of components share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from components.events import MaintenanceChanged, ReleasePublished
from core import events


@pytest.fixture
def heard() -> Iterator[list]:
    """The events of components that were published during the test."""
    got: list = []
    kinds = (MaintenanceChanged, ReleasePublished)
    for kind in kinds:
        events.subscribe(kind)(got.append)
    yield got
    for kind in kinds:
        events._handlers[kind].remove(got.append)
