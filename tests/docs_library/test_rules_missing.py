"""What a schema names and does not hold."""

from __future__ import annotations

import pytest
from lxml import etree

from docs_library.rules.missing import missing_in_data, missing_in_xml

XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"'
WSDL = 'xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t" targetNamespace="urn:t"'
BIND = '<binding name="b" type="t:p"/><service name="s"><port name="o" binding="t:b"/></service>'


def xsd(inner: str) -> list[str]:
    return missing_in_xml(etree.fromstring(f"<xs:schema {XS}>{inner}</xs:schema>"))


def wsdl(inner: str) -> list[str]:
    return missing_in_xml(etree.fromstring(f"<definitions {WSDL}>{inner}</definitions>"))


@pytest.mark.parametrize(
    ("pointer", "missing"),
    [
        ("#/components/schemas/A", []),
        ("#/components/schemas/A/properties/x~1y", []),
        ("#/list/1", []),
        ("#/list/2", ["#/list/2"]),
        ("#/components/schemas/B", ["#/components/schemas/B"]),
        ("muu.yaml#/B", []),
    ],
)
def test_a_reference_leads_somewhere_in_the_text(pointer, missing):
    tree = {"components": {"schemas": {"A": {"properties": {"x/y": {}}}}}, "list": [0, 1], "paths": [{"$ref": pointer}]}
    assert missing_in_data(tree) == missing


def test_what_stands_in_an_example_is_no_reference():
    assert missing_in_data({"example": {"$ref": "#/puudub"}, "properties": {"$ref": {"type": "string"}}}) == []


def test_a_tree_in_a_circle_ends_and_ten_are_told():
    tree: dict = {"a": [{"$ref": f"#/puudub/{n}"} for n in range(20)]}
    tree["b"] = tree
    assert len(missing_in_data(tree)) == 10


@pytest.mark.parametrize(
    ("inner", "missing"),
    [
        ('<xs:element name="x" type="t:On"/><xs:complexType name="On"/>', []),
        ('<xs:element name="x" type="t:Puudub"/>', ["t:Puudub"]),
        ('<xs:element name="x" type="xs:string"/>', []),
        ('<xs:element name="x" type="q:Y"/>', ["q:Y"]),
        ('<xs:include schemaLocation="b.xsd"/><xs:element name="x" type="t:Seal"/>', []),
        ('<xs:group name="g"><xs:sequence><xs:element ref="t:y"/></xs:sequence></xs:group>', ["t:y"]),
        ('<xs:simpleType name="u"><xs:union memberTypes="xs:int t:v"/></xs:simpleType>', ["t:v"]),
    ],
)
def test_names_of_an_xml_schema(inner, missing):
    assert xsd(inner) == missing


@pytest.mark.parametrize(
    ("inner", "missing"),
    [
        (f'<message name="m"/><portType name="p"><operation><input message="t:m"/></operation></portType>{BIND}', []),
        (f'<portType name="p"><operation><input message="t:m"/></operation></portType>{BIND}', ["t:m"]),
        (BIND, ["t:p"]),
        (f'<import namespace="urn:t" location="osa.wsdl"/>{BIND}', []),
        (f'<types><xs:schema {XS}/></types><message name="m"><part name="a" element="t:e"/></message>', ["t:e"]),
    ],
)
def test_names_of_a_wsdl(inner, missing):
    assert wsdl(inner) == missing
