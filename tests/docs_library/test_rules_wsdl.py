"""WSDL 1.1 as an outline: operations of X-tee with their messages, headers, faults and addresses."""

from __future__ import annotations

import pytest

from docs_library.rules import wsdl
from docs_library.rules.outline import Ref, Server
from docs_library.rules.trees import Unreadable, read_xml
from tests.docs_library.schema_texts import STAR


@pytest.fixture(scope="module")
def star():
    return wsdl.outline(read_xml(STAR.encode()), "star.wsdl", "et")


def test_head(star):
    assert (star.title, star.standard) == ("starService", "WSDL 1.1")
    assert star.description == "Sotsiaalteenuste ja -toetuste register"
    assert star.servers == (Server("http://TURVASERVER/cgi-bin/consumer_proxy", "starPort"),)
    assert star.links == ("http://x-road.eu/xsd/xroad.xsd",)


def test_operation(star):
    (found,) = star.operations
    assert (found.anchor, found.name, found.path, found.version) == (
        "op-get-benefits",
        "getBenefits",
        "urn:getBenefits",
        "v2",
    )
    assert (found.summary, found.description) == ("Isiku toetused", "Ainult kehtivad.")


def test_titles_in_the_readers_language():
    found = wsdl.outline(read_xml(STAR.encode()), "star.wsdl", "en")
    assert found.operations[0].summary == "Benefits of a person"
    assert found.types[0].fields[0].description == "Personal code"


def test_input_output_and_fault(star):
    (found,) = star.operations
    (asked,) = found.requests
    assert [(one.name, one.place, one.shape.refs[0]) for one in asked.fields] == [
        ("body", "", Ref("getBenefits", "element-get-benefits")),
        ("client", "header", Ref("xrd:client")),
    ]
    assert [(one.name, one.is_fault, one.fields[0].shape.refs[0].anchor) for one in found.responses] == [
        ("", False, "element-get-benefits-response"),
        ("noData", True, "element-failure"),
    ]


def test_types_of_the_schema_inside(star):
    types = {one.name: one for one in star.types}
    assert types["getBenefits"].fields[0].description == "Isikukood"
    assert types["getBenefits"].fields[0].shape.refs == (Ref("code", "type-code"),)
    assert [one.name for one in types["benefits"].fields] == ["benefit", "benefit.startsOn"]


def test_an_unknown_message_stays_words():
    text = STAR.replace('message="tns:request"', 'message="far:unknown"')
    (found,) = wsdl.outline(read_xml(text.encode()), "x").operations
    assert found.requests[0].fields[0].shape.refs == (Ref("far:unknown"),)


def test_two_bindings_of_one_operation_are_one():
    start, end = STAR.index(" <wsdl:binding"), STAR.index(" <wsdl:service")
    again = STAR[start:end].replace('name="soap"', 'name="soap12"').replace("urn:getBenefits", "urn:twelve")
    found = wsdl.outline(read_xml((STAR[:end] + again + STAR[end:]).encode()), "x")
    assert [one.path for one in found.operations] == ["urn:getBenefits, urn:twelve"]
    assert [one.name for one in found.operations[0].requests[0].fields] == ["body", "client"]


def test_wsdl_2_is_refused():
    with pytest.raises(Unreadable, match="version"):
        wsdl.outline(read_xml(b'<description xmlns="http://www.w3.org/ns/wsdl"/>'), "x")
