"""Words of a text and the keys by which they are found: forms, lemmas, stems, parts of codes and of compounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.search.lemmas import lemmas

LETTERS = r"[^\W_]"
WORD = rf"{LETTERS}(?:{LETTERS}|[\u00ad\u200b-\u200d\u0300-\u036f])*"
JOINER = r"(?:[-\u2010\u2011_./:@#'\u2019{}]{1,2}|-[ \t]*\r?\n[ \t]*)"
PIECE = re.compile(rf"{WORD}(?:{JOINER}{WORD})*")
SIMPLE = re.compile(WORD)
UNSEEN = re.compile(r"[\u00ad\u200b-\u200d]")
HUMPS = re.compile(r"(?<=[a-zõäöüšž])(?=[A-ZÕÄÖÜŠŽ])|(?<=[A-ZÕÄÖÜŠŽ])(?=[A-ZÕÄÖÜŠŽ][a-zõäöüšž]{3})")
# Case endings of abbreviations: TARAga, TARA-ga, KOV-ide, SKAISist.
CASE = r"(?:[aeiu]?(?:d|de|te|id|sid|t|s|st|sse|l|le|lt|ks|ni|na|ta|ga)?|(?:i?de|te)(?:s|st|sse|l|le|lt|ga))"
ENDING = re.compile(CASE)
ABBREVIATION = re.compile(rf"([A-ZÕÄÖÜŠŽ]{{2,}}){CASE}(?<=[a-z])")
KEPT = frozenset("õäöüšžй")
FOLDS = str.maketrans("šžё", "szе")
PARTS_JOINED, LONGEST_WORD = 4, 60


@dataclass(frozen=True, slots=True)
class Part:
    """A word in small letters and where it stands in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written together: one word, or several joined by hyphens, dots, slashes, humps."""

    parts: tuple[Part, ...]

    @property
    def joined(self) -> str:
        """``xtee`` of ``X-tee``; empty where it is one word or a long code."""
        words = [part.word for part in self.parts]
        return "".join(words) if 1 < len(words) <= PARTS_JOINED else ""

    def joined_keys(self, language: str | None) -> tuple[str, ...]:
        """Keys of the word without its hyphens: both of the whole and by the last part alone."""
        if not self.joined:
            return ()
        before = "".join(part.word for part in self.parts[:-1])
        ends = keys_of(self.parts[-1].word, language).keys
        return tuple(dict.fromkeys((*keys_of(self.joined, language).keys, *(before + end for end in ends))))


@dataclass(frozen=True, slots=True)
class Keys:
    """``keys``: lemmas and stems; ``parts``: lemmas of the parts of a compound; ``is_known`` to a dictionary."""

    keys: tuple[str, ...]
    parts: tuple[str, ...]
    is_known: bool


def composed(text: str) -> str:
    """NFC, the form in which everything is indexed, compared and shown."""
    return unicodedata.normalize("NFC", text)


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in NFC, in order."""
    for found in PIECE.finditer(text):
        if found[0].islower() and SIMPLE.fullmatch(found[0]):  # nine words of ten: nothing to cut
            yield Piece((Part(small(found[0])[:LONGEST_WORD], found.start(), found.end()),))
        else:
            yield Piece(_without_ending(found[0], tuple(_parts(found[0], found.start()))))


def _parts(piece: str, start: int) -> Iterator[Part]:
    for found in SIMPLE.finditer(piece):
        at = found.start()
        if short := ABBREVIATION.fullmatch(found[0]):
            yield Part(small(short[1])[:LONGEST_WORD], start + at, start + found.end())
            continue
        for hump in HUMPS.split(found[0]):
            yield Part(small(hump)[:LONGEST_WORD], start + at, start + at + len(hump))
            at += len(hump)


def _without_ending(piece: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """``TARA-ga`` is TARA: an abbreviation takes its ending after a hyphen."""
    if len(parts) == 1:
        return parts
    last = parts[-1]
    before = piece[: last.start - parts[0].start].rstrip("-\u2010\u2011'\u2019")
    is_ending = before != piece and before.isupper() and ENDING.fullmatch(last.word)
    return parts[:-1] if is_ending and piece[-1].islower() else parts


@lru_cache(maxsize=2**15)
def small(word: str) -> str:
    """Small letters without soft hyphens; accents go where the letter is of no language of ours (é → e, ё → е)."""
    word = UNSEEN.sub("", word).lower()
    return word if word.isascii() else "".join(_plain(sign) for sign in unicodedata.normalize("NFC", word))


def _plain(sign: str) -> str:
    if sign in KEPT or sign.isascii():
        return sign
    return "".join(one for one in unicodedata.normalize("NFD", sign) if not unicodedata.combining(one))


def folded(word: str) -> str:
    """Without hooks and dots that many leave out: š → s, ž → z, ё → е."""
    return word.translate(FOLDS)


@lru_cache(maxsize=2**15)
def keys_of(word: str, language: str | None) -> Keys:
    """Keys of one word in small letters. Numbers are their own key, with and without leading noughts."""
    if not word.isalpha():
        return Keys(tuple(dict.fromkeys((word, word.lstrip("0") or word))), (), True)
    found = lemmas(word, language)
    return Keys(tuple(map(folded, found.keys)), tuple(map(folded, found.parts)), found.is_known)
