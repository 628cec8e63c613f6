"""Swagger 2.0 turned into the form of OpenAPI 3, so that both are read in one way. Pure.

Source of the format: the Swagger 2.0 specification. Schemas stay where they were (``#/definitions/…``).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from docs_library.rules.json_schema import Schemas
from docs_library.rules.outline import MOST_LISTED, Book

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch"})
MOST_PARTS = 200  # parameters, answers and headers of one operation
SCHEMA_WORDS = frozenset({"type", "format", "items", "enum", "default", "pattern", "minimum", "maximum", "minLength"})
SCHEMA_WORDS |= {"maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf", "exclusiveMinimum"}
SCHEMA_WORDS |= {"exclusiveMaximum", "$ref"}


def as_openapi(tree: Mapping) -> dict[str, Any]:
    """The same description with servers, request bodies and contents by media type. The old tree is not changed."""
    return {
        **tree,
        "servers": _servers(tree),
        "paths": {path: _item(tree, item) for path, item in _map(tree.get("paths")).items()},
        "components": {"securitySchemes": tree.get("securityDefinitions")},
    }


def _servers(tree: Mapping) -> list[dict[str, str]]:
    host, path = _text(tree.get("host")), _text(tree.get("basePath"))
    schemes = [one for one in _list(tree.get("schemes"))[:MOST_LISTED] if isinstance(one, str)]
    if not host:
        return [{"url": path}] if path else []
    return [{"url": f"{scheme}://{host}{path}"} for scheme in schemes or ["https"]]


def _item(tree: Mapping, item: Any) -> dict[str, Any]:
    shared = _map(_real(tree, item))
    common = [_real(tree, one) for one in _list(shared.get("parameters"))[:MOST_PARTS]]
    return {key: _operation(tree, one, common) if key in METHODS else one for key, one in shared.items()} | {
        "parameters": [_parameter(one) for one in common if _goes(one) not in ("body", "formData")]
    }


def _operation(tree: Mapping, operation: Any, common: list) -> Any:
    if not isinstance(operation, Mapping):
        return operation
    own = [_real(tree, one) for one in _list(operation.get("parameters"))[:MOST_PARTS]]
    takes = _media(operation.get("consumes", tree.get("consumes")), "application/json")
    gives = _media(operation.get("produces", tree.get("produces")), "application/json")
    said = islice(_map(operation.get("responses")).items(), MOST_PARTS)
    answers = {status: _answer(tree, one, gives) for status, one in said}
    return {
        **operation,
        "parameters": [_parameter(one) for one in own if _goes(one) not in ("body", "formData")],
        "requestBody": _body([*common, *own], takes),
        "responses": answers,
    }


def _body(parameters: list, takes: list[str]) -> dict[str, Any] | None:
    whole = [one for one in parameters if _goes(one) == "body"]
    if whole:
        schema = whole[-1].get("schema", True)
        return {"description": whole[-1].get("description"), "content": {media: {"schema": schema} for media in takes}}
    form = [one for one in parameters if _goes(one) == "formData" and isinstance(one.get("name"), str)]
    if not form:
        return None
    fields = {one["name"]: {**_schema(one), "description": one.get("description")} for one in form}
    required = [one["name"] for one in form if one.get("required") is True]
    media = [one for one in takes if "form" in one] or ["application/x-www-form-urlencoded"]
    schema = {"type": "object", "properties": fields, "required": required}
    return {"content": {one: {"schema": schema} for one in media}}


def _answer(tree: Mapping, answer: Any, gives: list[str]) -> Any:
    real = _real(tree, answer)
    if not isinstance(real, Mapping):
        return real
    content = {media: {"schema": real["schema"]} for media in gives} if "schema" in real else {}
    headers = {name: _parameter(one) for name, one in islice(_map(real.get("headers")).items(), MOST_PARTS)}
    return {**real, "content": content, "headers": headers}


def _parameter(one: Any) -> Any:
    return {**one, "schema": _schema(one)} if isinstance(one, Mapping) else one


def _schema(one: Mapping) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key in SCHEMA_WORDS}


def _real(tree: Mapping, node: Any) -> Any:
    return Schemas(tree, Book()).resolve(node)


def _goes(one: Any) -> Any:
    return one.get("in") if isinstance(one, Mapping) else None


def _media(value: Any, usual: str) -> list[str]:
    return [one for one in _list(value)[:MOST_LISTED] if isinstance(one, str)] or [usual]


def _map(value: Any) -> Mapping:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
