"""What the page and the API of the search have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.search import Found, Hit, Query, parse
from core.search.marks import Passage, best_part, whole

SHOWN, PAGE = 5, 20  # of each source on the first page; of one source


@dataclass(frozen=True, slots=True)
class Shown:
    """One hit, with where the words stand in its title and elsewhere."""

    hit: Hit
    in_title: Passage
    in_texts: Passage

    @property
    def title(self) -> SafeString:
        return self.in_title.html

    @property
    def snippet(self) -> SafeString:
        return self.in_texts.html


def look(words: str, find: Callable[[Query], list[Found]]) -> tuple[Query, list[Found]]:
    """What is found; where nothing is, with the last word as a beginning."""
    query = parse(words)
    found = find(query)
    if found or not query.text:
        return query, found
    loose = query.loosened()
    return loose, find(loose)


def shown(found: Found, query: Query) -> list[Shown]:
    """The rows of one source as they are shown."""
    return [_shown(found, row, query) for row in found.rows]


def _shown(found: Found, row: object, query: Query) -> Shown:
    hit = found.source.hit(row)
    texts = [text for text in found.source.texts(row) if text.weight != "A"]
    return Shown(hit, whole(hit.title, query), best_part(texts, query))
