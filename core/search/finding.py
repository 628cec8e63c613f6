"""Asks the sources what fits and what of it the actor sees: all of them in one question to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Count, F, QuerySet, Value

from core.actor import Actor
from core.models import SearchEntry
from core.search import typos
from core.search.fields import Rank
from core.search.query import Query, parse
from core.search.registry import Found, Source, sources
from core.search.vectors import form, quoted

RANKED = 10  # of the rows that fit, those in whose titles the words stand and the newest are ranked: ten pages of each

# Where many fit, the newest are met at once in the order of the index on rows (2 ms); where few do, that way looks at
# the keys of nearly all rows (123 ms), so that PostgreSQL is not to see that the order is the index's.
MANY = 4000
NEWEST, NEWEST_OF_FEW = F("row").desc(), (F("row") + 0).desc()


@contextmanager
def by_index() -> Iterator[None]:
    """PostgreSQL counts a look at the keys of all rows as cheap, though each is unpacked: 106 ms in 20,000 texts
    for a word that stands in most, 12 ms by the index."""
    with transaction.atomic():
        _scan("off")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _scan("on")


def _scan(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', %s, true)", [value])


def matching(source: Source, actor: Actor, tsquery: str, column: str = "keys") -> QuerySet:
    """Entries of the source that fit and whose rows the actor may see."""
    seen = source.rows(actor).order_by().values("pk")
    return SearchEntry.objects.filter(source=source.slug, row__in=seen, **{f"{column}__matches": tsquery})


def find(query: Query, actor: Actor, shown: int, only: Source | None = None, page: int = 1) -> list[Found]:
    """What every source has: totals of all; of ``only`` (of each, without it) the page's rows, the best first.

    No more than ``RANKED`` pages of a source are given; the totals count all.
    """
    if not query.tsquery:
        return []
    with by_index():
        totals = _totals(query.tsquery, actor)
        looked = [one for one in sources if one.slug in totals and only in (None, one)]
        keys = _best(looked, query.tsquery, actor, shown * RANKED, totals) if looked else {}
    cut = slice((page - 1) * shown, page * shown)
    return [
        Found(one, totals[one.slug], _rows(one, actor, keys.get(one.slug, [])[cut]))
        for one in sources
        if one.slug in totals
    ]


def _totals(tsquery: str, actor: Actor) -> dict[str, int]:
    """Source → how many of its rows fit and are seen, without those that have none."""
    fitting = set(SearchEntry.objects.filter(keys__matches=tsquery).values_list("source", flat=True).distinct())
    asked = [matching(one, actor, tsquery).values("source") for one in sources if one.slug in fitting]
    counts = [one.annotate(n=Count("pk")).values_list("source", "n") for one in asked]
    return dict(_united(counts)) if counts else {}


def _united(asked: list[QuerySet]) -> QuerySet:
    return asked[0].union(*asked[1:], all=True)


def _best(looked: list[Source], tsquery: str, actor: Actor, pool: int, totals: dict[str, int]) -> dict[str, list[int]]:
    """Source → keys of its rows, the best first: more places, weightier places, the newest."""
    asked = [
        matching(one, actor, tsquery, column).order_by(order).values_list("pk")[:pool]
        for one in looked
        for column, order in (
            ("title", NEWEST_OF_FEW),
            ("keys", NEWEST if totals[one.slug] > MANY else NEWEST_OF_FEW),
        )
    ]
    entries = SearchEntry.objects.filter(pk__in={key for (key,) in _united(asked)})
    ranked = entries.annotate(rank=Rank(F("keys"), Value(tsquery))).order_by("-rank", "-row")
    found: dict[str, list[int]] = {}
    for slug, row in ranked.values_list("source", "row"):
        found.setdefault(slug, []).append(row)
    return {slug: keys[:pool] for slug, keys in found.items()}


def _rows(source: Source, actor: Actor, keys: list[int]) -> tuple:
    rows = {row.pk: row for row in source.rows(actor).filter(pk__in=keys)} if keys else {}
    return tuple(rows[key] for key in keys if key in rows)


def is_found(tsquery: str, actor: Actor) -> bool:
    """Whether the actor sees anything that fits."""
    with by_index():
        return bool(_totals(tsquery, actor))


def mended(query: Query, actor: Actor) -> str:
    """The query with mistyped words put right, as far as the actor then finds something; else empty.

    A word is offered only where it stands, so written, in a row that the actor sees.
    """
    text = query.text
    for word in query.words[:3]:
        if not is_found(parse(word).tsquery, actor):
            text = _replaced(text, word, actor)
    return text if text != query.text and is_found(parse(text).tsquery, actor) else ""


def _replaced(text: str, word: str, actor: Actor) -> str:
    with by_index():
        candidates = typos.candidates(word)
    for other in candidates:
        if is_found(quoted(form(other)), actor):
            at = text.lower().find(word)
            return text[:at] + other + text[at + len(word) :] if at >= 0 else text
    return text
