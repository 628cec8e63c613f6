"""Sections for search: made when a version comes into force, gone when it is in force no more."""

from __future__ import annotations

import structlog
from django.db import transaction

from core.errors import NotFound
from core.search import sources
from core.search.index import index
from docs_library.models import SectionText, Version
from docs_library.selectors.readings import reading_of

log = structlog.get_logger(__name__)
SOURCE = "sections"


@transaction.atomic
def index_version(version: Version) -> int:
    """Make the sections of a version in force, those of the document's other versions go; gives how many. A file that
    the disk has lost has none."""
    for other in version.document.versions.exclude(pk=version.pk).filter(sections__isnull=False).distinct():
        forget_version(other)
    forget_version(version)
    rows = SectionText.objects.bulk_create(_sections(version), batch_size=500)
    index(sources.get(SOURCE), rows)
    return len(rows)


def forget_version(version: Version) -> None:
    """It is found no more."""
    version.sections.all().delete()


def _sections(version: Version) -> list[SectionText]:
    found = []
    for text in version.texts.select_related("stored", "version__document"):
        try:
            reading = reading_of(text)
        except NotFound:
            log.error("text not indexed: its file is missing", version=version.pk, language=text.language)
            continue
        found += [
            SectionText(
                version=version,
                language=text.language,
                position=number,
                anchor=section.anchor[:200],
                heading=section.heading[:300],
                text=section.text,
            )
            for number, section in enumerate(reading.sections)
            if section.text or section.heading
        ]
    return found
