"""Reading the texts of documents: what a file's format gives, and then what its type makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from core import logs
from docs_library.engine import markdown, office, pdf, plain, schemas
from docs_library.engine.limits import TooMuch
from docs_library.types import PICTURES, SCHEMAS, SIGNED, DocType, Reading, Source

log = logs.get(__name__)


def _schema(source: Source) -> Reading:
    """A schema's own pages; one that can not be read stands as it is written, beneath the reason."""
    found = schemas.read_schema(source)
    if found is None:
        return plain.read_verbatim(source)
    return found if found.sections else replace(plain.read_verbatim(source), cautions=found.cautions)


READERS: dict[str, Callable[[Source], Reading]] = {
    "md": markdown.read,
    "txt": plain.read_text,
    "csv": plain.read_csv,
    "pdf": pdf.read,
    **office.READERS,
    **dict.fromkeys(SCHEMAS, _schema),
}
IN_LETTERS = frozenset({"md", "txt", "csv"}) | SCHEMAS  # shown as written where their reader can not make sense of them


def read(kind: DocType, source: Source) -> Reading:
    """The text as a page shows it. Whatever the file holds, it is read or a caution says why not; pictures, signed
    containers and empty files have nothing to read."""
    return kind.render(_read(source))


def _read(source: Source) -> Reading:
    extension = source.extension.lower()
    if not source.data or extension in PICTURES | SIGNED:
        return Reading()
    try:
        return READERS.get(extension, plain.read_text)(source)
    except TooMuch:
        return _as_written(
            source, _("The text is too long or too tangled for a page. Take the file to read all of it.")
        )
    except Exception as error:  # libraries raise whatever they like over a broken file; the reader is told
        log.warning("text not read", extension=extension, reason=type(error).__name__)
        return _as_written(source, _("The file is damaged, or not what its name says: it could not be read."))


def _as_written(source: Source, caution: str) -> Reading:
    found = plain.read_verbatim(source) if source.extension.lower() in IN_LETTERS else Reading()
    return Reading(found.sections, found.links, (caution, *found.cautions))
