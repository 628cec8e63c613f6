"""The year's documents: written, approved, in force on their days; reviewed, doubted, shared and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Organisation
from components.models import Component
from core.fields import Translated
from docs_library import services
from docs_library.models import Annex, Document, Version
from partners.models import Contract
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
AUDIENCES = {"avalik": "public", "partnerid": "partners", "teenistujad": "staff", "nimetatud": "named"}
BASES = {"AvTS § 35 lg 1 p 9": "p9", "AvTS § 35 lg 2 p 2": "2p2"}
WRITTEN, APPROVED = timedelta(days=5), timedelta(days=1)  # before the day of force, where the year names no other
TEXTS = FOLDER / "documents"
Event = tuple[datetime, Callable[[], Any]]


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    return [(row["title"], partial(live, row, moved)) for row in rows("documents", "documents")]


@transaction.atomic
def live(row: dict[str, Any], moved: Moved) -> None:
    """One document with all that happened to it, in the order of time; nothing when it is there already."""
    slug = row["slug"]
    if Document.objects.filter(slug=slug).exists():
        return
    for at, do in sorted(events(slug, row, moved), key=lambda event: event[0]):
        with moment(at):
            do()


def slug_of(number: str) -> str:
    """The short name of what the year's files call D-06; empty where they name none."""
    return next((row["slug"] for row in rows("documents", "documents") if row["id"] == number), "")


def events(slug: str, row: dict[str, Any], moved: Moved) -> Iterator[Event]:
    first, *_later = versions = [*row.get("earlier", []), row]
    yield begun(first, moved) - timedelta(hours=1), partial(add, slug, row, moved)
    for one in versions:
        yield begun(one, moved), partial(write, slug, one)
        if one["from"]:
            yield from came_into_force(slug, one, moved)
        if "restricted" in one:
            made = one["restricted"]["from"]
            yield day(made, moved, 8), partial(restrict, slug, one, one["restricted"], moved)
        for annex in one.get("annexes", []):
            if "restricted" in annex:
                made = annex["restricted"]["from"]
                yield day(made, moved, 8), partial(restrict, slug, one, annex["restricted"], moved, annex["title"])
    yield from lived(slug, row, moved)


def came_into_force(slug: str, one: dict[str, Any], moved: Moved) -> Iterator[Event]:
    """Approved by the lead, put down for its day by the owner, and there by itself."""
    in_force = day(one["from"], moved, 9)
    approved = day(one["approved"], moved, 14) if "approved" in one else in_force - APPROVED
    yield approved, partial(approve, slug, one["version"], in_force)
    yield in_force, services.change_due


def lived(slug: str, row: dict[str, Any], moved: Moved) -> Iterator[Event]:
    for one in row.get("reviews", []):
        yield day(one["day"], moved, 11), partial(review, slug, one["because"])
    if stale := row.get("stale"):
        yield day(stale["since"], moved, 10), partial(doubt, slug, stale["kind"], stale["why"])
    for one in row.get("copies", []):
        yield day(one["day"], moved, 15), partial(send, slug, one)
    for one in row.get("shares", []):
        yield day(one["day"], moved, 13), partial(share, slug, one["whom"], moved.on(one["until"]))
    for one in row.get("readings", []):
        yield moved.at(one["at"]), partial(read, slug, one["version"], one["who"])


def day(value: date, moved: Moved, hour: int) -> datetime:
    return moved.at(f"{value}T{hour:02}:00")


def begun(one: dict[str, Any], moved: Moved) -> datetime:
    """When the draft was written."""
    return day(one["written"], moved, 10) if "written" in one else day(one["from"], moved, 10) - WRITTEN


def add(slug: str, row: dict[str, Any], moved: Moved) -> None:
    contract = Contract.objects.filter(slug=row.get("contract", "").lower()).first()
    services.add_document(
        slug=slug,
        type=TYPES[row["type"]],
        title=Translated(et=row["title"], **row.get("titles", {})),
        about=Translated(et=row["about"]),
        components=Component.objects.filter(slug=row["component"]),
        contract=contract,
        audience=AUDIENCES[row["audience"]],
        organisations=contract.organisations.all() if contract else named(row),
        responsible=person(row["owner"]),
        reference=row.get("viit", ""),
        registered_on=moved.on(row.get("registered")),
        review_months=row.get("months"),
        live_url=settings.PRACTICE_URL + row["live"] if "live" in row else "",
        by=actor("omanik"),
    )


def named(row: dict[str, Any]) -> list[Organisation]:
    return list(Organisation.objects.filter(slug__in=row.get("organisations", [])))


def write(slug: str, one: dict[str, Any]) -> None:
    """Texts and annexes of a new draft; sent to review unless the year leaves it a draft."""
    by, document = actor("omanik"), Document.objects.get(slug=slug)
    version = services.start_version(
        document=document,
        label=one["version"],
        change_note=one.get("changed", ""),
        is_material=one.get("material", False),
        is_empty=True,
        by=by,
    )
    for language, name in one["texts"].items():
        put_text(version, language, name)
    for annex in one.get("annexes", []):
        services.add_annex(version=version, file=file_named(annex["file"]), title=annex["title"], by=by)
    if one["from"]:
        services.submit(version=version, by=by)


def put_text(version: Version, language: str, name: str) -> None:
    """Markdown is typed in, anything else is a file."""
    if name.endswith(".md"):
        body = (TEXTS / name).read_text(encoding="utf-8")
        services.write_text(version=version, language=language, body=body, by=actor("omanik"))
    else:
        services.put_file(version=version, language=language, file=file_named(name), by=actor("omanik"))


def file_named(name: str) -> ContentFile:
    return ContentFile((TEXTS / name).read_bytes(), name)


def version_of(slug: str, label: str) -> Version:
    return Version.objects.get(document__slug=slug, label=label)


def approve(slug: str, label: str, in_force: datetime) -> None:
    version = version_of(slug, label)
    version = services.approve(version=version, seen=version.sha256, by=actor("juht"))
    services.schedule(version=version, at=in_force, by=actor("omanik"))


def restrict(slug: str, one: dict[str, Any], mark: dict[str, Any], moved: Moved, annex: str = "") -> None:
    version = version_of(slug, one["version"])
    services.restrict(
        version=version,
        basis=BASES[mark["basis"]],
        until_on=moved.on(mark["until"]),
        annex=Annex.objects.get(version=version, title=annex) if annex else None,
        by=actor("omanik"),
    )


def review(slug: str, because: str) -> None:
    services.review(document=Document.objects.get(slug=slug), because=because, by=actor("omanik"))


def doubt(slug: str, kind: str, why: str) -> None:
    document = Document.objects.get(slug=slug)
    services.doubt(document=document, kind=kind, about=f"demo:{slug}", text=why, by=actor("omanik"))


def send(slug: str, one: dict[str, Any]) -> None:
    """The restricted text (or annex) goes to an organisation, or to a person by name."""
    marks = version_of(slug, one["version"]).restrictions.filter(ended_on__isnull=True)
    whom = (
        {"organisation": Organisation.objects.get(slug=one["org"])} if "org" in one else {"user": person(one["person"])}
    )
    services.send_copy(restriction=marks.get(), by=actor("omanik"), **whom)


def share(slug: str, whom: str, until: date) -> None:
    version = Version.objects.in_force().get(document__slug=slug)
    services.share(version=version, whom=whom, until_on=until, by=actor("omanik"))


def read(slug: str, label: str, who: str) -> None:
    services.note_reading(version=version_of(slug, label), by=actor(who))
