"""Documents, their versions, restrictions, and what puts them in doubt."""

from docs_library.models.documents import Audience, Document
from docs_library.models.freshness import Review, StaleSignal
from docs_library.models.looks import AccessLook, BrokenLink, LinkLook, SchemaLook
from docs_library.models.restrictions import Restriction, RestrictionCopy
from docs_library.models.sections import SectionText
from docs_library.models.sharing import Reading, ShareLink
from docs_library.models.versions import Annex, Version, VersionText

__all__ = [
    "AccessLook",
    "Annex",
    "Audience",
    "BrokenLink",
    "Document",
    "LinkLook",
    "Reading",
    "Restriction",
    "RestrictionCopy",
    "Review",
    "SchemaLook",
    "SectionText",
    "ShareLink",
    "StaleSignal",
    "Version",
    "VersionText",
]
