"""Contracts for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.actor import SYSTEM, Actor
from partners.models import Contract
from partners.services import add_contract
from tests.factories.people import organisation


def contract(slug: str = "l-1", *, parties: tuple[str, ...] = ("ria",), by: Actor = SYSTEM, **values: Any) -> Contract:
    """A contract through the service; by default open-ended since 2021."""
    facts = {
        "kind": "data_exchange",
        "title": "Andmevahetus",
        "reference": f"1-1/{slug}",
        "starts_on": date(2021, 6, 1),
        "organisations": [organisation(name) for name in parties],
        **values,
    }
    return add_contract(slug=slug, by=by, **facts)
