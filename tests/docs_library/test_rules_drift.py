"""Two schemas say the same however they are written; where they part is named."""

from __future__ import annotations

import json

import pytest

from docs_library.engine.schemas import content_of
from docs_library.rules.drift import MOST_NAMED, Difference, difference
from docs_library.rules.trees import Unreadable
from docs_library.types import Source

YAML = b"""
openapi: 3.0.3
info: {title: Isikud, version: "1.10", description: "Kes on\n  kes"}
paths:
  /isik:
    get: {operationId: isik, responses: {"200": {description: Isik}}}
components:
  schemas:
    Isik: {type: object, required: [nimi, kood], properties: {nimi: {type: string}, kood: {type: string}}}
"""
XSD = b"""<?xml version="1.0"?><!-- words -->
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" elementFormDefault="qualified">
  <xs:element name="nimi" type="xs:string"/>
</xs:schema>"""


def content(data: bytes):
    return content_of(Source("a", "", data))


def tree(**changed) -> dict:
    whole = {
        "components": {
            "schemas": {
                "Isik": {
                    "properties": {"kood": {"type": "string"}, "nimi": {"type": "string"}},
                    "required": ["kood", "nimi"],
                    "type": "object",
                }
            }
        },
        "paths": {"/isik": {"get": {"responses": {"200": {"description": "Isik"}}, "operationId": "isik"}}},
        "info": {"version": "1.10", "description": "Kes on kes", "title": "Isikud"},
        "openapi": "3.0.3",
    }
    return {**whole, **changed}


def as_json(**changed) -> bytes:
    return json.dumps(tree(**changed), indent=3).encode()


def test_yaml_and_json_in_another_order_say_the_same():
    assert content(YAML).digest == content(as_json()).digest


def test_a_version_is_no_number():
    other = as_json(info={"version": "1.1", "description": "Kes on kes", "title": "Isikud"})
    assert content(YAML).digest != content(other).digest
    assert difference(content(YAML).outline, content(other).outline).versions == ("1.10", "1.1")


def test_the_order_of_a_list_is_content_unless_it_is_a_set():
    first, second = ({"servers": [{"url": one} for one in pair]} for pair in (("/a", "/b"), ("/b", "/a")))
    assert content(as_json(**first)).digest != content(as_json(**second)).digest


def test_xml_by_other_prefixes_comments_and_white_space_says_the_same():
    other = XSD.replace(b"xs:", b"xsd:").replace(b":xs=", b":xsd=").replace(b"<!-- words -->", b"")
    other = other.replace(b'targetNamespace="urn:a" elementFormDefault="qualified"', b"").replace(
        b"<xsd:schema", b'<xsd:schema elementFormDefault="qualified"\n targetNamespace="urn:a"'
    )
    assert other != XSD
    assert content(other).digest == content(XSD).digest
    assert content(XSD.replace(b"xs:string", b"xs:int")).digest != content(XSD).digest


def test_words_between_xml_elements_are_content():
    noted = b"<xs:annotation><xs:documentation>%s</xs:documentation></xs:annotation></xs:schema>"
    one, two = (XSD.replace(b"</xs:schema>", noted % words) for words in (b"Nimi", b"Muu nimi"))
    assert content(one).digest != content(two).digest


def test_what_came_went_and_changed_is_named():
    get = {"operationId": "uus", "responses": {"200": {"description": "Uus"}}}
    schemas = {"Isik": {"type": "object", "properties": {"nimi": {"type": "integer"}}}}
    live = as_json(paths={"/uus": {"get": get}}, components={"schemas": schemas})
    found = difference(content(YAML).outline, content(live).outline)
    assert found.added.names == ("GET /uus",)
    assert found.removed.names == ("GET /isik",)
    assert found.changed.names == ("Isik",)
    assert Difference.of_json(json.loads(json.dumps(found.as_json()))) == found


def test_many_are_counted():
    get = {"get": {"responses": {"200": {"description": "x"}}}}
    live = as_json(paths={f"/a{n}": get for n in range(MOST_NAMED + 5)})
    found = difference(content(YAML).outline, content(live).outline)
    assert (len(found.added.names), found.added.more) == (MOST_NAMED, 5)


@pytest.mark.parametrize("data", [b"<html><body>tere</body></html>", b'{"olek": "korras"}', b"tere", b""])
def test_what_is_no_schema(data):
    assert content_of(Source("", "", data)) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<xs:schema", "broken"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "doctype"),
        (b"openapi: 3.0.3\n" + b"a" * (5 * 2**20 + 1), "too_big"),
        (b"openapi: 4.0.0\ninfo: {}\n", "version"),
    ],
)
def test_what_can_not_be_read(data, reason):
    with pytest.raises(Unreadable) as why:
        content_of(Source("", "", data))
    assert why.value.reason == reason
