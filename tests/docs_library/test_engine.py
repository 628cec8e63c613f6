"""Texts are read by their format: what people see of them, and what hostile ones can not do."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from docs_library.engine import read
from docs_library.engine.previews import page_count, page_picture
from docs_library.types import Reading, Source, doc_types
from tests.factories import files as make

GUIDE, SCHEMA = doc_types.get("guide")(), doc_types.get("schema")()


def assert_harmless(html: str) -> None:
    """No program, no look of its own, no address but the web's, mail's and our own."""
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name not in ("script", "iframe", "svg", "style", "object", "embed", "form"), html
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), html
            assert name not in ("style", "srcdoc"), html
            if name in ("href", "src"):
                assert re.match(r"https?://|mailto:|#|/(?![/\\\\])", value), html


def markdown(text: str, **files: str) -> Reading:
    return read(GUIDE, Source("juhend.md", "md", text.encode(), "et", files))


def html_of(reading: Reading) -> str:
    return "".join(section.html for section in reading.sections)


def schema(text: str | bytes, extension: str) -> Reading:
    data = text.encode() if isinstance(text, str) else text
    return read(SCHEMA, Source(f"skeem.{extension}", extension, data))


def test_headings_make_sections_with_anchors():
    reading = markdown(
        "Sissejuhatus\n\n# Õigused ja tööülesanded\n\nTekst\n\n### Šabloon\n\n# Õigused ja tööülesanded\n"
    )
    told = [(one.level, one.anchor, one.heading) for one in reading.sections]
    assert told == [
        (2, "algus", ""),
        (2, "oigused-ja-tooulesanded", "Õigused ja tööülesanded"),
        (3, "sabloon", "Šabloon"),
        (2, "oigused-ja-tooulesanded-2", "Õigused ja tööülesanded"),
    ]


def test_tables_and_words():
    reading = markdown("| Reegel | Väärtus |\n|---|---|\n| Seanss | **30** minutit |\n")
    assert reading.sections[0].text == "Reegel | Väärtus\nSeanss | 30 minutit"
    assert '<th scope="col">Reegel</th>' in reading.sections[0].html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x0A;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "![x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](/library/ "onmouseover=alert(1)")',
        "<div style=position:fixed>x</div>",
        "[x](//evil.example/a)",
        "[x](/\\evil.example)",
        "[x](vbscript:msgbox)",
        "# <svg onload=alert(1)>",
    ],
)
def test_nothing_runs_and_nothing_leads_astray(text):
    assert_harmless(html_of(markdown(text)))


def test_pictures_are_the_versions_own():
    reading = markdown("![Vaade](vaade.png) ![Väline](https://jalgija.example/x.png)", **{"vaade.png": "/a/1/"})
    html = html_of(reading)
    assert '<img src="/a/1/" alt="Vaade">' in html
    assert "jalgija.example" in html
    assert html.count("<img") == 1


def test_links_are_known():
    reading = markdown("[RIA](https://www.ria.ee/tara) [meie](/components/aut-tara/) <mailto:abi@ska.example>")
    assert reading.links == ("https://www.ria.ee/tara", "/components/aut-tara/", "mailto:abi@ska.example")
    assert 'rel="noopener noreferrer nofollow"' in html_of(reading)


def test_a_long_text_is_cut_and_says_so():
    assert markdown("sõna " * 600_000).cautions


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_text_is_read(text):
    reading = markdown(text)
    anchors = [section.anchor for section in reading.sections]
    assert len(anchors) == len(set(anchors))
    assert_harmless(html_of(reading))


@given(
    st.binary(max_size=300), st.sampled_from(["md", "pdf", "docx", "odt", "xlsx", "yaml", "json", "wsdl", "xsd", "txt"])
)
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_read(data, extension):
    read(SCHEMA, Source(f"x.{extension}", extension, data))


def test_a_schema_that_can_not_be_read_is_shown_as_it_stands():
    text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><schema xmlns="http://www.w3.org/2001/XMLSchema"/>'
    reading = schema(text, "xsd")
    assert reading.cautions
    assert "&lt;!DOCTYPE" in html_of(reading)
    assert "root:" not in html_of(reading)


def test_what_is_no_schema_is_text():
    assert "<pre>" in html_of(schema("tere: maailm", "yaml"))


def test_office_files_give_their_words():
    word = (
        '<w:document xmlns:w="w"><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:t>Seanss</w:t></w:p>'
        "<w:p><w:t>Kestab 30 </w:t><w:t>minutit</w:t></w:p></w:document>"
    )
    reading = read(GUIDE, Source("a.docx", "docx", make.docx(**{"word/document.xml": word})))
    assert [(one.heading, one.text) for one in reading.sections] == [("Seanss", "Kestab 30 minutit")]
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]><document>&x;</document>'
    assert read(GUIDE, Source("a.docx", "docx", make.docx(**{"word/document.xml": bomb}))).cautions


def test_a_pdf_page_is_drawn():
    blank = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    blank += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    assert page_count(blank) == 1
    assert page_picture(blank, 1, 200).startswith(b"\x89PNG")
    for wrong in (0, 2):
        with pytest.raises(ValueError, match="no such page"):
            page_picture(blank, wrong, 200)
    with pytest.raises(ValueError, match="no PDF"):
        page_picture(b"%PDF-ei", 1, 200)
    assert read(GUIDE, Source("a.pdf", "pdf", blank)).cautions
