"""What a person asks: words, "phrases", -exclusions; and the ``tsquery`` that it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.search.synonyms import Meaning, meanings
from core.search.vectors import form, quoted
from core.search.words import Piece, composed, keys_of, pieces

LETTERS_AT_MOST, WORDS_AT_MOST = 200, 12
BEGINNING, LAST_BEGINNING = 3, 2  # letters of an unknown word, of the last one, that are tried as a beginning
TOKEN = re.compile(r'(?:(?<=\s)|^)(-?)(?:"([^"]*)"?|([^\s"]+))|"([^"]*)"?|([^\s"]+)')
# Words that say nothing by themselves; a query of nothing else keeps them.
IDLE = frozenset(
    [
        *("ja", "või", "ning", "ega", "et", "kui", "siis", "on", "oli", "ei", "ka", "see", "selle", "seda", "need"),
        *("mis", "kes", "kuidas", "kas", "kus", "aga", "the", "of", "and", "or", "in", "to", "for", "a", "an", "is"),
        *("are", "и", "или", "в", "во", "на", "с", "со", "по", "о", "об", "для", "к", "ко", "не", "что", "как", "это"),
    ]
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """By which keys and beginnings a word of a text is recognised as found."""

    keys: frozenset[str]
    beginnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` as asked, ``words`` asked for by themselves, ``tsquery`` (empty: nothing can be found)."""

    text: str
    words: tuple[str, ...]
    tsquery: str
    wanted: Wanted
    is_loose: bool = False

    def loosened(self) -> Query:
        """The same with the last word as a beginning: for who has not finished it."""
        return parse(self.text, is_loose=True)


@dataclass(slots=True)
class _Parsed:
    required: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    plain: list[Piece] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    beginnings: list[str] = field(default_factory=list)


def parse(text: str, is_loose: bool = False) -> Query:
    """Read a query; whatever is typed is a query. Only the first 200 signs and 12 words count."""
    text = composed(text.replace("\x00", " ")).strip()[:LETTERS_AT_MOST]
    parsed = _Parsed()
    for token in TOKEN.finditer(text):
        _read(token, parsed)
    chosen = _telling(parsed.plain)[:WORDS_AT_MOST]
    parsed.required += _words(chosen, parsed, is_loose and _ends_open(text))
    required = parsed.required[: 2 * WORDS_AT_MOST]
    excluded = [f"!({one})" for one in parsed.excluded[:WORDS_AT_MOST]] if required else []
    words = tuple(piece.parts[0].word for piece in chosen if len(piece.parts) == 1)
    wanted = Wanted(frozenset(parsed.keys), tuple(parsed.beginnings))
    return Query(text, words, " & ".join(f"({one})" for one in required + excluded), wanted, is_loose)


def _ends_open(text: str) -> bool:
    return bool(text) and text[-1].isalnum()


def _read(token: re.Match, parsed: _Parsed) -> None:
    minus, phrase, word, *others = token.groups()
    phrase, word = phrase or others[0], word or others[1]
    found = list(pieces(phrase or word or ""))[:WORDS_AT_MOST]
    if not found:
        return
    if phrase:
        (parsed.excluded if minus else parsed.required).append(_exact(found))
        if not minus:
            parsed.keys.update(form(part.word) for piece in found for part in piece.parts)
    elif minus:
        parsed.excluded.append(" & ".join(_written_any_way(piece) for piece in found))
    else:
        parsed.plain += found


def _telling(plain: list[Piece]) -> list[Piece]:
    """Without idle words, unless there are no others."""
    return [piece for piece in plain if len(piece.parts) > 1 or piece.parts[0].word not in IDLE] or plain


def _words(plain: list[Piece], parsed: _Parsed, last_is_open: bool) -> list[str]:
    """One condition for each word, or for words that have one meaning together (``kohalik omavalitsus``, KOV)."""
    found, at = [], 0
    while at < len(plain):
        meaning, length = meanings().at([piece_keys(piece) for piece in plain[at:]])
        is_last = last_is_open and at + length == len(plain)
        own = [_condition(piece, parsed, is_last and piece is plain[-1]) for piece in plain[at : at + length]]
        found.append(_or([" & ".join(f"({one})" for one in own), *_same(meaning, parsed)]))
        at += length
    return found


def _same(meaning: Meaning | None, parsed: _Parsed) -> list[str]:
    """The other ways to say it, each as a row of words."""
    if meaning is None:
        return []
    parsed.keys.update(key for way in meaning.ways for keys in way for key in keys if key not in IDLE)
    return [" <-> ".join(_either(keys) for keys in way) for way in meaning.ways]


def piece_keys(piece: Piece) -> tuple[str, ...]:
    """Keys by which a piece is looked up among synonyms."""
    return piece.joined_keys(None) if len(piece.parts) > 1 else keys_of(piece.parts[0].word, None).keys


def _written_any_way(piece: Piece) -> str:
    """The piece in any of its forms, without beginnings: what is left out is to be only that."""
    several = len(piece.parts) > 1
    return _of_several(piece, _Parsed(), False) if several else _either(keys_of(piece.parts[0].word, None).keys)


def _condition(piece: Piece, parsed: _Parsed, is_open: bool) -> str:
    if len(piece.parts) > 1:
        return _of_several(piece, parsed, is_open)
    return _of_one(piece.parts[0].word, parsed, is_open)


def _of_one(word: str, parsed: _Parsed, is_open: bool) -> str:
    """Its keys; a word that no dictionary knows, and one that is not finished, also as a beginning."""
    keys = keys_of(word, None)
    parsed.keys.update(keys.keys)
    shortest = LAST_BEGINNING if is_open else BEGINNING
    if len(word) < shortest or (keys.is_known and not is_open):
        return _either((*keys.keys, *([form(word)] if keys.is_known else [])))
    parsed.beginnings.append(form(word))
    return _or([*map(quoted, keys.keys), quoted(form(word), ":*")])


def _of_several(piece: Piece, parsed: _Parsed, is_open: bool) -> str:
    """Written together or apart: ``X-tee`` is ``xtee`` or ``x`` beside ``tee``; of a code the parts in their order."""
    *before, last = (part.word for part in piece.parts)
    keys = [keys_of(word, None).keys for word in before] + [keys_of(last, None).keys]
    parsed.keys.update(key for one in keys for key in one)
    ends = [*map(quoted, keys[-1]), *([quoted(form(last), ":*")] if is_open else [])]
    row = " <-> ".join([*map(_either, keys[:-1]), _or(ends)])
    joined = piece.joined_keys(None)
    parsed.keys.update(joined)
    return _or([row, *map(quoted, joined)])


def _exact(found: Iterable[Piece]) -> str:
    return " <-> ".join(quoted(form(part.word)) for piece in found for part in piece.parts)


def _either(keys: Sequence[str]) -> str:
    return _or([quoted(key) for key in keys])


def _or(conditions: Sequence[str]) -> str:
    return "(" + " | ".join(f"({one})" for one in conditions) + ")"
