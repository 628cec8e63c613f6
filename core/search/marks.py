"""Shows where the words were found: the text as written, the found forms in ``<mark>``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.search.query import Query, Wanted
from core.search.registry import Text
from core.search.vectors import form
from core.search.words import Piece, composed, folded, keys_of, pieces

AROUND, READ = 220, 20_000  # letters of a snippet; letters of a text that are looked through
Span = tuple[int, int]


class Passage(NamedTuple):
    """A text and where in it the found words stand."""

    text: str
    spans: list[Span]

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it was found."""
        out, at = [], 0
        for start, end in self.spans:
            out += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [part for part in (*out, (self.text[at:], False)) if part[0]]

    @property
    def html(self) -> SafeString:
        """The text, escaped, with marks."""
        pieces = (f"<mark>{escape(text)}</mark>" if is_found else escape(text) for text, is_found in self.parts)
        return mark_safe("".join(map(str, pieces)))  # noqa: S308 - every piece was escaped


def spans(text: str, wanted: Wanted, language: str | None = None) -> list[Span]:
    """Where the found words stand in a text in NFC."""
    return [span for piece in pieces(text[:READ]) for span in _spans_of(piece, wanted, language)]


def _spans_of(piece: Piece, wanted: Wanted, language: str | None) -> list[Span]:
    if piece.joined and wanted.keys.intersection(piece.joined_keys(language)):
        return [(piece.parts[0].start, piece.parts[-1].end)]
    return [(part.start, part.end) for part in piece.parts if _is_wanted(part.word, wanted, language)]


def _is_wanted(word: str, wanted: Wanted, language: str | None) -> bool:
    found, written = keys_of(word, language), form(word)
    if written in wanted.keys or any(written.startswith(one) for one in wanted.beginnings):
        return True
    return not wanted.keys.isdisjoint(found.keys) or not wanted.keys.isdisjoint(found.parts)


def whole(text: str, query: Query, language: str | None = None) -> Passage:
    """The whole text."""
    text = composed(text)
    return Passage(text, spans(text, query.wanted, language))


def marked(text: str, query: Query, language: str | None = None) -> SafeString:
    """The whole text, escaped, with marks."""
    return whole(text, query, language).html


def snippet(texts: Iterable[Text], query: Query) -> SafeString:
    """The best part of the texts, escaped, with marks."""
    return best_part(texts, query).html


def best_part(texts: Iterable[Text], query: Query) -> Passage:
    """The part of the texts with most found words, some 220 letters; empty where they hold none."""
    best: tuple[int, str, list[Span]] = (0, "", [])
    for text in texts:
        words = composed(text.words)
        found = spans(words, query.wanted, text.language)
        start, end, inside = _densest(words, found)
        number = len({folded(words[a:b].lower()) for a, b in inside})
        if number > best[0]:
            cut = [(a - start, b - start) for a, b in inside]
            best = (number, words[start:end], cut)
            before, after = "… " if start else "", " …" if end < len(words) else ""
            best = (number, before + best[1] + after, [(a + len(before), b + len(before)) for a, b in cut])
    return Passage(best[1], best[2])


def _densest(text: str, found: list[Span]) -> tuple[int, int, list[Span]]:
    """(start, end, marks inside) of the window that holds most of the found words, cut at spaces."""
    if not found:
        return 0, 0, []
    windows = [
        [span for span in found[number:] if span[1] <= first + AROUND] or [found[number]]
        for number, (first, _end) in enumerate(found[:200])
    ]
    inside = max(windows, key=len)
    spare = max(0, AROUND - (inside[-1][1] - inside[0][0])) // 2
    start, end = _at_space(text, inside[0][0] - spare, -1), _at_space(text, inside[-1][1] + spare, 1)
    return start, end, [span for span in found if start <= span[0] and span[1] <= end]


def _at_space(text: str, at: int, step: int) -> int:
    """The nearest space outwards within forty letters; the place itself where there is none."""
    if not 0 < at < len(text):
        return min(max(at, 0), len(text))
    reach = range(at, max(-1, min(len(text), at + 40 * step)), step)
    return next((place + (step < 0) for place in reach if text[place].isspace()), at)
