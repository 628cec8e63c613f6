"""Keeps what rows are found by: in the writer's transaction, and by a sweep for rows that came another way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import count

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from core.models import SearchEntry, SearchWord
from core.search import typos
from core.search.registry import Source, Text, sources
from core.search.vectors import vector

SCHEME = 1  # raised where keys are made in another way: the sweep then makes all of them anew
BATCH, BATCHES = 200, 10


def index(source: Source, rows: Iterable[Model]) -> int:
    """Write the entries of rows whose texts changed; gives how many. For ``bulk_create``, which sends no signal."""
    texts = {row.pk: [text for text in source.texts(row) if text.words] for row in rows}
    digests = {key: _digest(found) for key, found in texts.items()}
    kept = _entries(source, texts).values_list("row", "digest")
    same = set(kept) & set(digests.items())
    changed = [key for key, digest in digests.items() if (key, digest) not in same]
    made = {key: vector(texts[key]) for key in changed}
    titles = {key: vector(text for text in texts[key] if text.weight == "A")[0] for key in changed}
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(source=source.slug, row=key, keys=keys, title=titles[key], digest=digests[key], scheme=SCHEME)
            for key, (keys, _words) in made.items()
        ),
        update_conflicts=True,
        unique_fields=["source", "row"],
        update_fields=["keys", "title", "digest", "scheme"],
    )
    if made:
        typos.learn(set().union(*(words for _keys, words in made.values())))
    return len(made)


def _digest(texts: Sequence[Text]) -> str:
    return hashlib.sha256(repr((SCHEME, [tuple(text) for text in texts])).encode()).hexdigest()


def _entries(source: Source, keys: Iterable[int]):
    return SearchEntry.objects.filter(source=source.slug, row__in=list(keys))


@cache
def _by_model() -> dict[type[Model], list[Source]]:
    """Sources by the model whose rows they show. Apps have registered theirs before the first row is written."""
    found: dict[type[Model], list[Source]] = {}
    for source in sources:
        found.setdefault(source.model, []).append(source)
    return found


@cache
def _followers() -> dict[type[Model], list[Source]]:
    """Sources by the other models that their texts are taken from."""
    found: dict[type[Model], list[Source]] = {}
    for source in sources:
        for model in source.follows:
            found.setdefault(model, []).append(source)
    return found


def keep(sender: type[Model], instance: Model, raw: bool = False, **_others) -> None:
    """A row was written: its entry and those of rows that repeat its words follow."""
    if raw:
        return  # loaddata: what the row points to may come later; the sweep finds it
    for source in _by_model().get(sender, ()):
        index(source, [instance])
    for source in _followers().get(sender, ()):
        index(source, source.follows[sender](instance))


def forget(sender: type[Model], instance: Model, **_others) -> None:
    """A row is gone: so is its entry, and rows that repeated its words follow."""
    for source in _by_model().get(sender, ()):
        _entries(source, [instance.pk]).delete()
    for source in _followers().get(sender, ()):
        index(source, source.follows[sender](instance))


post_save.connect(keep, dispatch_uid="core.search.keep")
post_delete.connect(forget, dispatch_uid="core.search.forget")


def forget_all() -> None:
    """No row is found until the next sweep."""
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()


def sweep(whole: bool = False) -> dict[str, int]:
    """Entries for rows that have none or an old one; entries and words of nothing go. Gives how many of each.

    A tick makes at most 2,000 of a source, in batches that commit by themselves; ``whole`` goes on to the end.
    """
    done = {source.slug: _sweep(source, None if whole else BATCHES) for source in sources}
    done["gone"] = sum(_forget_gone(source) for source in sources)
    done["words"] = typos.forget_unused()
    return done


def _sweep(source: Source, batches: int | None) -> int:
    current = SearchEntry.objects.filter(source=source.slug, scheme=SCHEME).values("row")
    missing = source.model._base_manager.exclude(pk__in=current).order_by("pk")
    done = 0
    for _turn in count() if batches is None else range(batches):
        with transaction.atomic():
            rows = list(missing[:BATCH])
            done += index(source, rows)
        if len(rows) < BATCH:
            break
    return done


def _forget_gone(source: Source) -> int:
    entries = SearchEntry.objects.filter(source=source.slug)
    return entries.exclude(row__in=source.model._base_manager.values("pk")).delete()[0]
