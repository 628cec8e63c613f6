"""The year's contracts, as they stand at its end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from accounts.models import Organisation
from components.models import Component, System
from core import clock
from partners.models import Contract
from partners.services import add_contract, note_use, review
from portal.demo.seeding.people import actor
from portal.demo.seeding.year import AS_OF, Moved, Step, moment, rows

KINDS = {
    "raamleping": "framework",
    "hankeleping": "procurement",
    "liitumisleping": "accession",
    "andmevahetusleping": "data_exchange",
    "andmetöötlusleping": "data_processing",
    "koostöökokkulepe": "cooperation",
}


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    return [(row["viit"], partial(live, row, moved)) for row in rows("contracts", "contracts")]


def live(row: dict[str, Any], moved: Moved) -> None:
    """Written down at the year's beginning, then reviewed and used; nothing when it is there already."""
    if Contract.objects.filter(slug=row["id"]).exists():
        return
    with moment(moved.at("2026-01-05T10:00")):
        contract = add_contract(slug=row["id"], by=actor("omanik"), **terms(row, moved), **scope(row))
    if row.get("verified"):
        with moment(moved.at(f"{row['verified']}T11:00")):
            review(contract=contract, by=actor("omanik"))
    if row.get("used"):
        with moment(clock.parse_local((AS_OF + moved.shift).strftime("%Y-%m-%dT08:00"))):
            note_use(contract=contract, used=Decimal(row["used"]), by=actor("omanik"))


def terms(row: dict[str, Any], moved: Moved) -> dict[str, Any]:
    renewal, restricted, notice = row.get("renewal", {}), row.get("restricted", {}), row.get("notice", {})
    return {
        "kind": KINDS[row["kind"]],
        "title": row["title"],
        "reference": row["viit"],
        "our_part": "beneficiary" if row.get("ska_role") else "party",
        "parent": Contract.objects.filter(slug=row.get("parent", "")).first(),
        "starts_on": moved.on(row["start"]),
        "ends_on": moved.on(row["end"]),
        "mode": renewal.get("mode", "fixed"),
        "period": renewal.get("period", ""),
        "notice": renewal.get("notice") or notice.get("terminate", ""),
        "change_notice": notice.get("change", ""),
        "amount": row.get("amount"),
        "leads": row.get("lead", []),
        "review_on": moved.on(row.get("verify_yearly")),
        "restriction_basis": restricted.get("basis", ""),
        "restricted_from": moved.on(restricted.get("from")),
        "restricted_until": moved.on(restricted.get("until")),
        "note": row.get("note", ""),
    }


def scope(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "organisations": Organisation.objects.filter(slug__in=row["parties"]),
        "components": Component.objects.filter(slug__in=row["scope"]),
        "systems": System.objects.filter(slug__in=row["scope"]),
    }
