"""The text form of ``tsvector`` and ``tsquery``: lexemes are quoted here and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from core.search.registry import Text
from core.search.words import composed, folded, keys_of, pieces

# PostgreSQL keeps positions to 16,383 and 256 of a lexeme; its tsvector holds 1 MB. 12,000 words make some 700 kB.
WORDS, PLACES, LAST = 12_000, 250, 16_383
PART_WEIGHT = "D"


def quoted(lexeme: str, weight: str = "") -> str:
    """One lexeme for a tsvector or tsquery; quotes and backslashes cannot end it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'{weight}"


def form(word: str) -> str:
    """The lexeme of a word exactly as written: for phrases, beginnings of words and the vocabulary."""
    return f"={folded(word)}"


def vector(texts: Iterable[Text]) -> tuple[str, set[str]]:
    """(text form of the tsvector, the words in it). Texts stand one after the other, so no phrase spans two."""
    places: dict[str, list[str]] = defaultdict(list)
    words: set[str] = set()
    at = 0
    for text in texts:
        for piece in pieces(composed(text.words)):
            at = _put(piece, at, text, places)
            words.update(part.word for part in piece.parts)
            if at >= WORDS:
                break
        at += 1
    return " ".join(f"{quoted(lexeme)}:{','.join(found[:PLACES])}" for lexeme, found in places.items()), words


def _put(piece, at: int, text: Text, places: dict[str, list[str]]) -> int:
    """Write the piece's lexemes to ``places``; gives the place of its last word."""
    first = at + 1
    for part in piece.parts:
        at += 1
        keys = keys_of(part.word, text.language)
        _mark(places, (form(part.word), *keys.keys), at, text.weight)
        _mark(places, keys.parts, at, PART_WEIGHT)
    if piece.joined:
        _mark(places, (form(piece.joined), *piece.joined_keys(text.language)), first, text.weight)
    return at


def _mark(places: dict[str, list[str]], lexemes: Iterable[str], at: int, weight: str) -> None:
    for lexeme in dict.fromkeys(lexemes):
        places[lexeme].append(f"{min(at, LAST)}{weight}")
