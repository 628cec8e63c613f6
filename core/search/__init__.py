"""Search over everything that one may see: each app registers a source, ``/search/`` only unites."""

from core.search.query import Query, parse
from core.search.registry import Found, Hit, Source, Text, in_languages, sources

__all__ = ["Found", "Hit", "Query", "Source", "Text", "in_languages", "parse", "sources"]
