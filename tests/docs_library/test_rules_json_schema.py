"""JSON Schema as an outline of types and fields; any JSON is survived."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs_library.rules import json_schema, openapi
from docs_library.rules.outline import MOST_NESTED, Limit, Note, Ref, Shape
from docs_library.rules.trees import Unreadable, read_data
from tests.docs_library.schema_texts import DECISION

KEYS = ["$ref", "type", "properties", "items", "allOf", "oneOf", "enum", "required", "$defs", "additionalProperties"]
KEYS += ["openapi", "swagger", "paths", "components", "schemas", "get", "parameters", "responses", "content", "schema"]
KEYS += ["security", "servers", "info", "title", "description", "definitions", "200", "requestBody", "discriminator"]
LEAVES = st.none() | st.booleans() | st.integers().map(str) | st.text(max_size=8)
LEAVES |= st.sampled_from(
    ["#", "#/$defs/a", "#/components/schemas/a", "object", "array", "3.1.0", "2.0", "\ud800", "\0"]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def decision():
    return json_schema.outline(read_data(DECISION.encode()), "otsus.json")


def test_head(decision):
    assert (decision.title, decision.description) == ("Otsus", "Otsuse andmed")
    assert decision.links == ("https://skeemid.example.ee/otsus.json",)
    assert Note("$schema", text="https://json-schema.org/draft/2020-12/schema") in decision.notes


def test_fields_of_the_root(decision):
    root = {one.name: one for one in decision.types[0].fields}
    assert decision.types[0].anchor == "type-otsus"
    assert root["number"].is_required
    assert root["number"].shape.limits == (Limit("pattern", ("^[0-9/]+$",)), Limit("examples", ("7/1", "7/2")))
    assert root["lines"].shape == Shape((Ref("Line", "type-line"),), "", True, (Limit("maxItems", ("1.0e2",)),))
    assert root["party"].shape == Shape((Ref("Line", "type-line"), Ref("object")), "anyOf", False, (Limit("nullable"),))
    assert root["party.anyOf[2].code"].shape.limits == (Limit("const", ("5",)),)
    assert "/^x-/" in root


def test_a_type_by_its_own_anchor_and_the_root(decision):
    line = {one.name: one.shape.refs[0] for one in decision.types[1].fields}
    assert line == {"parent": Ref("Line", "type-line"), "root": Ref("Otsus", "type-otsus")}


@pytest.mark.parametrize(
    ("tree", "is_one"),
    [
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, True),
        ({"type": "object", "properties": {}}, True),
        ({"definitions": {"A": {}}}, True),
        ({"type": "object"}, False),
        ({"$schema": 5, "properties": {}}, False),
        (["type", "object"], False),
        ("type", False),
    ],
)
def test_recognising(tree, is_one):
    assert json_schema.is_json_schema(tree) is is_one


def test_nesting_has_an_end_that_is_told():
    tree: dict = {"type": "string"}
    for _level in range(MOST_NESTED + 3):
        tree = {"type": "object", "properties": {"a": tree}}
    found = json_schema.outline(tree, "x")
    assert len(found.types[0].fields) == MOST_NESTED + 1
    assert found.is_cut


def test_exclusive_flags_of_old_drafts():
    tree = {"properties": {"a": {"minimum": "3", "exclusiveMinimum": True, "maximum": "5", "exclusiveMaximum": False}}}
    limits = json_schema.outline(tree, "x").types[0].fields[0].shape.limits
    assert limits == (Limit("exclusiveMinimum", ("3",)), Limit("maximum", ("5",)))


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_any_tree_is_survived(tree):
    for made in (tree, {"type": "object", "properties": {"a": tree}}, {"$defs": {"a": tree}, "allOf": [tree]}):
        if isinstance(made, dict):
            assert json_schema.outline(made, "x").types


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_any_description_is_survived(tree):
    calls = {"get": tree, "post": {"parameters": [tree], "requestBody": tree, "responses": tree, "security": tree}}
    for made in (
        {"openapi": "3.1.0", "paths": {"/a": calls, "/b": tree}, "components": tree, "info": tree, "servers": tree},
        {"openapi": "3.0.0", "paths": tree, "components": {"schemas": tree, "securitySchemes": tree}},
        {"swagger": "2.0", "paths": {"/a": calls}, "definitions": tree, "host": tree, "consumes": tree},
    ):
        assert openapi.outline(made, "x").standard


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_json_comes_through_the_reader_as_it_was(tree):
    assert read_data(json.dumps([tree]).encode()) == [tree]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + old] * 10)}]\n" for old, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, "bomb"),
        ("a: &a {b: *a}", "broken"),
        ("a: *nowhere", "broken"),
        ("a: [1, 2", "broken"),
        ("[" * 100_000, "deep"),
        ("{" * 100_000, "deep"),
        ("- " * 100_000, "deep"),
        ('{"a":' * 70 + "1" + "}" * 70, "deep"),
        ("x" * (5 * 2**20 + 1), "too_big"),
        ("[" + "0," * 400_001 + "0]", "too_big"),
        ("a: \x00", "broken"),
    ],
)
def test_costly_and_broken_texts_are_refused(text, reason):
    with pytest.raises(Unreadable) as refused:
        read_data(text.encode())
    assert refused.value.reason == reason


def test_bytes_that_are_no_text():
    with pytest.raises(Unreadable, match="broken"):
        read_data(b"openapi: \xff\xfe")


def test_yaml_is_read_as_it_is_written():
    text = "a: &x {1: yes, b: 012, c: 1.10, d: 2024-01-01, e: null, f: 'true', g: true}\nh: {<<: *x, b: own}\n---\nz: 1"
    assert read_data(text.encode()) == {
        "a": (had := {"1": "yes", "b": "012", "c": "1.10", "d": "2024-01-01", "e": None, "f": "true", "g": True}),
        "h": {**had, "b": "own"},
    }


def test_tags_make_no_objects():
    assert read_data(b"a: !!python/object/apply:os.system [id]") == {"a": ["id"]}


def test_other_encodings():
    assert read_data('{"a": "õ"}'.encode("utf-16")) == {"a": "õ"}
    assert read_data("a: õ".encode("utf-8-sig")) == {"a": "õ"}
