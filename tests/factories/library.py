"""Documents for tests, through the services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core import clock
from core.actor import SYSTEM, Actor
from docs_library import services
from docs_library.models import Annex, Document, Restriction, Version
from tests.factories.files import PDF, upload

NOTE = "Täpsustatud."
TEXT = "# Milleks see on\n\nIseteenindus küsib TARA-lt, kes inimene on.\n\n## Seanss\n\nSeanss kestab 30 minutit.\n"


def document(slug: str = "kirjeldus", *, by: Actor = SYSTEM, **facts: Any) -> Document:
    """A public description without a version."""
    values = {"type": "description", "title": {"et": f"Dokument {slug}"}, "audience": "public", **facts}
    return services.add_document(slug=slug, by=by, **values)


def guide(slug: str = "juhend", *, by: Actor = SYSTEM, **facts: Any) -> Document:
    """A guide for the agency's people, without a version."""
    return document(slug, by=by, **{"type": "guide", "audience": "staff", **facts})


def draft(
    of: Document, label: str = "", *, texts: dict[str, str] | None = None, body: str = "", by: Actor = SYSTEM, **facts
) -> Version:
    """A draft with a text in Estonian, unless ``texts`` says otherwise; it says what changed."""
    label = label or f"{of.versions.count() + 1}.0"
    version = services.start_version(document=of, label=label, **{"change_note": NOTE, **facts}, by=by)
    typed = {"et": body or f"{TEXT}\nVersioon {label}.\n"} if texts is None else texts
    for language, words in typed.items():
        services.write_text(version=version, language=language, body=words, by=by)
    return version


def in_force(of: Document, label: str = "", *, by: Actor = SYSTEM, **facts: Any) -> Version:
    """A version in force, by way of all states before it."""
    return made_live(draft(of, label, by=by, **facts), by=by)


def made_live(version: Version, *, by: Actor = SYSTEM) -> Version:
    """A draft taken into force."""
    version = services.submit(version=version, by=by)
    version = services.approve(version=version, seen=version.sha256, by=SYSTEM)
    return services.put_in_force(version=version, by=by)


def restriction(of: Version, *, annex=None, until: date = date(2030, 1, 1), by: Actor = SYSTEM, **facts) -> Restriction:
    return services.restrict(version=of, annex=annex, basis="p9", until_on=until, by=by, **facts)


def annex(version: Version, title: str = "Lisa 1", name: str = "lisa.pdf", content: bytes = PDF) -> Annex:
    return services.add_annex(version=version, file=upload(name, content), title=title, by=SYSTEM)


def approved(row: Version) -> Version:
    return approved_after_review(services.submit(version=row, by=SYSTEM))


def approved_after_review(row: Version) -> Version:
    return services.approve(version=row, seen=row.sha256, by=SYSTEM)


def in_force_after_review(row: Version) -> Version:
    return services.put_in_force(version=approved_after_review(row), by=SYSTEM)


def scheduled(row: Version, at=None) -> Version:
    return services.schedule(version=approved(row), at=at or clock.now() + timedelta(days=1), by=SYSTEM)


def published(slug: str = "juhend", *, annexes: tuple[str, ...] = (), version: dict | None = None, **values) -> Version:
    """A document with its first version in force."""
    row = draft(guide(slug, **values), **(version or {}))
    for number, title in enumerate(annexes):
        annex(row, title, f"lisa-{number}.pdf", PDF + b"%" * number)
    return made_live(row)


def restricted(row: Version, *, days: int = 30, annex: Annex | None = None, basis: str = "p9") -> Restriction:
    until_on = clock.today() + timedelta(days)
    return services.restrict(version=row, annex=annex, basis=basis, until_on=until_on, by=SYSTEM)


def shared(row: Version, *, days: int = 14, whom: str = "Arendaja"):
    return services.share(version=row, whom=whom, until_on=clock.today() + timedelta(days), by=SYSTEM)
