"""XML Schema as an outline; nothing outside the file is ever reached."""

from __future__ import annotations

import pytest

from docs_library.rules import xsd
from docs_library.rules.outline import Limit, Note, Ref, Shape
from docs_library.rules.trees import Unreadable, read_xml
from tests.docs_library.schema_texts import CLASSIFIER


@pytest.fixture(scope="module")
def needs():
    return xsd.outline(read_xml(CLASSIFIER.encode()), "abivajadus.xsd", "et")


def person(needs):
    (found,) = [one for one in needs.types if one.anchor == "type-person"]
    return found


def test_head(needs):
    assert (needs.title, needs.version, needs.description) == ("abivajadus.xsd", "3", "Abivajaduse hindamine")
    assert needs.notes == (
        Note("namespace", text="urn:needs"),
        Note("include", text="common.xsd"),
        Note("import", text="urn:other https://skeemid.example.ee/o.xsd"),
    )
    assert needs.links == ("https://skeemid.example.ee/o.xsd",)


def test_an_element_and_a_type_of_one_name(needs):
    assert needs.types[0].anchor == "element-person"
    assert needs.types[0].shape.refs == (Ref("Person", "type-person"),)


def test_extension(needs):
    assert person(needs).notes == (Note("extends", (Ref("Party", "type-party"),)),)
    assert person(needs).description == "Abivajaja"
    party = next(one for one in needs.types if one.name == "Party")
    assert party.notes == (Note("abstract"),)


def test_fields(needs):
    found = {one.name: one for one in person(needs).fields}
    assert list(found) == ["personalCode", "birth", "birth.birthDate", "need", "guardian", "Person", "*", "source"]
    assert found["birth.birthDate"].anchor == "type-person.birth.birth-date"
    assert found["personalCode"].shape.limits == (Limit("choice", ("1",)),)
    assert not found["personalCode"].is_required
    assert found["birth.birthDate"].is_required
    assert found["need"].shape == Shape((Ref("Need", "type-need"),), "", True, (Limit("occurs", ("0…5",)),))
    assert found["guardian"].shape == Shape((Ref("Person", "type-person"),), limits=(Limit("nullable"),))
    assert found["Person"].shape.refs == (Ref("Person", "element-person"),)
    assert (found["source"].place, found["source"].is_required) == ("attribute", True)
    assert found["source"].shape.limits == (Limit("const", ("STAR",)),)


def test_simple_types(needs):
    found = {one.name: one for one in needs.types}
    assert found["Need"].shape == Shape(
        (Ref("string"),), limits=(Limit("enum", ("kodu – Koduteenus", "tugi")), Limit("maxLength", ("4",)))
    )
    assert found["Codes"].shape == Shape((Ref("Need", "type-need"),), is_repeated=True)
    assert found["Either"].shape == Shape((Ref("Need", "type-need"), Ref("int")), "anyOf")
    assert found["Sum"].shape.refs == (Ref("decimal"),)
    assert found["Sum"].fields[0].shape.refs == (Ref("o:cur"),)


XXE = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">&x;</xs:schema>'
DEEP = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">' + "<a>" * 100 + "</a>" * 100 + "</xs:schema>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (XXE.encode(), "doctype"),
        (b"<?xml version='1.0'?>\n<!-- x -->" + XXE.encode(), "doctype"),
        (f"\ufeff{XXE}".encode("utf-16-le"), "doctype"),
        (b"\xef\xbb\xbf<!doctype s>", "doctype"),
        (DEEP.encode(), "deep"),
        (DEEP.replace("<a>", "<a>" * 5).encode(), "broken"),
        (b"<xs:schema>", "broken"),
        (b"", "broken"),
        (b"<?xml version='1.0' encoding='nowhere'?><a/>", "broken"),
        (b"<a>" + b" " * 5 * 2**20 + b"</a>", "too_big"),
    ],
)
def test_hostile_and_broken_texts_are_refused(data, reason):
    with pytest.raises(Unreadable) as refused:
        read_xml(data)
    assert refused.value.reason == reason


def test_a_word_about_doctype_is_no_doctype():
    text = CLASSIFIER.replace("Abivajaja", "<![CDATA[<!DOCTYPE x>]]>")
    found = xsd.outline(read_xml(text.encode()), "x")
    assert "<!DOCTYPE x>" in [one.description for one in found.types]
