"""OpenAPI 3.0, 3.1 and Swagger 2.0 into an outline. Pure; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docs_library.rules.anchors import Anchors
from docs_library.rules.json_schema import Names, Reader, is_map, items_of, limits_of
from docs_library.rules.outline import Budget, Field, Operation, Outline, Part, plain, words

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
MOST_HOPS = 10


def is_openapi(document: object) -> bool:
    return is_map(document) and ("openapi" in document or "swagger" in document)


def read(document: Mapping[str, Any]) -> Outline:
    """The whole description."""
    return _Document(document).outline()


class _Document:
    """One description being read."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.is_old = "swagger" in document
        components = document.get("components") if is_map(document.get("components")) else {}
        named = document.get("definitions") if self.is_old else components.get("schemas")
        self.named = named if is_map(named) else {}
        self.budget = Budget()
        self.names = Names(self.named, "#/definitions/" if self.is_old else "#/components/schemas/")
        self.reader = Reader(self.names, self.budget)
        self.anchors = Anchors("algus", "operations", "types", *self.names.anchors.values())

    def outline(self) -> Outline:
        info = self.document.get("info") if is_map(self.document.get("info")) else {}
        operations = tuple(self._operations())
        types = [
            self.reader.type(name, self.names.anchors[name], each)
            for name, each in items_of(self.named)
            if self.budget.takes_thing()
        ]
        version = plain(self.document.get("openapi") or self.document.get("swagger"))
        return Outline(
            f"{'Swagger' if self.is_old else 'OpenAPI'} {version}",
            plain(info.get("title")) or "OpenAPI",
            plain(info.get("version")),
            words(info.get("description")),
            tuple(self._facts(info)),
            operations,
            tuple(types),
            self.budget.is_cut,
        )

    def _facts(self, info: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        servers = self.document.get("servers")
        for each in servers[:20] if isinstance(servers, list) else ():
            if is_map(each):
                yield "server", " – ".join(filter(None, (plain(each.get("url")), words(each.get("description")))))
        if self.is_old and self.document.get("host"):
            yield "server", f"{plain(self.document['host'])}{plain(self.document.get('basePath'))}"
        contact = info.get("contact") if is_map(info.get("contact")) else {}
        if words(contact.get("email")) or words(contact.get("name")):
            yield "contact", " ".join(filter(None, (words(contact.get("name")), words(contact.get("email")))))

    def _operations(self) -> Iterator[Operation]:
        for path, item in [*items_of(self.document.get("paths")), *items_of(self.document.get("webhooks"))]:
            item = self.resolved(item)
            common = item.get("parameters") if isinstance(item.get("parameters"), list) else []
            for method in METHODS:
                if is_map(item.get(method)) and self.budget.takes_thing():
                    yield self._operation(path, method, item[method], common)

    def _operation(self, path: str, method: str, about: Mapping[str, Any], common: list) -> Operation:
        where = f"{method.upper()} {path}"
        summary, description = words(about.get("summary")), words(about.get("description"))
        return Operation(
            self.anchors.of(where, "op-"),
            summary or plain(about.get("operationId")) or where,
            where,
            description,
            tuple(self._parts(about, common)),
            about.get("deprecated") is True,
        )

    def _parts(self, about: Mapping[str, Any], common: list) -> Iterator[Part]:
        own = about.get("parameters") if isinstance(about.get("parameters"), list) else []
        given = {}
        for each in [*common, *own]:  # an operation's own replaces the path's of that name and place
            each = self.resolved(each)
            given[plain(each.get("in")), plain(each.get("name"))] = each
        bodies = [each for (place, _name), each in given.items() if place == "body"]
        fields = tuple(self._parameter(place, name, each) for (place, name), each in given.items() if place != "body")
        if fields:
            yield Part("parameters", "", "", fields)
        for body in bodies:
            yield Part(
                "request", plain(body.get("name")), words(body.get("description")), self._body(body.get("schema"))
            )
        yield from self._contents("request", "", self.resolved(about.get("requestBody")))
        for code, each in items_of(about.get("responses")):
            yield from self._response(code, self.resolved(each))

    def _parameter(self, place: str, name: str, about: Mapping[str, Any]) -> Field:
        schema = about.get("schema") if is_map(about.get("schema")) else about
        named, to, repeated = self.reader.type_of(schema)
        return Field(
            name=name,
            type=named,
            type_anchor=to,
            is_required=about.get("required") is True,
            is_repeated=repeated,
            is_deprecated=about.get("deprecated") is True,
            limits=(("in", place), *limits_of(schema)),
            about=words(about.get("description")),
        )

    def _response(self, code: str, about: Mapping[str, Any]) -> Iterator[Part]:
        found = list(self._contents("response", code, about))
        if self.is_old and is_map(about.get("schema")):
            found = [Part("response", code, words(about.get("description")), self._body(about["schema"]))]
        yield from found or [Part("response", code, words(about.get("description")))]

    def _contents(self, kind: str, code: str, about: Mapping[str, Any]) -> Iterator[Part]:
        for media, each in items_of(about.get("content")):
            schema = each.get("schema") if is_map(each) else None
            label = " ".join(filter(None, (code, media)))
            yield Part(kind, label, words(about.get("description")), self._body(schema))

    def _body(self, schema: object) -> tuple[Field, ...]:
        """A named type is one row that leads to it; an object without a name is its fields."""
        if not is_map(schema):
            return ()
        fields = () if "$ref" in schema else tuple(self.reader.fields(schema))
        if fields:
            return fields
        named, to, repeated = self.reader.type_of(schema)
        return (Field("", named, to, is_repeated=repeated, limits=limits_of(schema)),)

    def resolved(self, thing: object) -> Mapping[str, Any]:
        """What a local ``$ref`` leads to; an empty mapping where it leads nowhere."""
        for _hop in range(MOST_HOPS):
            if not is_map(thing):
                return {}
            ref = thing.get("$ref")
            if not isinstance(ref, str):
                return thing
            thing = self._at(ref)
        return {}

    def _at(self, ref: str) -> object:
        if not ref.startswith("#/"):
            return None
        found: object = self.document
        for step in ref[2:].split("/"):
            found = found.get(step.replace("~1", "/").replace("~0", "~")) if is_map(found) else None
        return found
