"""The catalogue's Estonian words and the slugs they stand for, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.fields import Translated

CRITICALITY = {"korge": "high", "keskmine": "medium", "madal": "low"}
ORGANISATIONS = {
    "oma": "own",
    "asutus": "agency",
    "ettevote": "company",
    "arendaja": "developer",
    "kov": "municipality",
    "teenuseosutaja": "provider",
}
SYSTEMS = {"oma": "own", "naaber": "neighbour"}
COMPONENTS = {"autentimine": "authentication", "logimine": "logging", "andmevahetus": "exchange", "stiil": "style"}
EXCHANGE_ROLES = {"pakkuja": "provider", "tarbija": "consumer"}
ENVIRONMENTS = {"toodang": "production", "test": "test", "arendus": "development"}
OWNER_WORDS = ("omanik", "asendaja")


def word(words: Mapping[str, str], slug: str) -> str:
    """The catalogue's word for a slug; "" for an empty one."""
    return next((word for word, each in words.items() if each == slug), "")


def written(text: Translated) -> str | dict[str, str]:
    """A text as the file holds it: plain where there is only Estonian."""
    return text["et"] if set(text) == {"et"} else dict(text)


def without_empty(row: dict[str, Any]) -> dict[str, Any]:
    """The row without fields that say nothing."""
    return {name: value for name, value in row.items() if value not in ("", None, [], {})}
