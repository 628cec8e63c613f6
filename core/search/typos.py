"""What was probably meant: words of the indexed texts that differ by a letter or two."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from core.models import SearchWord
from core.search.words import folded

SHORTEST, LONGEST = 4, 30  # letters of words that are learned and mended
FAR = 8  # from so many letters on, two mistakes
CANDIDATES = 6

UNUSED = """
DELETE FROM core_searchword w WHERE NOT EXISTS (
    SELECT 1 FROM core_searchentry e WHERE e.keys @@ ('''=' || w.word || '''')::tsquery
) OR EXISTS (SELECT 1 FROM core_searchword twin WHERE twin.word = w.word AND twin.id < w.id)
"""


def learn(words: Iterable[str]) -> None:
    """Keep the words that are new. Words of letters alone: no codes, no numbers."""
    fit = {folded(word) for word in words if word.isalpha() and SHORTEST <= len(word) <= LONGEST}
    new = fit - set(SearchWord.objects.filter(word__in=fit).values_list("word", flat=True))
    SearchWord.objects.bulk_create(
        (SearchWord(word=word, without=sorted(shorter(word) | {word})) for word in sorted(new)), batch_size=2000
    )


def forget_unused() -> int:
    """Words that no indexed text holds any more, and second copies, go."""
    with connection.cursor() as cursor:
        cursor.execute(UNUSED)
        return cursor.rowcount


def shorter(word: str) -> set[str]:
    """The word without one of its letters."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def candidates(word: str) -> list[str]:
    """Learned words within one mistake (two in words of eight letters), the nearest first, six at most.

    Whose texts hold them is not asked here: the caller shows none that its actor cannot find.
    """
    word = folded(word)
    if not (word.isalpha() and SHORTEST <= len(word) <= LONGEST):
        return []
    most = 1 if len(word) < FAR else 2
    near = {word, *shorter(word)}
    if most == 2:
        near |= {one for half in shorter(word) for one in shorter(half)}
    found = SearchWord.objects.filter(without__overlap=sorted(near)).values_list("word", flat=True)[:500]
    far = {other: distance(word, other) for other in set(found) if other != word}
    return sorted((other for other in far if far[other] <= most), key=lambda other: (far[other], other))[:CANDIDATES]


def distance(one: str, other: str) -> int:
    """Optimal string alignment: letters added, left out, changed, or two neighbours swapped."""
    before, last = [], list(range(len(other) + 1))
    for row, a in enumerate(one, 1):
        line = [row]
        for column, b in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (a != b))
            if row > 1 and column > 1 and a == other[column - 2] and one[row - 2] == b:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]
