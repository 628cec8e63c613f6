"""Documents for tests, through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.actor import SYSTEM, Actor
from docs_library import services
from docs_library.models import Document, Restriction, Version

TEXT = "# Milleks see on\n\nIseteenindus küsib TARA-lt, kes inimene on.\n\n## Seanss\n\nSeanss kestab 30 minutit.\n"


def document(slug: str = "kirjeldus", *, by: Actor = SYSTEM, **facts: Any) -> Document:
    """A public description without a version."""
    values = {"type": "description", "title": {"et": f"Dokument {slug}"}, "audience": "public", **facts}
    return services.add_document(slug=slug, by=by, **values)


def draft(
    of: Document, label: str = "", *, body: str = TEXT, language: str = "et", by: Actor = SYSTEM, **facts
) -> Version:
    """A draft with a text; from the second on it says what changed."""
    label = label or f"{of.versions.count() + 1}.0"
    version = services.start_version(document=of, label=label, **{"change_note": "Täpsustatud.", **facts}, by=by)
    services.write_text(version=version, language="et", body=body, by=by)
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
