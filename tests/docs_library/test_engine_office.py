"""Office files: their words in sections, within bounds."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.utils.translation import override
from lxml import etree

from docs_library.engine.limits import MOST_COLUMNS
from docs_library.engine.office_texts import odf_count
from docs_library.types import Reading
from tests.docs_library.test_engine import assert_safe, reading
from tests.factories import files


def told(found: Reading) -> list[tuple[int, str, str]]:
    assert_safe(found)
    return [(one.level, one.heading, one.text) for one in found.sections]


def test_a_word_text():
    body = (
        files.paragraph("Kehtib märtsist. Vt https://example.ee/a")
        + files.paragraph("Väljamaksed", "Pealkiri1")
        + files.paragraph("Makse &lt;b&gt; tehakse kell 10.")
        + files.paragraph("Erandid", "Oma")
        + files.word_table(("Kood", "Tähendus"), ("E1", "konto suletud"))
    )
    found = reading(files.word_text(body), "docx")
    assert told(found) == [
        (2, "", "Kehtib märtsist. Vt https://example.ee/a"),
        (2, "Väljamaksed", "Makse <b> tehakse kell 10."),
        (3, "Erandid", "Kood | Tähendus\nE1 | konto suletud"),
    ]
    assert "&lt;b&gt;" in found.sections[1].html
    assert found.links == ("https://example.ee/a",)
    assert found.cautions == ()


def test_what_a_change_took_away_is_not_said():
    body = "<w:p><w:del><w:r><w:t>vana </w:t></w:r></w:del><w:ins><w:r><w:t>uus</w:t></w:r></w:ins></w:p>"
    assert told(reading(files.word_text(body), "docx")) == [(2, "", "uus")]


def test_pictures_that_are_not_shown_are_told():
    found = reading(files.word_text(files.paragraph("Tekst"), **{"word/media/image1.png": files.png()}), "docx")
    assert len(found.cautions) == 1


def test_an_opendocument_text():
    body = (
        "<text:tracked-changes><text:p>kustutatud</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">Kord</text:h>'
        '<text:p>Üks<text:s text:c="2"/>kaks<text:line-break/>kolm <text:span>neli</text:span> viis</text:p>'
        "<text:list><text:list-item><text:p>punkt</text:p></text:list-item></text:list>"
    )
    assert told(reading(files.odf_text("text", body), "odt")) == [(2, "Kord", "Üks  kaks\nkolm neli viis\npunkt")]


def test_slides():
    with override("en"):
        found = reading(files.slides(("Koolitus", "Esimene teema"), ("", "Teine teema")), "pptx")
    assert told(found) == [(2, "Slide 1. Koolitus", "Esimene teema"), (2, "Slide 2", "Teine teema")]


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Maksed"
    sheet.append(["Kuupäev", "Summa", "Tehtud"])
    sheet.append([date(2026, 3, 4), 10.5, True])
    sheet.append([datetime(2026, 3, 4, 8, 50), None, "jah"])
    book.create_sheet("Tühi")
    book.save(out)
    return out.getvalue()


def test_sheets():
    assert told(reading(workbook(), "xlsx")) == [
        (2, "Maksed", "Kuupäev | Summa | Tehtud\n04.03.2026 | 10.5 | TRUE\n04.03.2026 08:50 |  | jah"),
        (2, "Tühi", ""),
    ]


def ods(rows: str) -> bytes:
    return files.odf_text("spreadsheet", f'<table:table table:name="Leht">{rows}</table:table>')


def test_opendocument_sheets():
    rows = (
        "<table:table-row><table:table-cell><text:p>Konto</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )
    assert told(reading(ods(rows), "ods")) == [(2, "Leht", "Konto | x | x")]


def test_rows_beyond_the_bound_are_told():
    rows = (
        '<table:table-row table:number-rows-repeated="999999999">'
        "<table:table-cell><text:p>a</text:p></table:table-cell>"
        "</table:table-row>"
    )
    found = reading(ods(rows), "ods")
    assert found.sections[0].html.count("<tr>") == 2_000
    assert len(found.cautions) == 1


def test_a_count_is_a_small_number():
    for value in ("-5", "0", "x", "1e9", "99999999999"):
        assert odf_count(etree.Element("cell", {"n": value}), "n") == 1
    assert odf_count(etree.Element("cell", {"n": "16000"}), "n") == MOST_COLUMNS + 1


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
FETCH = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("doctype", [BOMB, FETCH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused(doctype, encoding):
    body = f"<w:body>{files.paragraph('x&a;')}</w:body>"
    document = f'{doctype}<w:document xmlns:w="{files.WORD}">{body}</w:document>'
    found = reading(files.docx(**{"word/document.xml": document.encode(encoding)}), "docx")
    assert found.sections == ()
    assert len(found.cautions) == 1


HOSTILE = {
    "unpacks to much": lambda: files.word_text(files.paragraph("a" * 21 * 2**20)),
    "says one word many times": lambda: shared("a" * 100_000, 2_000),
    "is deep": lambda: files.word_text("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000),
}


def shared(word: str, times: int) -> bytes:
    cells = '<row><c t="s"><v>0</v></c></row>' * times
    link = '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    return files.packed(
        {
            "xl/workbook.xml": '<w xmlns:r="urn:r"><sheets><sheet name="Leht" r:id="r1"/></sheets></w>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{files.RELATIONS}">{link}</Relationships>',
            "xl/sharedStrings.xml": f"<sst><si><t>{word}</t></si></sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>",
        }
    )


def test_the_sheet_of_the_hostile_one_is_read_when_it_is_small():
    assert told(reading(shared("sõna", 2), "xlsx")) == [(2, "Leht", "sõna\nsõna")]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_a_caution(name):
    extension = "xlsx" if "word many" in name else "docx"
    found = reading(HOSTILE[name](), extension)
    assert found.sections == ()
    assert len(found.cautions) == 1


def test_a_locked_or_ancient_file_says_so():
    found = reading(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx")
    assert found.sections == ()
    assert len(found.cautions) == 1
