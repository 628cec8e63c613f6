"""Schemas as pages: every link has its place, nothing is taken for markup, nothing makes the reader fall."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from docs_library.engine.schema_words import LIMITS, NOTES, WHY
from docs_library.engine.schemas import read_schema
from docs_library.rules import json_schema, xsd
from docs_library.types import Source
from tests.docs_library.schema_texts import CLASSIFIER, DECISION, PENSIONS, STAR

TEXTS = {"pensions.yaml": PENSIONS, "star.wsdl": STAR, "needs.xsd": CLASSIFIER, "otsus.json": DECISION}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}{% now 'Y' %}"


def read(text: str | bytes, name: str = "skeem.yaml"):
    data = text if isinstance(text, bytes) else text.encode()
    return read_schema(Source(name, name.rpartition(".")[2], data))


class Page(HTMLParser):
    """The tags, ids and links of what was rendered."""

    def __init__(self, reading) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids = [section.anchor for section in reading.sections]
        self.links: list[str] = []
        self.attributes: set[str] = set()
        for section in reading.sections:
            self.feed(section.html)
        self.close()

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(has)
        self.ids += [has["id"]] if "id" in has else []
        self.links += [has["href"]] if tag == "a" else []


def held(reading) -> Page:
    """Asserts what holds of every page: ids are unique, and links lead to them or to the web."""
    page = Page(reading)
    assert len(page.ids) == len(set(page.ids))
    assert {one[1:] for one in page.links if one.startswith("#")} <= set(page.ids)
    assert all(re.match(r"https?://", one) for one in page.links if not one.startswith("#"))
    assert not {"script", "img", "style", "iframe"} & set(page.tags)
    assert not {one for one in page.attributes if one.startswith("on")}
    return page


@pytest.mark.parametrize("name", TEXTS)
def test_pages_of_each_format(name):
    reading = read(TEXTS[name], name)
    page = held(reading)
    assert reading.cautions == ()
    assert reading.sections[0].anchor == "algus"
    assert "table" in page.tags
    assert all(section.text for section in reading.sections if section.level == 3)
    assert not [one for section in reading.sections for one in re.findall(r"<h[123]\b", section.html)]


def test_order_levels_and_headings():
    with translation.override("en"):
        sections = read(PENSIONS).sections
    assert [(one.level, one.anchor, one.heading) for one in sections[:4]] == [
        (2, "algus", "Pensionid 1.10"),
        (2, "operations", "Operations"),
        (3, "op-get-pensions-id", "GET /pensions/{id}"),
        (3, "op-delete-pensions-id", "DELETE /pensions/{id}"),
    ]
    assert [one.anchor for one in sections if one.level == 2] == ["algus", "operations", "types"]


def test_each_field_has_its_place():
    page = held(read(PENSIONS))
    assert {"type-pension.amount", "op-post-pensions.request.person.birth-date"} <= set(page.ids)
    assert "#type-kind" in page.links


def test_cells_bear_their_labels():
    """On a phone each row falls into a card: a cell without a label would be mute."""
    for section in read(PENSIONS).sections:
        assert not re.findall(r"<td\b(?![^>]*data-label=)", section.html)
        assert not re.findall(r"<th\b(?![^>]*scope=)", section.html)


def test_descriptions_keep_their_lines():
    assert "Pensionide päringud.<br>Teine rida." in read(PENSIONS).sections[0].html


def test_words_to_search_and_compare():
    text = {one.anchor: one.text for one in read(PENSIONS).sections}
    assert "Sünniaeg" in text["op-post-pensions"]
    assert "person.birthDate string format date *" in text["op-post-pensions"].splitlines()
    assert "/pensions/{id}" in text["op-get-pensions-id"].splitlines()
    assert "Kind string enum old-age survivor 404 null true" in text["type-kind"].splitlines()


def test_web_addresses_are_links_and_no_others_are():
    reading = read(PENSIONS)
    assert reading.links == ("https://teenused.example.ee/abi",)
    assert 'href="https://teenused.example.ee/abi"' in reading.sections[0].html
    assert "javascript:alert(1)" in reading.sections[0].html


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "title: Kuukava\nitems: [1, 2]"),
        ("a.json", '{"type": "FeatureCollection", "properties": {}}'),
        ("a.json", '{"properties": '),
        ("a.yaml", "openapi: docs/api.yaml"),
        ("a.xml", "<invoice/>"),
        ("a.xml", "<invoice>"),
        ("a.xml", '<!DOCTYPE html><html lang="et"/>'),
        ("a.txt", "Lihtsalt tekst openapi kohta"),
        ("a.md", PENSIONS),
        ("a.yaml", ""),
        ("a.yaml", "x" * 5_000_001),
    ],
)
def test_other_texts_are_none(name, text):
    assert read(text, name) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "openapi: 3.1.0\npaths: [unclosed"),
        ("a.yaml", "openapi: 3.1.0\na: &a [*a]"),
        ("a.yaml", "openapi: 4.0.0"),
        ("a.json", '{"swagger": "2.0", "paths": {'),
        ("a.json", '{"openapi": "3.0.0", "x": ' + "[" * 1000),
        ("a.wsdl", '<description xmlns="http://www.w3.org/ns/wsdl"/>'),
        ("a.xsd", CLASSIFIER[:-20]),
        ("a.xml", "<!DOCTYPE x>" + CLASSIFIER),
        ("a.yaml", "openapi: 3.1.0\n" + "x" * 5_000_001),
    ],
)
def test_what_can_not_be_shown_says_so(name, text):
    reading = read(text, name)
    assert reading.sections == ()
    assert len(reading.cautions) == 1


def test_found_by_content_whatever_the_name():
    assert read(PENSIONS, "pensions.txt").sections
    assert read(STAR, "star.xml").sections
    assert read(DECISION, "otsus.yml").sections
    assert read(PENSIONS.encode("utf-16"), "pensions.yaml").sections
    assert read(CLASSIFIER.encode("utf-16"), "needs.xml").sections


def everywhere(value):
    """The same tree with the hostile text in every name and word that is not the format's own."""
    if isinstance(value, dict):
        return {key: everywhere(one) for key, one in value.items()}
    if isinstance(value, list):
        return [everywhere(one) for one in value]
    return value.replace("EVIL", EVIL) if isinstance(value, str) else value


def test_markup_in_every_text_of_a_description():
    words = {"title": "EVIL", "description": "EVIL", "version": "EVIL", "summary": "EVIL"}
    schema = {**words, "type": "EVIL", "enum": ["EVIL"], "pattern": "EVIL", "default": {"EVIL": "EVIL"}}
    tree = {
        "openapi": "3.1.0",
        "info": {**words, "contact": {"name": "EVIL", "url": "https://x.ee/EVIL"}, "termsOfService": "javascript:x"},
        "servers": [{"url": "EVIL", "description": "EVIL"}, {"url": "javascript:alert(1)"}],
        "externalDocs": {"url": 'https://x.ee/"onmouseover="x', "description": "EVIL"},
        "security": [{"EVIL": ["EVIL"]}],
        "paths": {
            f"/{EVIL}": {
                "get": {
                    **words,
                    "operationId": "EVIL",
                    "tags": ["EVIL"],
                    "callbacks": {EVIL: {}},
                    "parameters": [{"name": "EVIL", "in": "EVIL", "schema": schema}],
                    "requestBody": {"description": "EVIL", "content": {EVIL: {"schema": schema}}},
                    "responses": {EVIL: {"description": "EVIL", "headers": {EVIL: {"schema": schema}}}},
                }
            }
        },
        "components": {
            "securitySchemes": {EVIL: {"type": "EVIL", "description": "EVIL"}},
            "schemas": {EVIL: {**schema, "properties": {EVIL: {"$ref": f"#/components/schemas/{EVIL}"}, "x": schema}}},
        },
    }
    page = held(read(json.dumps(everywhere(tree))))
    assert page.tags.count("table") >= 4
    assert "14" not in "".join(section.html for section in read(json.dumps(everywhere(tree))).sections)


def test_markup_in_every_text_of_xml():
    evil = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    for name, text in (("a.wsdl", STAR), ("a.xsd", CLASSIFIER)):
        spoiled = re.sub(
            r'(name|value|soapAction|location|default|fixed)="[^"]*"', rf'\1="{evil}"'.replace("\\1", r"\g<1>"), text
        )
        spoiled = re.sub(r">([^<>]*\w[^<>]*)<", lambda found: f">{evil}<", spoiled)
        reading = read(spoiled, name)
        assert reading.sections
        held(reading)


def test_names_are_escaped_once():
    tree = {"$defs": {"A<B>&C": {"properties": {"x": {}}}}}
    section = next(one for one in read(json.dumps(tree), "a.json").sections if one.anchor == "type-a-b-c")
    assert section.heading == "A<B>&C"
    assert section.html.count("A&lt;B&gt;&amp;C") == 2
    assert "&amp;lt;" not in section.html


def test_every_limit_and_place_has_its_words():
    made = {*json_schema.VALUES, *json_schema.FLAGS, *xsd.FACETS.values(), "occurs", "choice", "const", "default"}
    assert made == set(LIMITS)
    assert set(xsd.OUTSIDE) <= set(NOTES)
    assert set(WHY) == {"too_big", "broken", "deep", "bomb", "doctype", "version"}


def test_names_that_a_database_or_a_page_can_not_hold():
    docs = {"url": "https://x.ee/\ud800"}
    names = ["\ud800", "a\x00b", "\u202egnp.exe", "", " ", "õ", "." * 5, "x" * 100_000]
    tree = {
        "openapi": "3.0.0",
        "externalDocs": docs,
        "components": {"schemas": {one: {"properties": {one: {}}} for one in names}},
    }
    reading = read(json.dumps(tree))
    held(reading)
    everything = "".join(one.html + one.text + one.heading for one in reading.sections)
    assert not re.search("[\x00\ud800\u202e]", everything)
    everything.encode()
    assert len(everything) < 50_000


def test_ten_thousand_paths_are_cut_with_a_caution():
    paths = {f"/p{n}": {"get": {"responses": {"200": {"description": "OK"}}}} for n in range(10_000)}
    reading = read(json.dumps({"openapi": "3.0.0", "paths": paths}))
    assert len(reading.sections) == 3_002
    assert "7000" in reading.cautions[0].replace("\xa0", "")


PARTS = "".join(f'<w:part name="p{n}" element="e"/>' for n in range(100))
CALLS = "".join(
    f'<w:operation name="o{n}"><w:input message="m"/><w:output message="m"/></w:operation>' for n in range(5_000)
)
COSTLY = {
    "lines.yaml": "\n" * 4_000_000 + "openapi: 3.0.0",
    "nested.json": json.dumps({"properties": {"n" * 100_000: {"properties": {f"f{n}": {} for n in range(20_000)}}}}),
    "namesakes.xsd": '<schema xmlns="http://www.w3.org/2001/XMLSchema"><complexType name="a"><sequence>'
    + '<element name="b"/>' * 100_000
    + "</sequence></complexType></schema>",
    "parts.wsdl": '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"><w:message name="m">'
    + f'{PARTS}</w:message><w:portType name="p">{CALLS}</w:portType></w:definitions>',
    "repeated.yaml": f"openapi: 3.0.0\nx: &d {'d' * 4_000}\npaths:\n"
    + "".join(f"  /p{n}: {{get: {{description: *d}}}}\n" for n in range(3_000)),
}


@pytest.mark.parametrize("name", COSTLY)
def test_costly_texts_are_bounded(name):
    """Texts of these kinds took from 20 seconds to 4 minutes, or made 26 to 92 MB, before they were bounded; now the
    slowest takes some 4 seconds."""
    reading = read(COSTLY[name], name)
    assert reading is None or sum(len(one.html) for one in reading.sections) < 10_000_000


def test_bombs_are_refused():
    bomb = "openapi: 3.0.0\na: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + old] * 10)}]\n" for old, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert read(bomb).cautions


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_any_damage_is_survived(name, data):
    """A schema with a piece cut out and bytes put in is read, cautioned about or left alone."""
    text = bytearray(TEXTS[name].encode())
    at = data.draw(st.integers(0, len(text)))
    text[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    reading = read(bytes(text), name)
    if reading is not None:
        held(reading)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["yaml", "json", "xml", "wsdl", "xsd", "txt"]))
def test_any_bytes_are_survived(data, extension):
    for head in (
        b"",
        b"openapi: 3.1.0\n",
        b"<",
        b'{"$schema": ',
        b"\xff\xfe",
        b'<schema xmlns="http://www.w3.org/2001/XMLSchema">',
    ):
        reading = read(head + data, f"a.{extension}")
        assert reading is None or reading.sections or reading.cautions
