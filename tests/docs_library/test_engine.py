"""Whatever a file holds, it is read within bounds, and what comes out is safe to show."""

from __future__ import annotations

import re
import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from docs_library.engine import READERS, read
from docs_library.engine.words import TAKEN, Anchors, clean, letters_of, slug
from docs_library.types import OFFICE, PICTURES, SCHEMAS, SIGNED, TEXTS, DocType, Reading, Source
from tests.contracts.house import ROOT
from tests.factories import files

ALL = sorted(OFFICE | PICTURES | SCHEMAS | SIGNED | TEXTS | {"csv"})
MOST_S = 8  # a page's bound is 3 s of processor time; tests share the machine


def reading(data: bytes | str, extension: str = "md", **names: str) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    return read(DocType(), Source(f"tekst.{extension}", extension, data, "et", names))


def html_of(found: Reading) -> str:
    return "".join(section.html for section in found.sections)


def assert_safe(found: Reading) -> None:
    """No element, attribute or address beyond those that the house shows, and no two places of one name."""
    page = BeautifulSoup(html_of(found), "html.parser")
    for element in page.find_all(True):
        assert element.name not in {
            "script",
            "style",
            "iframe",
            "object",
            "svg",
            "form",
            "input",
            "link",
            "meta",
            "base",
        }
        for name, value in element.attrs.items():
            assert not name.startswith("on")
            assert name not in {"style", "id", "srcdoc", "srcset", "formaction"}
            if name in {"href", "src"}:
                assert re.match(r"https?://[^/]|mailto:|#|/(?!/)", value), value
                assert not re.search(r"[\x00-\x20\\]", value)
    anchors = [section.anchor for section in found.sections]
    assert len(set(anchors)) == len(anchors)
    assert not set(anchors) & TAKEN
    assert all(2 <= section.level <= 5 for section in found.sections)
    assert "\x00" not in html_of(found) + "".join(section.text + section.heading for section in found.sections)


PIECES = st.sampled_from(
    [
        *("# ", "## ", "\n", "\n\n", "- ", "> ", "    ", "|", "|-|-|\n", "```", "`", "*", "_", "[", "](", ")", "!["),
        *("<script>", "</script>", "<img src=x onerror=alert(1)>", "javascript:", "java\tscript:", "&#106;avascript:"),
        *(
            "data:text/html,",
            "//evil.example",
            "/\\evil.example",
            "https://näide.ee/?a=1&b=2",
            "[a]: ",
            "style=",
            "&#0;",
        ),
        *("õäöü", "Main", "algus", "Ž", "щ", "\x00", "\u202e", '"', "'", "<", ">", "&", "on", "=", "\\"),
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join))
def test_any_markdown_is_read_and_safe(text):
    found = reading(text, x="/documents/x/annexes/1/")
    assert_safe(found)


@pytest.mark.parametrize("extension", ALL)
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read(extension, data):
    assert_safe(reading(data, extension))


BROKEN = {
    "pdf": files.pdf("Leping", "Lisa"),
    "docx": files.word_text(files.paragraph("Juhend", "Pealkiri1") + files.paragraph("Tekst")),
    "pptx": files.slides(("Koolitus", "Teema")),
}


@pytest.mark.parametrize("extension", BROKEN)
@settings(max_examples=60, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), instead=st.binary(min_size=1, max_size=6))
def test_a_damaged_file_is_read_or_a_caution_says_why(extension, where, instead):
    whole = BROKEN[extension]
    at = int(where * len(whole))
    found = reading(whole[:at] + instead + whole[at + len(instead) :], extension)
    assert_safe(found)
    assert found.sections or found.cautions


@pytest.mark.parametrize("extension", sorted(set(READERS) - {"csv", "txt", "md"} - SCHEMAS))
def test_what_is_no_such_file_says_so(extension):
    found = reading(files.EXE, extension)
    assert not found.sections
    assert found.cautions


@pytest.mark.parametrize("extension", sorted(PICTURES | SIGNED))
def test_pictures_and_containers_have_nothing_to_read(extension):
    assert reading(files.png(), extension) == Reading()


def test_a_file_that_was_not_opened_has_nothing_to_read():
    assert reading(b"", "pdf") == Reading()


def test_the_type_has_the_last_word():
    class Short(DocType):
        def render(self, found: Reading) -> Reading:
            return Reading(found.sections[:1])

    found = read(Short(), Source("a.md", "md", b"# Esimene\n\n# Teine\n"))
    assert [section.heading for section in found.sections] == ["Esimene"]


TANGLED = {
    "lines": "rida\n" * 100_000,
    "headings": "# a\n" * 100_000,
    "brackets": "[" * 100_000,
    "links": "[a](" * 50_000,
    "stars": "*a_ " * 100_000,
    "quotations": ">" * 100_000,
    "lists": "- " * 50_000,
    "definitions": "".join(f"[a{n}]: https://x.example/{n}\n" for n in range(60_000)),
    "one definition": "[a]: https://x.example/" + "y" * 1900 + "\n\n" + "[a] " * 200_000,
    "cells": "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + ("|" + "b|" * 300 + "\n") * 3000,
    "short rows": "|" + "a|" * 3000 + "\n|" + "-|" * 3000 + "\n" + "|\n" * 100_000,
    "html": "<a " * 200_000,
}


@pytest.mark.parametrize("name", TANGLED)
def test_a_tangled_text_costs_seconds(name):
    before = time.thread_time()
    found = reading(TANGLED[name])
    assert time.thread_time() - before < MOST_S
    assert found.sections or name == "definitions"
    assert len(html_of(found)) < 12 * 2**20


def test_too_long_a_text_is_cut_and_says_so():
    found = reading("Väljamakse tehakse igal tööpäeval.\n" * 80_000, "txt")
    assert len(found.sections[0].text.encode()) <= 2 * 2**20
    assert found.sections[0].text.endswith("tööpäeval.")
    assert found.cautions


# Letters and places


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1257"])
def test_estonian_letters_however_they_are_written(encoding):
    text, cautions = letters_of("Žürii õppis šokolaadi sööma".encode(encoding))
    assert text == "Žürii õppis šokolaadi sööma"
    assert bool(cautions) == (encoding == "cp1257")


RUSSIAN = [
    "Руководство администратора STAR в самоуправлении: как добавить пользователя и закончить роль.",
    "ПОРЯДОК ВХОДА: нажмите кнопку «Войти», затем https://tara.ria.ee/ и подождите",
    "Привет, мир",
    "1. Ёлка; 2. Объект; 3. Съёмка — подробности в приложении.docx",
]
BALTIC = [
    "Öö. Töö käib ööl: jäääär, õueõppe süüküsimus ja ülemõõduline žürii.",
    "Kümme töötajat, üks süsteem",
    "Žemėlapis rodo, kad ąžuolas ir šaltinis yra čia; ūkininkų įmonė",
    "Šķūņa durvīs stāv zirgs, kas ēd āboliņu",
    "Äöü",
]


@pytest.mark.parametrize("words", RUSSIAN)
def test_russian_letters_of_windows(words):
    text, cautions = letters_of(words.encode("cp1251"))
    assert (text, len(cautions)) == (words, 1)


@pytest.mark.parametrize("words", BALTIC)
def test_baltic_letters_of_windows(words):
    text, cautions = letters_of(words.encode("cp1257"))
    assert (text, len(cautions)) == (words, 1)


def test_marks_that_turn_the_writing_are_left_out():
    assert clean("makse\u202e\x00 kontole\r\n") == "makse kontole\n"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Õppimine ja töö", "oppimine-ja-too"),
        ("Šokk, žürii & üks", "sokk-zurii-uks"),
        ("Порядок ёлки", "порядок-ёлки"),
        ("§ 4. Lõige 2", "4-loige-2"),
        ("<b>!</b>", "b-b"),
        ("…", ""),
    ],
)
def test_names_of_places(words, name):
    assert slug(words) == name


@given(st.lists(st.sampled_from(["a", "a-2", "A 2", "…", "main", "algus", "a-2-2"]), max_size=30))
def test_each_place_has_its_own_name(headings):
    anchors = Anchors()
    given_out = [anchors.take(heading) for heading in headings]
    assert len(set(given_out)) == len(given_out)


def test_second_place_of_a_name_is_numbered():
    anchors = Anchors()
    assert [anchors.take("Maksed") for _time in range(3)] == ["maksed", "maksed-2", "maksed-3"]


def test_ids_of_the_page_are_not_taken_by_headings():
    pages = [*(ROOT / "core").rglob("*.html"), *(ROOT / "docs_library").rglob("*.html")]
    ids = {name for page in pages for name in re.findall(r'\sid="([a-z-]+)"', page.read_text())}
    assert ids <= TAKEN


def test_values_make_a_table():
    found = reading("Konto;Summa\nEE12;10,50\n\nEE13;7\n", "csv")
    assert found.sections[0].text == "Konto | Summa\nEE12 | 10,50\nEE13 | 7"
    assert '<th scope="col">Konto</th>' in found.sections[0].html


def test_a_large_table_is_cut_and_says_so():
    found = reading("a;b\n" * 2_500, "csv")
    assert found.sections[0].html.count("<tr>") == 2_000
    assert len(found.cautions) == 1


def test_a_schema_that_is_none_is_shown_as_written():
    found = reading("nimi: <b>\n  - üks\n", "yaml")
    assert found.sections[0].html == "<pre><code>nimi: &lt;b&gt;\n  - üks\n</code></pre>"


def test_plain_words_keep_their_lines_and_addresses():
    found = reading("Tere\nkõigile\n\nVt https://näide.ee/a.\n", "txt")
    assert (
        found.sections[0].html == '<p class="pre-line">Tere\nkõigile</p><p class="pre-line">Vt https://näide.ee/a.</p>'
    )
    assert found.links == ("https://näide.ee/a",)
