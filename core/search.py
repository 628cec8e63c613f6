"""Search over everything that one may see: each app registers a source, ``/search/`` only unites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from core.actor import Actor
from core.registry import Registry

WORDS_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One found thing: where it leads, what it is called, a line more."""

    url: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """``rows(actor, words)`` is a queryset of what the actor may see and the words match; ``hit(row)`` shows one."""

    slug: str
    label: str
    rows: Callable[[Actor, Sequence[str]], QuerySet]
    hit: Callable[[object], Hit]


sources: Registry[Source] = Registry()


def matching(rows: QuerySet, words: Sequence[str], *fields: str) -> QuerySet:
    """Rows in which every word occurs in at least one of the fields."""
    for word in words[:WORDS_AT_MOST]:
        rows = rows.filter(reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)))
    return rows
