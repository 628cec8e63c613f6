"""Forms of a word meet: Estonian inflection, compounds, codes, Russian and English."""

from __future__ import annotations

import pytest

from core.search.registry import Text
from core.search.vectors import vector
from core.search.words import keys_of, pieces

FAMILIES = [
    "leping lepingu lepingut lepingus lepingust lepingule lepinguga lepingud lepingute lepinguid lepingutele",
    "kool kooli koolid koolide koolidest koolidele koolis",
    "isikukood isikukoodi isikukoodide isikukoodidega",
    "käik käigu käiku käigus",
    "tuba toa toas tubades",
    "leht lehe lehed lehtedel",
    "riik riigi riikides riigile",
    "töö tööde töid töös",
    "pöördumine pöördumise pöördumist pöördumised pöördumiste pöördumistele",
    "katkestus katkestuse katkestused katkestustest",
    "avaldus avalduse avaldusi avaldustega",
    "toetus toetuse toetuste toetustele",
    "kasutaja kasutajate kasutajaid kasutajatele",
    "väljamakse väljamaksed väljamaksete väljamakset",
    "договор договора договоров договору",
    "agreement agreements",
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda text: text.split()[0])
def test_forms_of_a_word_meet(family):
    first, *others = family.split()
    keys = set(keys_of(first, None).keys)
    apart = [word for word in others if not keys & set(keys_of(word, None).keys)]
    assert not apart


def test_other_words_stay_apart():
    for one, other in (("leping", "lepp"), ("kool", "koor"), ("riik", "riie"), ("toetus", "toitus"), ("leht", "leib")):
        assert not set(keys_of(one, None).keys) & set(keys_of(other, None).keys), (one, other)


def test_a_compound_is_found_by_its_parts():
    assert {"andmevahetus", "leping"} & set(keys_of("andmevahetuslepingutele", "et").parts)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("X-tee", "xtee"),
        ("5.2-9/4658-1", ""),
        ("ee.stat.v4", "eestatv4"),
        ("INC-2026-00142", "inc202600142"),
        ("Server.ServerProxy.ServiceFailed", ""),
    ],
)
def test_codes_are_one_piece(text, joined):
    (piece,) = pieces(text)
    assert piece.joined == joined


def test_an_abbreviation_loses_its_ending():
    assert [part.word for piece in pieces("TARAga SKAIS-ist KOV-ide") for part in piece.parts] == [
        "tara",
        "skais",
        "kov",
    ]


def test_quotes_do_not_end_a_lexeme():
    keys, _words = vector([Text("it's \\' & | ! ( ) :* <-> 'x'", "A", None)])
    assert "\\" not in keys.replace("\\\\", "")
