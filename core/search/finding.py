"""Asks the sources what fits and what of it the actor sees: all of them in one question to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, F, Func, QuerySet, Value

from core.actor import Actor
from core.models import SearchEntry
from core.search import typos
from core.search.fields import Rank
from core.search.query import Query, parse
from core.search.registry import Found, Source, sources
from core.search.vectors import form, quoted

RANKED = 10  # of the rows that fit, those in whose titles the words stand and the newest are ranked: ten pages of each


@contextmanager
def by_index() -> Iterator[None]:
    """PostgreSQL counts a look at the keys of all rows as cheap, though each is unpacked: 106 ms in 20,000 texts
    for a word that stands in most, 12 ms by the index."""
    with transaction.atomic():
        _scan("off")
        yield
        _scan("on")  # after an error the rollback does it


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
    pool = shown * RANKED
    with by_index():
        fitting = _fitting(query.tsquery, actor, pool)
        looked = [one for one in sources if one.slug in fitting and only in (None, one)]
        entries = [entry for one in looked for entry in fitting[one.slug].newest]
        keys = _best(looked, query.tsquery, actor, entries, pool) if looked else {}
    cut = slice((page - 1) * shown, page * shown)
    return [
        Found(one, fitting[one.slug].total, _rows(one, actor, keys.get(one.slug, [])[cut]))
        for one in sources
        if one.slug in fitting
    ]


class _Fitting(NamedTuple):
    """Of one source: how many rows fit and are seen, and the entries of the newest of them."""

    total: int
    newest: list[int]


class First(Func):
    """The first ``most`` of an array."""

    template = "(%(expressions)s)[1:%(most)s]"

    def __init__(self, expression: object, most: int) -> None:
        super().__init__(expression, most=int(most), output_field=ArrayField(BigIntegerField()))


def _fitting(tsquery: str, actor: Actor, pool: int) -> dict[str, _Fitting]:
    """By source, without those that have none. Total and newest come of one look: that of a phrase is dear."""
    having = set(SearchEntry.objects.filter(keys__matches=tsquery).values_list("source", flat=True).distinct())
    newest = First(ArrayAgg("pk", order_by="-row"), pool)
    asked = [matching(one, actor, tsquery).values("source") for one in sources if one.slug in having]
    rows = [one.annotate(n=Count("pk"), newest=newest).values_list("source", "n", "newest") for one in asked]
    return {slug: _Fitting(total, keys) for slug, total, keys in _united(rows)} if rows else {}


def _united(asked: list[QuerySet]) -> QuerySet:
    return asked[0].union(*asked[1:], all=True)


def _best(looked: list[Source], tsquery: str, actor: Actor, newest: list[int], pool: int) -> dict[str, list[int]]:
    """Source → keys of its rows, the best first: more places, weightier places, the newest."""
    titled = [matching(one, actor, tsquery, "title").order_by("-row").values_list("pk")[:pool] for one in looked]
    entries = SearchEntry.objects.filter(pk__in={*newest, *(key for (key,) in _united(titled))})
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
        return bool(_fitting(tsquery, actor, 1))


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
