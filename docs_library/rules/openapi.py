"""OpenAPI 3.0 and 3.1 (and Swagger 2.0 once it was turned into their form) as an outline. Pure.

Source of the format: the OpenAPI Specification 3.0.4 and 3.1.1. Parameters, answers and bodies that stand among the
components are read where they are used; schemas are links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from docs_library.rules import swagger
from docs_library.rules.json_schema import Schemas, is_deprecated
from docs_library.rules.outline import (
    MOST_LISTED,
    NAME,
    Book,
    Field,
    Message,
    Note,
    Operation,
    Outline,
    Server,
    is_web,
    plain,
    shares,
    slug,
    words,
)
from docs_library.rules.trees import Unreadable

MOST_PARAMETERS = 200  # of a path, and again of an operation
MOST_WAYS = 10  # to sign in, and scopes of each
METHODS = ("get", "query", "post", "put", "patch", "delete", "head", "options", "trace")


def is_openapi(tree: Any) -> bool:
    """Whether a tree says that it is an OpenAPI or a Swagger description, of whatever version."""
    said = [tree.get(key) for key in ("openapi", "swagger")] if isinstance(tree, Mapping) else []
    return any(isinstance(one, str) and re.match(r"\d+\.\d", one) for one in said)


def outline(tree: Mapping, name: str) -> Outline:
    """The outline of a description; ``name`` stands where it has no title. Raises Unreadable("version") for versions
    other than 3.0, 3.1 and 2.0."""
    if tree.get("swagger") == "2.0":
        return _Description(swagger.as_openapi(tree), f"Swagger {tree['swagger']}", "#/definitions/").outline(name)
    if not re.match(r"3\.[01](\.|$)", str(tree.get("openapi"))):
        raise Unreadable("version")
    return _Description(tree, f"OpenAPI {words(tree['openapi'], 20)}", "#/components/schemas/").outline(name)


class _Description:
    def __init__(self, tree: Mapping, standard: str, home: str) -> None:
        self.tree, self.standard, self.home = tree, standard, home
        self.book = Book()
        self.schemas = Schemas(tree, self.book)

    def outline(self, name: str) -> Outline:
        info = _map(self.tree.get("info"))
        holder = self.tree if self.home == "#/definitions/" else _map(self.tree.get("components"))
        named = _map(holder.get(self.home.split("/")[-2]))
        calls = list(self._calls())
        most_calls, most_types = shares(len(calls), len(named))
        kept = {self._pointer(key): one for key, one in list(named.items())[:most_types]}
        for pointer, key in zip(kept, named, strict=False):
            self.schemas.add(pointer, key)
        types = tuple(self.schemas.type(pointer, one) for pointer, one in kept.items())
        return Outline(
            title=words(info.get("title"), NAME) or words(name, NAME),
            standard=self.standard,
            version=words(info.get("version"), NAME),
            description=words(info.get("description")) or words(info.get("summary")),
            servers=tuple(self._servers(self.tree.get("servers"))),
            operations=tuple(self._operation(*call) for call in calls[:most_calls]),
            types=types,
            notes=(*_about(self.tree, info), *self._schemes()),
            hidden=len(calls) - most_calls + len(named) - most_types,
            is_cut=self.book.is_cut,
        )

    def _pointer(self, key: str) -> str:
        return self.home + key.replace("~", "~0").replace("/", "~1")

    def _calls(self) -> Iterator[tuple[str, str, Mapping, Mapping]]:
        """Method, path, what its path says for all methods, and what the operation says."""
        for place in ("paths", "webhooks"):
            for path, item in _map(self.tree.get(place)).items():
                shared = _map(self.schemas.resolve(item))
                yield from ((one, path, shared, shared[one]) for one in METHODS if isinstance(shared.get(one), Mapping))

    def _operation(self, method: str, path: str, shared: Mapping, has: Mapping) -> Operation:
        anchor = self.book.anchor(f"op-{method}-{slug(path)}")
        return Operation(
            anchor=anchor,
            name=words(has.get("operationId"), NAME),
            method=method.upper(),
            path=words(path, NAME),
            summary=words(has.get("summary"), NAME) or words(shared.get("summary"), NAME),
            description=self.book.prose(words(has.get("description")) or words(shared.get("description"))),
            parameters=tuple(self._parameters(shared, has, anchor)),
            requests=tuple(self._request(has.get("requestBody"), anchor)),
            responses=tuple(self._responses(_map(has.get("responses")), anchor)),
            is_deprecated=is_deprecated(has),
            security=tuple(_security(has.get("security", self.tree.get("security")))),
            notes=tuple(_remarks(has)),
        )

    def _parameters(self, shared: Mapping, has: Mapping, base: str) -> Iterator[Field]:
        found: dict[tuple[str, str], Mapping] = {}
        said = [one for holder in (shared, has) for one in _list(holder.get("parameters"))[:MOST_PARAMETERS]]
        for one in said:
            real = _map(self.schemas.resolve(one))
            if real:
                found[plain(real.get("in")), plain(real.get("name"))] = real
        for (place, name), one in found.items():
            yield from self._parameter(name, one, base, place, one.get("required") is True or place == "path")

    def _parameter(self, name: str, one: Mapping, base: str, place: str, is_required: bool) -> Iterator[Field]:
        media = [_map(inner).get("schema") for inner in _map(one.get("content")).values()]
        schema = one["schema"] if "schema" in one else media[0] if media else True
        more = {"place": words(place, NAME), "is_required": is_required, "is_deprecated": is_deprecated(one)}
        said = words(one.get("description")) or words(_map(schema).get("description"))
        field = self.schemas.field(words(name, NAME) or "?", schema, base, description=said, **more)
        if field:
            yield field
            yield from self.schemas.fields(schema, base, f"{field.name}.", 1)

    def _request(self, body: Any, base: str) -> Iterator[Message]:
        real = _map(self.schemas.resolve(body))
        yield from self._messages("", real, base, "request") if real else ()

    def _responses(self, answers: Mapping, base: str) -> Iterator[Message]:
        for status, answer in answers.items():
            if not self.book.take():
                return
            if not status.startswith("x-"):
                yield from self._messages(words(status, 40), _map(self.schemas.resolve(answer)), base, status)

    def _messages(self, name: str, has: Mapping, base: str, step: str) -> Iterator[Message]:
        """A message for each media type; one without a body when there is none."""
        said = words(has.get("description"))
        headers = list(self._headers(has, base, step))
        contents = list(islice(_map(has.get("content")).items(), MOST_LISTED))
        if not self.book.take(name, said):
            return
        if not contents:
            yield Message(name, description=said, fields=tuple(headers))
        for n, (media, one) in enumerate(contents):
            schema = _map(one).get("schema", True)
            if not self.book.take(media[:NAME]):
                return
            fields = [*(headers if n == 0 else ()), *self.schemas.fields(schema, f"{base}.{slug(step)}")]
            yield Message(name, words(media, NAME), said if n == 0 else "", self.schemas.shape(schema), tuple(fields))

    def _headers(self, has: Mapping, base: str, step: str) -> Iterator[Field]:
        for name, one in islice(_map(has.get("headers")).items(), MOST_PARAMETERS):
            real = _map(self.schemas.resolve(one))
            yield from self._parameter(name, real, f"{base}.{slug(step)}", "header", real.get("required") is True)

    def _servers(self, servers: Any) -> Iterator[Server]:
        for one in _list(servers)[:MOST_LISTED]:
            if words(_map(one).get("url"), NAME):
                yield Server(words(one["url"], NAME), words(one.get("description"), NAME))

    def _schemes(self) -> Iterator[Note]:
        schemes = _map(_map(self.tree.get("components")).get("securitySchemes"))
        for name, one in list(schemes.items())[:MOST_LISTED]:
            real = _map(self.schemas.resolve(one))
            kinds = [words(real.get(key), NAME) for key in ("type", "scheme", "in", "name", "openIdConnectUrl")]
            said = words(real.get("description"), NAME)
            yield Note(
                "security", text=": ".join(filter(None, [words(name, NAME), " ".join(filter(None, kinds)), said]))
            )


def _about(tree: Mapping, info: Mapping) -> Iterator[Note]:
    contact, license_ = _map(info.get("contact")), _map(info.get("license"))
    docs = _map(tree.get("externalDocs"))
    for kind, texts, address in (
        ("contact", [contact.get("name"), contact.get("email")], contact.get("url")),
        ("license", [license_.get("name"), license_.get("identifier")], license_.get("url")),
        ("terms", [], info.get("termsOfService")),
        ("docs", [docs.get("description")], docs.get("url")),
    ):
        said = ", ".join(filter(None, (words(text, NAME) for text in [*texts, address])))
        if said:
            yield Note(kind, text=said, href=_web(address))


def _web(address: Any) -> str:
    return address if is_web(address) else ""


def _remarks(has: Mapping) -> Iterator[Note]:
    tags = [words(one, NAME) for one in _list(has.get("tags"))[:MOST_LISTED]]
    if any(tags):
        yield Note("tags", text=words(", ".join(filter(None, tags)), NAME))
    callbacks = [words(one, NAME) for one in islice(_map(has.get("callbacks")), MOST_LISTED)]
    if callbacks:
        yield Note("callbacks", text=words(", ".join(callbacks), NAME))
    docs = _map(has.get("externalDocs")).get("url")
    if words(docs, NAME):
        yield Note("docs", text=words(docs, NAME), href=_web(docs))


def _security(rules: Any) -> Iterator[str]:
    """Each way in by itself; empty text: nothing is asked."""
    for rule in _list(rules)[:MOST_WAYS]:
        ways = [_way(name, _list(scopes)) for name, scopes in islice(_map(rule).items(), MOST_WAYS)]
        yield words(" + ".join(ways), NAME)


def _way(name: str, scopes: list) -> str:
    said = ", ".join(words(one, NAME) for one in scopes[:MOST_WAYS])
    return words(name, NAME) + (f" ({said})" if said else "")


def _map(value: Any) -> Mapping:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []
