"""What an app says about the rows that can be found: who sees them, their texts, how one is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Model, QuerySet

from core.actor import Actor
from core.registry import Registry


class Text(NamedTuple):
    """Words of a row: ``weight`` A (title) to D, ``language`` et, en, ru or None where nobody knows."""

    words: str
    weight: str = "B"
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One found thing: where it leads, what it is called, a line more."""

    url: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one model. ``rows(actor)`` gives those that the actor may see, ``texts(row)`` what is found by,
    ``hit(row)`` how one is shown. ``follows``: models whose change changes the texts → the rows of ours it touches.
    """

    slug: str
    label: str
    model: type[Model]
    rows: Callable[[Actor], QuerySet]
    texts: Callable[[Model], Iterable[Text]]
    hit: Callable[[Model], Hit]
    follows: Mapping[type[Model], Callable[[Model], Iterable[Model]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What one source has: how many in all, and the rows of this page, the best first."""

    source: Source
    total: int
    rows: tuple[Model, ...]


sources: Registry[Source] = Registry()


def in_languages(value: Mapping[str, str], weight: str = "B") -> list[Text]:
    """The texts of a ``Translated`` value."""
    return [Text(words, weight, language) for language, words in value.items() if words]
