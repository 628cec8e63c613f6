"""OpenAPI and Swagger as an outline: what is asked, what comes back, which types there are."""

from __future__ import annotations

import json

import pytest

from docs_library.rules import openapi
from docs_library.rules.outline import MOST_ENTRIES, Limit, Ref, Shape
from docs_library.rules.trees import Unreadable, read_data
from tests.docs_library.schema_texts import PENSIONS


def outline(text: str | dict):
    return openapi.outline(read_data((text if isinstance(text, str) else json.dumps(text)).encode()), "skeem.yaml")


@pytest.fixture(scope="module")
def pensions():
    return outline(PENSIONS)


def operation(found, anchor):
    return {one.anchor: one for one in found.operations}[anchor]


def type_(found, name):
    return {one.name: one for one in found.types}[name]


def fields(found):
    return {one.name: one for one in found.fields}


def test_head(pensions):
    assert (pensions.title, pensions.version, pensions.standard) == ("Pensionid", "1.10", "OpenAPI 3.1.0")
    assert pensions.description == "Pensionide päringud.\nTeine rida."
    assert pensions.servers[0].address.startswith("https://turvaserver.example.ee/r1/")
    assert [(one.kind, one.href) for one in pensions.notes[:2]] == [
        ("contact", "https://teenused.example.ee/abi"),
        ("license", ""),
    ]


def test_operations_have_anchors_by_method_and_path(pensions):
    assert [one.anchor for one in pensions.operations] == [
        "op-get-pensions-id",
        "op-delete-pensions-id",
        "op-post-pensions",
        "op-post-pension-changed",
    ]


def test_parameters_of_path_and_operation(pensions):
    found = operation(pensions, "op-get-pensions-id")
    assert [(one.name, one.place, one.is_required) for one in found.parameters] == [
        ("id", "path", True),
        ("on", "query", False),
        ("X-Road-UserId", "header", True),
    ]
    assert found.parameters[0].shape.limits == (Limit("minimum", ("1",)), Limit("exclusiveMaximum", ("1000000",)))
    assert found.parameters[2].anchor == "op-get-pensions-id.x-road-user-id"


def test_answers_by_media_type(pensions):
    found = operation(pensions, "op-get-pensions-id").responses
    assert [(one.name, one.media) for one in found] == [
        ("200", "application/json"),
        ("200", "application/xml"),
        ("404", "application/problem+json"),
    ]
    assert found[0].shape.refs == (Ref("OldAgePension", "type-old-age-pension"),)
    assert [(one.name, one.place) for one in found[0].fields] == [("X-Road-Request-Id", "header")]
    assert found[2].description == "Ei leitud"


def test_security_and_deprecation(pensions):
    assert operation(pensions, "op-get-pensions-id").security == ("xtee",)
    gone = operation(pensions, "op-delete-pensions-id")
    assert gone.is_deprecated
    assert gone.security == ()


def test_nested_objects_are_ways(pensions):
    found = fields(operation(pensions, "op-post-pensions").requests[0])
    assert list(found) == ["person", "person.birthDate", "person.names", "person.names.first", "kind"]
    assert found["person.birthDate"].is_required
    assert found["person.birthDate"].anchor == "op-post-pensions.request.person.birth-date"
    assert found["person.names"].shape.is_repeated
    assert found["kind"].shape.refs == (Ref("Kind", "type-kind"),)


def test_types_link_to_each_other_and_to_themselves(pensions):
    found = fields(type_(pensions, "Pension"))
    assert found["next"].shape.refs == (Ref("Pension", "type-pension"),)
    assert found["extras"].shape == Shape((Ref("Error", "type-error"),), "map")
    assert found["amount"].shape.limits == (
        Limit("minimum", ("0",)),
        Limit("default", ("0.50",)),
        Limit("nullable"),
    )
    assert found["oldAmount"].is_deprecated


def test_values_of_an_enumeration(pensions):
    assert type_(pensions, "Kind").shape.limits[0].values == ("old-age", "survivor", "404", "null", "true")


def test_all_of(pensions):
    found = type_(pensions, "OldAgePension")
    assert found.shape == Shape((Ref("Pension", "type-pension"), Ref("object")), "allOf")
    assert fields(found)["since"].is_required
    assert fields(found)["payer"].shape == Shape((Ref("Error", "type-error"), Ref("string")), "oneOf")


def test_closed_types_and_other_files(pensions):
    assert [note.kind for note in type_(pensions, "Error").notes] == ["closed"]
    assert type_(pensions, "Far").shape.refs == (Ref("https://teised.example.ee/x.yaml#/Y"),)


SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Vana", "version": "1"},
    "host": "vana.example.ee",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/xml"],
    "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    "parameters": {"Body": {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Person"}}},
    "paths": {
        "/persons": {
            "post": {
                "parameters": [
                    {"$ref": "#/parameters/Body"},
                    {"name": "n", "in": "query", "type": "array", "items": {"type": "integer"}},
                ],
                "responses": {"200": {"description": "OK", "schema": {"type": "array", "items": {"type": "string"}}}},
            },
            "put": {
                "parameters": [{"name": "photo", "in": "formData", "type": "file", "required": True}],
                "responses": {},
            },
        }
    },
    "definitions": {"Person": {"type": "object", "properties": {"name": {"type": "string"}}}},
}


def test_swagger_is_read_in_the_same_way():
    found = outline(SWAGGER)
    assert found.servers[0].address == "https://vana.example.ee/v1"
    post, put = found.operations
    assert (post.requests[0].media, post.requests[0].shape.refs) == ("application/xml", (Ref("Person", "type-person"),))
    assert [(one.name, one.shape) for one in post.parameters] == [("n", Shape((Ref("integer"),), is_repeated=True))]
    assert post.responses[0].shape == Shape((Ref("string"),), is_repeated=True)
    assert [(one.name, one.is_required) for one in put.requests[0].fields] == [("photo", True)]


@pytest.mark.parametrize("said", [{"openapi": "4.0.0"}, {"openapi": "3.9"}, {"swagger": "1.2"}])
def test_other_versions_are_refused(said):
    with pytest.raises(Unreadable, match="version"):
        outline({**said, "paths": {}})


def test_references_in_circles_end():
    text = {
        "openapi": "3.0.0",
        "paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}},
        "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}},
    }
    found = outline(text)
    assert not found.operations
    assert [one.shape.refs[0].name for one in found.types] == ["B", "A"]


def test_anchors_are_unique_and_ascii():
    paths = {path: {"get": {}} for path in ("/a/b", "/a-b", "/{a}/b", "/õun", "/оун", "/" + "x" * 300)}
    anchors = [one.anchor for one in outline({"openapi": "3.0.0", "paths": paths}).operations]
    assert len(set(anchors)) == len(paths)
    assert anchors[:4] == ["op-get-a-b", "op-get-a-b-2", "op-get-a-b-3", "op-get-oun"]
    assert all(one.isascii() and len(one) < 100 for one in anchors)


def test_many_paths_are_cut_and_counted():
    paths = {f"/p{n}": {"get": {"responses": {"200": {"description": "OK"}}}} for n in range(10_000)}
    found = outline({"openapi": "3.0.0", "paths": paths, "components": {"schemas": {"T": {"type": "string"}}}})
    assert len(found.operations) == MOST_ENTRIES - 1
    assert len(found.types) == 1
    assert found.hidden == 10_000 - MOST_ENTRIES + 1


def test_what_references_repeat_is_bounded():
    """A hundred kilobytes that would hold thirty million rows with their references written out."""
    wide = {"content": {"a/b": {"schema": {"properties": {f"f{n}": {"type": "string"} for n in range(5_000)}}}}}
    paths = {f"/p{n}": {"get": {"responses": {"200": {"$ref": "#/components/responses/W"}}}} for n in range(3_000)}
    found = outline({"openapi": "3.0.0", "paths": paths, "components": {"responses": {"W": wide}}})
    assert found.is_cut
    assert sum(len(message.fields) for one in found.operations for message in one.responses) <= 100_000
