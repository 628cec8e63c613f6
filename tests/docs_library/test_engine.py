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


PENSIONS = """
openapi: 3.1.0
info: {title: SKA andmeteenused, version: "2026.9", description: "Pensionid ja toetused"}
servers: [{url: "https://andmed.ska.example/v1"}]
paths:
  /pensions/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, pattern: "^[0-9]{11}$"}}]
    get:
      summary: Inimese pensionid
      parameters: [{$ref: "#/components/parameters/Kuu"}]
      responses:
        "200": {description: Leitud, content: {application/json: {schema: {$ref: "#/components/schemas/Pension"}}}}
        "404": {description: Ei leitud}
components:
  parameters: {Kuu: {name: month, in: query, schema: {type: string, format: date}}}
  schemas:
    Pension:
      type: object
      required: [amount]
      properties:
        amount: {type: number, minimum: 0, description: Summa eurodes}
        kind: {type: string, enum: [vanaduspension, toitjakaotuspension]}
        person: {type: object, properties: {birthDate: {type: string, format: date}}}
        earlier: {type: array, items: {$ref: "#/components/schemas/Pension"}}
"""


def test_openapi():
    reading = schema(PENSIONS, "yaml")
    anchors = [section.anchor for section in reading.sections]
    assert anchors == ["algus", "operations", "op-get-pensions-id", "types", "type-pension"]
    operation = reading.sections[2]
    assert operation.heading == "Inimese pensionid"
    for words in ("GET /pensions/{id}", "month: string (date), in query", "response 404 Ei leitud"):
        assert words in operation.text
    assert 'href="#type-pension"' in operation.html
    pension = reading.sections[4]
    assert 'id="type-pension.person.birthDate"' in pension.html
    assert "amount: number, required, minimum 0; Summa eurodes" in pension.text
    assert "earlier: Pension[]" in pension.text


def test_every_link_within_a_schema_leads_somewhere():
    reading = schema(PENSIONS, "yaml")
    html = html_of(reading)
    ids = {section.anchor for section in reading.sections} | set(re.findall(r'id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


STAR = """<wsdl:definitions name="star-kov" targetNamespace="http://star.x-road.eu"
 xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:tns="http://star.x-road.eu" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">
<wsdl:types>
<xs:schema targetNamespace="http://star.x-road.eu">
 <xs:complexType name="Isik">
<xs:annotation>
<xs:documentation>Abivajaja</xs:documentation>
</xs:annotation>
  <xs:sequence>
<xs:element name="perenimi" type="xs:string"/>
<xs:element name="laps" type="tns:Isik" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence>
  <xs:attribute name="roll" use="required">
<xs:simpleType>
<xs:restriction base="xs:string">
<xs:enumeration value="laps"/>
<xs:enumeration value="vanem"/>
</xs:restriction>
</xs:simpleType>
</xs:attribute>
 </xs:complexType>
 <xs:complexType name="Eestkostja">
<xs:complexContent>
<xs:extension base="tns:Isik">
<xs:sequence>
<xs:element name="alates" type="xs:date"/>
</xs:sequence>
</xs:extension>
</xs:complexContent>
</xs:complexType>
 <xs:element name="paring">
<xs:complexType>
<xs:choice>
<xs:element name="isikukood" type="xs:string"/>
<xs:element name="viit" type="xs:string"/>
</xs:choice>
</xs:complexType>
</xs:element>
 <xs:element name="vastus" type="tns:Isik"/>
</xs:schema>
</wsdl:types>
<wsdl:message name="in">
<wsdl:part name="body" element="tns:paring"/>
</wsdl:message>
<wsdl:message name="out">
<wsdl:part name="body" element="tns:vastus"/>
</wsdl:message>
<wsdl:portType name="kov">
<wsdl:operation name="leiaIsik">
<wsdl:documentation>Leiab isiku</wsdl:documentation>
 <wsdl:input message="tns:in"/>
<wsdl:output message="tns:out"/>
</wsdl:operation>
</wsdl:portType>
<wsdl:binding name="b" type="tns:kov">
<wsdl:operation name="leiaIsik">
<xrd:version>v4</xrd:version>
<soap:operation soapAction="urn:leia"/>
</wsdl:operation>
</wsdl:binding>
<wsdl:service name="s">
<wsdl:port name="p" binding="tns:b">
<soap:address location="https://turvaserver.example/"/>
</wsdl:port>
</wsdl:service>
</wsdl:definitions>"""


def test_wsdl_with_its_types():
    reading = schema(STAR, "wsdl")
    by_anchor = {section.anchor: section for section in reading.sections}
    operation = by_anchor["op-leiaisik"]
    for words in ("leiaIsik v4", "Leiab isiku", "urn:leia", "isikukood: string, choice 1", "…: Isik"):
        assert words in operation.text
    assert "laps: Isik[]" in by_anchor["type-isik"].text
    assert "@roll: string, required, enum laps, vanem" in by_anchor["type-isik"].text
    assert 'href="#type-isik"' in by_anchor["type-eestkostja"].html
    assert "https://turvaserver.example/" in by_anchor["algus"].html


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xsd"),
        ("<a><b></a>", "wsdl"),
        ("a: &a [x, x]\nb: [*a", "yaml"),
        ('{"openapi": ', "json"),
        ("<description xmlns='http://www.w3.org/ns/wsdl'/>", "wsdl"),
        ("[" * 5000, "json"),
    ],
)
def test_a_damaged_schema_is_shown_as_it_stands(text, extension):
    reading = schema(text, extension)
    assert reading.cautions
    assert "passwd" not in html_of(reading) or "&lt;!DOCTYPE" in html_of(reading)
    assert "root:" not in html_of(reading)


def test_a_bomb_of_aliases_is_not_unfolded():
    lines = ["a0: &a0 {properties: {x: {type: string}}}"]
    lines += [f"a{n}: &a{n} {{properties: {{l: *a{n - 1}, r: *a{n - 1}}}}}" for n in range(1, 60)]
    bomb = "openapi: 3.1.0\ncomponents:\n  schemas:\n" + "".join(f"    {line}\n" for line in lines)
    reading = schema(bomb, "yaml")
    assert len(html_of(reading)) < 20_000_000


def test_a_type_within_itself():
    reading = schema('{"$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}}}}}', "json")
    assert 'href="#type-a"' in html_of(reading)


def test_scripts_in_every_text_of_a_schema():
    evil = "<script>alert(1)</script>"
    text = PENSIONS.replace("SKA andmeteenused", evil).replace("Summa eurodes", evil).replace("vanaduspension", evil)
    assert "<script" not in html_of(schema(text.replace("/pensions", "/" + evil), "yaml"))


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
