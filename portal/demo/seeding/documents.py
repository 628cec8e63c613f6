"""The year's documents: each version written, approved and put in force on its day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Organisation
from components.models import Component
from core.actor import SYSTEM, Actor
from docs_library import services
from docs_library.models import Document, Version
from docs_library.models.versions import TYPED
from partners.models import Contract
from portal.demo.seeding.contracts import pdf
from portal.demo.seeding.people import actor, person
from portal.demo.seeding.year import FOLDER, Moved, Step, moment, rows

TYPES = {
    "kirjeldus": "description",
    "skeem": "schema",
    "stiiliraamat": "style-guide",
    "juhend": "guide",
    "tööjuhis": "runbook",
    "leping": "contract",
    "koolitusmaterjal": "training",
    "teatis": "statement",
}
AUDIENCES = {"avalik": "public", "teenistujad": "staff", "partnerid": "partners", "nimetatud": "named"}
FIRST_DAY = date(2026, 1, 1)  # nobody of the year was in office before it


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    return [(row["title"], partial(live, row, moved)) for row in rows("documents", "documents")]


def live(row: dict[str, Any], moved: Moved) -> None:
    """One document from its first version to where the year leaves it; nothing when it is there already."""
    if Document.objects.filter(slug=row["slug"]).exists():
        return
    first = row["versions"][0]
    with moment(moved.at(f"{first.get('from') or first['draft']}T09:00")):
        document = services.add_document(slug=row["slug"], by=SYSTEM, **facts(row))
    for told in row["versions"]:
        version = write(document, row, told, moved)
    if "restricted" in row:
        restrict(version, row["restricted"], moved)
    for told in row.get("reviewed", []):
        with moment(moved.at(f"{told['date']}T10:00")):
            services.review(document=document, because=told["because"], by=who("omanik", told["date"]))
    if "stale" in row:
        stale = row["stale"]
        with moment(moved.at(f"{stale['since']}T09:30")):
            about = f"noted:{row['slug']}"
            services.doubt(document=document, kind=stale["kind"], about=about, text=stale["text"], by=actor("omanik"))


def who(slug: str, day: date) -> Actor:
    """The person of the year; before it, whoever was there then."""
    return actor(slug) if day >= FIRST_DAY else SYSTEM


def facts(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": TYPES[row["type"]],
        "title": {"et": row["title"]},
        "components": Component.objects.filter(slug__in=row["components"]),
        "audience": AUDIENCES[row["audience"]],
        "organisations": Organisation.objects.filter(slug__in=row.get("organisations", [])),
        "contract": Contract.objects.filter(slug=row.get("contract", "")).first(),
        "responsible": person(row["owner"]),
        "reference": row.get("viit", ""),
        "review_months": row.get("months"),
    }


def write(document: Document, row: dict[str, Any], told: dict[str, Any], moved: Moved) -> Version:
    """One version with its texts and annexes, as far as the year took it."""
    day = told.get("from") or told["draft"]
    by, at = who("omanik", day), moved.at(f"{day}T09:00")
    with moment(at):
        version = services.start_version(
            document=document,
            label=told["label"],
            change_note=told.get("note", "") or "Korrastatud.",
            is_material=told.get("material", False),
            is_empty=True,
            by=by,
        )
        for kind in told.get("texts", row["texts"]):
            put(version, row["slug"], kind, by)
        for title, annex in told.get("annexes", {}).items():
            attach(version, title, annex, moved, by)
    if "from" in told:
        with moment(at + timedelta(hours=1)):
            version = services.submit(version=version, by=by)
        with moment(at + timedelta(hours=3)):
            version = services.approve(version=version, seen=version.sha256, by=who("juht", day))
            version = services.put_in_force(version=version, by=by)
    return version


def put(version: Version, slug: str, kind: str, by: Actor) -> None:
    """A text of the folder: Markdown is typed, anything else is a file."""
    language, extension = kind.split(".")
    path = FOLDER / "documents" / f"{slug}.{version.label}.{kind}"
    if extension == TYPED:
        services.write_text(version=version, language=language, body=path.read_text(encoding="utf-8"), by=by)
    else:
        file = ContentFile(path.read_bytes(), f"{slug}-{version.label}.{extension}")
        services.put_file(version=version, language=language, file=file, by=by)


def attach(version: Version, title: str, told: dict[str, Any], moved: Moved, by: Actor) -> None:
    file = ContentFile(pdf(told["lines"]), f"{title.split(':')[0]}.pdf")
    annex = services.add_annex(version=version, file=file, title=title, by=by)
    if limits := told.get("restricted"):
        until = moved.on(limits["until"])
        services.restrict(version=version, annex=annex, basis=limits["basis"], until_on=until, by=by)


def restrict(version: Version, told: dict[str, Any], moved: Moved) -> None:
    with moment(moved.at(f"{told['from']}T13:00")):
        until = moved.on(told.get("until"))
        row = services.restrict(version=version, basis=told["basis"], until_on=until, by=actor("omanik"))
        for slug in told.get("sent", []):
            organisation = Organisation.objects.get(slug=slug)
            services.send_copy(restriction=row, organisation=organisation, by=actor("omanik"))
