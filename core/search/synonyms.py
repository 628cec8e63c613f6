"""Words and rows of words that mean the same, in the three languages: ``synonyms.tsv``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.search.lemmas import FOLDER
from core.search.words import composed, keys_of, pieces

Way = tuple[tuple[str, ...], ...]  # for each word of a wording, its keys


@dataclass(frozen=True, slots=True)
class Meaning:
    """The ways to say one thing."""

    ways: tuple[Way, ...]


class Meanings:
    """Groups by the first key of each of their wordings."""

    def __init__(self, groups: Sequence[Meaning]) -> None:
        self._by_key: dict[str, list[tuple[Way, Meaning]]] = defaultdict(list)
        for group in groups:
            for way in group.ways:
                for key in way[0]:
                    self._by_key[key].append((way, group))

    def at(self, words: Sequence[Sequence[str]]) -> tuple[Meaning | None, int]:
        """(what the words begin with, in how many words): the longest wording; (None, 1) where there is none."""
        fitting = {}
        for key in words[0]:
            for way, group in self._by_key.get(key, ()):
                if len(way) <= len(words) and all(set(a) & set(b) for a, b in zip(way, words, strict=False)):
                    fitting.setdefault(len(way), []).append(group)
        if not fitting:
            return None, 1
        length = max(fitting)
        ways = dict.fromkeys(way for group in fitting[length] for way in group.ways)
        return Meaning(tuple(ways)), length


@cache
def meanings() -> Meanings:
    """Read once. A line is a group, its wordings apart by tabs; lines that begin with # are remarks."""
    lines = (FOLDER / "synonyms.tsv").read_text(encoding="utf-8").splitlines()
    groups = ([_way(wording) for wording in line.split("\t")] for line in lines if line and not line.startswith("#"))
    return Meanings([Meaning(tuple(filter(None, ways))) for ways in groups])


def _way(wording: str) -> Way:
    """Of each word itself and its lemma; of words joined by a hyphen that without it, too."""
    way: list[tuple[str, ...]] = []
    for piece in pieces(composed(wording)):
        if piece.joined:
            way.append((piece.joined,))
        else:
            way += [tuple({part.word, keys_of(part.word, None).keys[0]}) for part in piece.parts]
    return tuple(way)
