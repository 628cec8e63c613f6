"""Markdown: sections, links, pictures, tables."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from docs_library.types import Reading
from tests.docs_library.test_engine import assert_safe, html_of, reading

GUIDE = """Juhend kehtib alates märtsist.

# Väljamaksete juhend
Väljamakse tehakse **igal tööpäeval** kell 10.
Vt [lisa](skeem.png).

### Erandid
- Toetus peatati
- Konto on suletud

| Kood | Tähendus | Summa |
|---|---|--:|
| `E1` | konto suletud | 10 |

# Väljamaksete juhend
```sql
select *
from maksed
```
"""
ANNEX = {"skeem.png": "/documents/juhend/annexes/7/"}


def test_sections_go_from_heading_to_heading():
    found = reading(GUIDE)
    assert [(one.anchor, one.level, one.heading) for one in found.sections] == [
        ("algus", 2, ""),
        ("valjamaksete-juhend", 2, "Väljamaksete juhend"),
        ("erandid", 3, "Erandid"),
        ("valjamaksete-juhend-2", 2, "Väljamaksete juhend"),
    ]
    assert not BeautifulSoup(html_of(found), "html.parser").find(["h1", "h2", "h3", "h4", "h5", "h6"])


def test_words_are_a_block_a_line():
    sections = reading(GUIDE).sections
    assert sections[1].text == "Väljamakse tehakse igal tööpäeval kell 10. Vt lisa."
    assert sections[2].text.splitlines() == [
        "Toetus peatati",
        "Konto on suletud",
        "Kood | Tähendus | Summa",
        "E1 | konto suletud | 10",
    ]
    assert sections[3].text == "select *\nfrom maksed"
    assert sections[3].html == "<pre><code>select *\nfrom maksed\n</code></pre>"


def test_tables_scroll_and_name_their_columns():
    page = BeautifulSoup(reading(GUIDE).sections[2].html, "html.parser")
    frame = page.find("div", class_="table-wrap")
    assert (frame["tabindex"], frame["role"], frame["aria-label"]) == ("0", "region", "Erandid")
    assert [(th.text, th["scope"], th.get("class")) for th in frame.find_all("th")] == [
        ("Kood", "col", None),
        ("Tähendus", "col", None),
        ("Summa", "col", ["number"]),
    ]


def test_the_highest_heading_becomes_the_second_level_and_none_is_skipped():
    found = reading("## A\n#### B\n###### C\n###### D\n## E\n")
    assert [one.level for one in found.sections] == [2, 3, 4, 4, 2]
    assert [one.level for one in reading("# a\n## b\n### c\n#### d\n##### e\n").sections] == [2, 3, 4, 5, 5]


def test_a_heading_in_a_list_or_quotation_is_strong_words():
    found = reading("> # Tsitaat\n> tekst\n\nPealkiri\n========\n")
    assert [one.heading for one in found.sections] == ["", "Pealkiri"]
    assert "<strong>Tsitaat</strong>" in found.sections[0].html


def link(text: str, **names: str) -> tuple[Reading, BeautifulSoup]:
    found = reading(text, **names)
    assert_safe(found)
    return found, BeautifulSoup(html_of(found), "html.parser")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.ee/a?b=1&c=2", "https://example.ee/a?b=1&c=2"),
        ("mailto:abi@example.ee", "mailto:abi@example.ee"),
        ("/documents/juhend/", "/documents/juhend/"),
        ("#Lõpp", "#lopp"),
        ("lisa%20üks.pdf", "/annexes/1/"),
        ("<lisa üks.pdf>", "/annexes/1/"),
    ],
)
def test_links_that_are_shown(written, address):
    found, page = link(f"[siin]({written})", **{"lisa üks.pdf": "/annexes/1/"})
    assert page.a["href"] == address
    assert page.a.text == "siin"
    assert page.a.get("rel") == (["noopener", "noreferrer", "nofollow"] if address.startswith("https") else None)
    assert found.links == (address,)


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6a;&#x61;vascript&colon;alert(1)",
        "<java&#10;script:alert(1)>",
        "<java&#9;script:alert(1)>",
        "<\x01javascript:alert(1)>",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.ee/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "</&#9;/evil.example>",
        "https:evil.example",
        "https:///evil.example",
        "http://[::1",
        "muu.pdf",
        "../admin/",
        "?a=1",
        "mailto:",
        "https://skais.ee@evil.example/",
        "https://skais.ee/%E2%80%AE",
    ],
)
def test_links_that_are_words_only(written):
    found, page = link(f"[siin]({written}) ja [ka][x]\n\n[x]: {written}")
    assert not page.find("a")
    assert "siin" in page.text
    assert found.links == ()
    if "[siin]" not in page.text:  # otherwise it is no link by CommonMark
        assert len(found.cautions) == 1


def test_addresses_in_brackets_go_the_same_way():
    found, page = link("<https://example.ee/> <javascript:alert(1)> <abi@example.ee>")
    assert [a["href"] for a in page.find_all("a")] == ["https://example.ee/", "mailto:abi@example.ee"]
    assert found.links == ("https://example.ee/", "mailto:abi@example.ee")


def test_each_address_is_told_once_and_in_order():
    found = reading(
        "# [Pealkiri](https://b.example/)\n[x](/a/) ![p](https://c.example/p.png) [y](/a/) ![q](skeem.png)", **ANNEX
    )
    assert found.links == ("https://b.example/", "/a/", "https://c.example/p.png", "/documents/juhend/annexes/7/")


def test_a_picture_of_an_annex_is_shown():
    _found, page = link('![Skeem & "joonis"](skeem.png)', **ANNEX)
    assert page.img.attrs == {"src": "/documents/juhend/annexes/7/", "alt": 'Skeem & "joonis"', "loading": "lazy"}


def test_a_picture_from_elsewhere_is_a_note_that_leads_there():
    found, page = link("![Skeem](https://tracker.example/p.png?id=1)")
    assert not page.find("img")
    assert "tracker.example" in page.text
    assert (page.a["href"], page.a.text) == ("https://tracker.example/p.png?id=1", "Skeem")
    assert found.sections[0].text == "Skeem"


def test_a_picture_inside_a_link_makes_no_link_in_a_link():
    _found, page = link("[![Märk](https://t.example/p.png)](https://y.example/)")
    assert [a["href"] for a in page.find_all("a")] == ["https://y.example/"]
    assert "Märk" in page.a.text


@pytest.mark.parametrize(
    "written", ["data:image/svg+xml,<svg/onload=alert(1)>", "//t.example/p.png", "/admin/logout/", "puudu.png"]
)
def test_other_pictures_keep_their_description(written):
    _found, page = link(f"![Kirjeldus]({written})")
    assert not page.find("img")
    assert "Kirjeldus" in page.text


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<div onclick='x()' style='color:red'>tere</div>",
        "tekst <img src=x onerror=alert(1)> tekst",
        "<!-- <script> --> <style>*{}</style>",
        "<![CDATA[<script>]]>",
        "<a href='javascript:x'>a</a>",
        '```"><script>x\n</script>\n```',
        "| <script> |\n|---|\n| <img onerror=x> |",
        "# <svg onload=x>\n",
    ],
)
def test_html_in_a_text_is_words(html):
    found = reading(html)
    assert_safe(found)
    assert "&lt;" in html_of(found) or "<svg" in found.sections[0].heading
