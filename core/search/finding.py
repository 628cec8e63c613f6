"""Asks the sources: one question to the database counts and ranks what all of them have, under ``visible_to``."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, QuerySet, Value, Window

from core.actor import Actor
from core.models import SearchEntry
from core.search import typos
from core.search.fields import Rank
from core.search.query import Query, parse
from core.search.registry import Found, Source, sources
from core.search.vectors import form, quoted


def matching(source: Source, actor: Actor, tsquery: str) -> QuerySet:
    """Entries of the source that fit and whose rows the actor may see."""
    seen = source.rows(actor).order_by().values("pk")
    return SearchEntry.objects.filter(source=source.slug, keys__matches=tsquery, row__in=seen)


def find(query: Query, actor: Actor, shown: int, only: Source | None = None, page: int = 1) -> list[Found]:
    """What every source has: totals of all; of ``only`` (of each, without it) the page's rows, the best first."""
    if not query.tsquery:
        return []
    windows = {one.slug: _window(one, only, shown, page) for one in sources}
    asked = [_best(one, actor, query.tsquery, *windows[one.slug]) for one in sources]
    totals: dict[str, int] = {}
    keys: dict[str, list[int]] = {}
    for slug, row, _rank, total in asked[0].union(*asked[1:], all=True):
        totals[slug] = total
        keys.setdefault(slug, []).append(row)
    return [
        _found(one, actor, totals[one.slug], keys[one.slug] if windows[one.slug][1] else [])
        for one in sources
        if one.slug in totals
    ]


def _window(source: Source, only: Source | None, shown: int, page: int) -> tuple[int, int]:
    """(first, how many) of the source's rows; none are shown of those beside the chosen one."""
    if only is None:
        return 0, shown
    return ((page - 1) * shown, shown) if source is only else (0, 0)


def _best(source: Source, actor: Actor, tsquery: str, first: int, shown: int) -> QuerySet:
    rows = matching(source, actor, tsquery).annotate(rank=Rank(F("keys"), Value(tsquery)), total=Window(Count("pk")))
    return rows.order_by("-rank", "-row").values_list("source", "row", "rank", "total")[first : first + max(shown, 1)]


def _found(source: Source, actor: Actor, total: int, keys: list[int]) -> Found:
    if not keys:
        return Found(source, total, ())
    rows = {row.pk: row for row in source.rows(actor).filter(pk__in=keys)}
    return Found(source, total, tuple(rows[key] for key in keys if key in rows))


def is_found(tsquery: str, actor: Actor) -> bool:
    """Whether the actor sees anything that fits."""
    asked = [matching(one, actor, tsquery).values("pk")[:1] for one in sources]
    return bool(asked[0].union(*asked[1:], all=True))


def mended(query: Query, actor: Actor) -> str:
    """The query with mistyped words put right, as far as the actor then finds something; else empty.

    A word is offered only where it stands, so written, in a row that the actor sees.
    """
    text = query.text
    for word in query.words[:3]:
        if not is_found(parse(word).tsquery, actor):
            text = _replaced(text, word, typos.candidates(word), actor)
    return text if text != query.text and is_found(parse(text).tsquery, actor) else ""


def _replaced(text: str, word: str, candidates: Iterable[str], actor: Actor) -> str:
    for other in candidates:
        if is_found(quoted(form(other)), actor):
            at = text.lower().find(word)
            return text[:at] + other + text[at + len(word) :] if at >= 0 else text
    return text
