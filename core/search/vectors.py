"""The text form of ``tsvector`` and ``tsquery``: lexemes are quoted here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from core.search.registry import Text
from core.search.words import Piece, composed, folded, keys_of, pieces

# PostgreSQL keeps positions to 16,383 and 256 of a lexeme; its tsvector holds 1 MB of lexemes and places.
WORDS, PLACES, LAST, BYTES = 12_000, 250, 16_383, 700_000
PART_WEIGHT = "D"


def quoted(lexeme: str, weight: str = "") -> str:
    """One lexeme for a tsvector or tsquery; quotes and backslashes cannot end it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'{weight}"


def form(word: str) -> str:
    """The lexeme of a word exactly as written: for phrases, beginnings of words and the vocabulary."""
    return f"={folded(word)}"


class Places(dict[str, list[str]]):
    """Lexeme → its places; ``size`` is what they take in the tsvector, in bytes, counted generously."""

    size = 0

    def mark(self, lexemes: Iterable[str], at: int, weight: str) -> None:
        for lexeme in dict.fromkeys(lexemes):
            if lexeme not in self:
                self[lexeme] = []
                self.size += len(lexeme.encode()) + 8
            self[lexeme].append(f"{min(at, LAST)}{weight}")
            self.size += 2


def vector(texts: Iterable[Text]) -> tuple[str, set[str]]:
    """(text form of the tsvector, the words in it). Texts stand one after the other, so no phrase spans two.

    What is longer than a tsvector may be is left out: some 12,000 words are found.
    """
    places, words, at = Places(), set(), 0
    for text in texts:
        for piece in pieces(composed(text.words)):
            if at >= WORDS or places.size >= BYTES:
                break
            at = _put(piece, at, text, places)
            words.update(part.word for part in piece.parts)
        at += 1
    return " ".join(f"{quoted(lexeme)}:{','.join(found[:PLACES])}" for lexeme, found in places.items()), words


def _put(piece: Piece, at: int, text: Text, places: Places) -> int:
    """Write the piece's lexemes to ``places``; gives the place of its last word."""
    first = at + 1
    for part in piece.parts:
        at += 1
        keys = keys_of(part.word, text.language)
        places.mark((form(part.word), *keys.keys), at, text.weight)
        places.mark(keys.parts, at, PART_WEIGHT)
    if piece.joined:
        places.mark((form(piece.joined), *piece.joined_keys(text.language)), first, text.weight)
    return at
