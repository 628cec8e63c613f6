"""Documents and their versions, through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core import clock
from core.actor import SYSTEM, Actor
from docs_library import services
from docs_library.models import Annex, Document, Restriction, Version
from tests.factories.files import PDF, upload

TEXT = "# Sissejuhatus\n\nEsimene rida.\n\nTeine rida."


def document(slug: str = "juhend", **values: Any) -> Document:
    facts = {"type": "guide", "title": {"et": f"Dokument {slug}"}, "audience": "staff", **values}
    return services.add_document(slug=slug, by=SYSTEM, **facts)


def draft(
    of: Document, label: str = "", *, texts: dict[str, str] | None = None, by: Actor = SYSTEM, **values
) -> Version:
    """A draft with a text in Estonian, unless ``texts`` says otherwise."""
    label = label or f"{of.versions.count() + 1}.0"
    note = values.pop("change_note", "Täpsustatud")
    row = services.start_version(document=of, label=label, change_note=note, by=by, **values)
    for language, body in ({"et": f"{TEXT}\n\nVersioon {label}."} if texts is None else texts).items():
        services.write_text(version=row, language=language, body=body, by=by)
    return row


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


def in_force(row: Version) -> Version:
    return services.put_in_force(version=approved(row), by=SYSTEM)


def published(slug: str = "juhend", *, annexes: tuple[str, ...] = (), version: dict | None = None, **values) -> Version:
    """A document with its first version in force."""
    row = draft(document(slug, **values), **(version or {}))
    for number, title in enumerate(annexes):
        annex(row, title, f"lisa-{number}.pdf", PDF + b"%" * number)
    return in_force(row)


def restricted(row: Version, *, days: int = 30, annex: Annex | None = None, basis: str = "p9") -> Restriction:
    until_on = clock.today() + timedelta(days)
    return services.restrict(version=row, annex=annex, basis=basis, until_on=until_on, by=SYSTEM)


def shared(row: Version, *, days: int = 14, whom: str = "Arendaja"):
    return services.share(version=row, whom=whom, until_on=clock.today() + timedelta(days), by=SYSTEM)
