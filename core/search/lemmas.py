"""Dictionary forms of Estonian, English and Russian words, and honest guesses where no dictionary knows the word."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import snowballstemmer
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

FOLDER = Path(__file__).parent
CYRILLIC = re.compile(r"[а-яё]")
# Guesses learned from endings: the longest ending looked at, how often it was seen at least, and which share of its
# examples a rule needs. 0.15 lets 94 % of pairs of forms of words that the dictionary lacks meet (0.5: 77 %).
LONGEST, SEEN, SHARE = 7, 2, 0.15
HEAD, TAIL, SHORT_TAIL = 3, 4, 3  # letters of the parts of a compound
SURE_TAIL = 5  # letters of a last part's lemma that make a compound whatever stands before it
LONG_TAIL = 6  # letters of one that is no ending
PART = 4  # letters of a stem
FIRST_SEARCHED = 4  # letters of a first part that is searched by itself: töö- begins too many words
# Dictionary words that as last parts are endings of something else.
ENDINGS_LIKE_WORDS = frozenset(["ester", "ise", "iste", "ja", "matus", "ratsioon", "see", "test", "uks"])
VOWELS = "aeiouõäöü"
CASE = re.compile(rf"(?<=[{VOWELS}])(?:(?:[dt]e)?(?:sse|st|le|lt|ga|ks|ni|na|ta|s|l)|[dt]e|sid|id|d|t)$")


@dataclass(frozen=True, slots=True)
class Lemmas:
    """``keys``: what the word may be a form of; ``parts`` of a compound; ``is_known``: a dictionary has it."""

    keys: tuple[str, ...]
    parts: tuple[str, ...]
    is_known: bool


@cache
def dictionary(language: str) -> Mapping[str, str]:
    """Form → lemma. Loaded at the first question: Estonian 20 MB, English 27 MB, Russian 107 MB."""
    return DefaultDictionaryFactory().get_dictionary(language)


@cache
def stemmer(language: str) -> snowballstemmer.basestemmer.BaseStemmer:
    return snowballstemmer.stemmer(language)


def look_up(word: str, language: str) -> str | None:
    """The lemma in small letters, None where the dictionary lacks the word. Names stand there with a capital."""
    if language == "et" and word in own_words():
        return own_words()[word]
    words = dictionary(language)
    found = words.get(word) or words.get(word.capitalize())
    return found.lower() if found else None


@cache
def own_words() -> dict[str, str]:
    """Form → lemma of ``words.tsv``: words of the field that the dictionary lacks or takes for another's form."""
    lines = (FOLDER / "words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {form: lemma for lemma, forms in rows for form in (lemma, *forms.split())}


def lemmas(word: str, language: str | None) -> Lemmas:
    """What a word in small letters may be a form of; ``language`` is et, en, ru or None (not known)."""
    if CYRILLIC.search(word):
        return _of_others(word, "ru", "russian")
    if language == "en":
        return _of_others(word, "en", "english")
    return _of_estonian(word, foreign_too=language is None)


def _of_others(word: str, language: str, algorithm: str) -> Lemmas:
    found = look_up(word, language)
    stems = (stemmer(algorithm).stemWord(one) for one in (found, word) if one)
    return Lemmas(_once(found or word, *stems), (), bool(found))


def _of_estonian(word: str, foreign_too: bool) -> Lemmas:
    """Estonian; English too where the language is not known or the Estonian dictionary lacks the word."""
    own, of_stem = look_up(word, "et"), look_up(genitive(word), "et")
    foreign = look_up(word, "en") if foreign_too or not own else None
    split = compound(word)
    parts = split.parts if split else ()
    if own or foreign:
        return Lemmas(_once(own, of_stem, foreign), parts, True)
    likely = (split and split.lemma, of_stem, *guesses(word), *guesses(genitive(word)))
    guessed = _once(*likely, word, stemmer("estonian").stemWord(word), bare(word))
    return Lemmas(_once(*guessed, stemmer("english").stemWord(word) if foreign_too else None), parts, False)


def _once(*words: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def genitive(word: str) -> str:
    """What eleven of the fourteen cases are made of, by cutting their endings: ``intsidendis`` → ``intsidendi``."""
    return CASE.sub("", word) if len(word) > PART else word


def bare(word: str) -> str:
    """Without case ending and last vowel, four letters at least: ``skaisist`` → ``skais``."""
    short = genitive(word)
    stem = (short if len(short) >= PART else word).rstrip(VOWELS)
    return stem if len(stem) >= PART else short if len(short) >= PART else word


@dataclass(frozen=True, slots=True)
class Compound:
    """``lemma`` of the whole and those of its ``parts`` (``andmevahetus``, ``leping``)."""

    lemma: str
    parts: tuple[str, ...]


@lru_cache(maxsize=2**14)
def compound(word: str) -> Compound | None:
    """The word cut in two where both parts are words, the last one as long as may be; None where there is no cut.

    ``karulast`` is no *laps*: where the whole is known, or its ending says what it comes from, the cut must agree.
    """
    whole = look_up(word, "et")
    likely = {whole} if whole else {*guesses(word), *guesses(genitive(word))}
    for at in range(HEAD, len(word) - SHORT_TAIL + 1):
        last = _tail(word[at:])
        if not last or (word[:at] + last not in likely and not _is_sure(word[at:], last, whole)):
            continue
        first = _head(word[:at])
        if first or len(last) >= SURE_TAIL:
            parts = (first if first and len(first) >= FIRST_SEARCHED else None, last)
            return Compound(word[:at] + last, _once(*parts))
    return None


def _is_sure(form: str, lemma: str, whole: str | None) -> bool:
    """A last part that needs no other witness: one of our own words, or one too long to be an ending."""
    return whole is None and (form in own_words() or len(lemma) >= LONG_TAIL)


def _tail(word: str) -> str | None:
    """The lemma of a last part, no verb; one of three letters (``töö``, ``toe``) only where our own list has it."""
    found = in_dictionary(word) if len(word) >= TAIL else own_words().get(word)
    return found if found and not found.endswith("ma") and found not in ENDINGS_LIKE_WORDS else None


def _head(word: str) -> str | None:
    """The lemma of a first part, which may be a compound itself (``andmevahetus`` + ``leping``)."""
    act = word.removesuffix("mis") + "mine" if word.endswith("mis") else word  # liitumis + leping: of liitumine
    if found := look_up(act, "et"):
        return found
    return split.lemma if (split := compound(word)) else None


def in_dictionary(word: str) -> str | None:
    """The lemma where the dictionary has the form, or what the form is guessed to be of."""
    found = look_up(word, "et") or look_up(genitive(word), "et")
    return found or next((one for one in guesses(word) if len(one) >= PART and look_up(one, "et") == one), None)


def guesses(word: str) -> Iterator[str]:
    """What known words with the same ending do: ``rakendustele`` → ``rakendus`` as ``avaldustele`` → ``avaldus``."""
    rules = endings()
    for length in range(min(LONGEST, len(word) - 2), 0, -1):
        if found := rules.get(word[-length:]):
            return (word[: len(word) - cut] + added for cut, added in found if len(word) - cut >= 2)
    return iter(())


@cache
def endings() -> dict[str, tuple[tuple[int, str], ...]]:
    """Ending → (letters to cut, letters to add), learned from the Estonian dictionary in some 0.7 s, once."""
    counts: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
    for form, lemma in dictionary("et").items():
        if form.isalpha():
            _count(form.lower(), lemma.lower(), counts)
    found = {ending: tuple(_common(rules)) for ending, rules in counts.items() if rules.total() >= SEEN}
    # An ending that says what the shorter one says is not kept.
    return {ending: rules for ending, rules in found.items() if found.get(ending[1:]) != rules}


def _count(form: str, lemma: str, counts: dict[str, Counter[tuple[int, str]]]) -> None:
    same = _shared(form, lemma)
    rule = (len(form) - same, lemma[same:])
    for length in range(max(rule[0], 1), min(LONGEST, len(form) - 1) + 1):
        counts[form[-length:]][rule] += 1


def _common(rules: Counter[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    best, total = rules.most_common(3), rules.total()
    return [rule for rule, times in best if times >= SHARE * total] or [best[0][0]]


def _shared(one: str, other: str) -> int:
    """How many letters at the beginning are the same."""
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return number
    return min(len(one), len(other))
