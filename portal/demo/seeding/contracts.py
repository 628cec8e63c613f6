"""The year's contracts, as they stand at its end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Organisation
from components.models import Component, System
from core import clock
from partners.models import Contract
from partners.services import add_contract, add_file, note_use, review
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

# Title, and what the page says: small files that are what they say.
FILES = {
    "l-05": ("TARA liitumisleping", ["Liitumisleping: TARA", "Viit 11.1-2/9101", "Muudatusest teatatakse 14 p ette."]),
    "l-11": ("Logide andmetöötlusleping", ["Andmetöötlusleping: logid", "Viit 11.1-2/9140", "AvTS § 35 lg 1 p 9"]),
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
        if row["id"] in FILES:
            attach(contract, *FILES[row["id"]])
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


def attach(contract: Contract, title: str, lines: list[str]) -> None:
    file = ContentFile(pdf(lines), f"{title}.pdf")
    add_file(contract=contract, file=file, kind="contract", title=title, by=actor("omanik"))


def pdf(lines: list[str]) -> bytes:
    """A PDF 1.4 of one A4 page with the lines on it, by the standard's own font: no library is needed for that."""
    shown = " ".join(f"({line}) Tj T*" for line in lines).encode("cp1252")
    stream = b"BT /F1 14 Tf 22 TL 72 770 Td " + shown + b" ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(et)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        font,
    ]
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail
