"""JSON Schema (drafts 4 to 2020-12, and the dialects of OpenAPI) as an outline of types and fields. Pure.

A ``$ref`` becomes a link to its type and is never written out, so that types may go in circles; one that leaves the
text stays words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from docs_library.rules.outline import (
    MOST_LISTED,
    MOST_NESTED,
    NAME,
    Book,
    Field,
    Limit,
    Note,
    Outline,
    Ref,
    Shape,
    Type,
    is_web,
    listed,
    plain,
    shares,
    slug,
    words,
)

UNIONS = ("oneOf", "anyOf", "allOf")
HOLDERS = ("$defs", "definitions")
VALUES = ("enum", "const", "format", "pattern", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
VALUES += ("multipleOf", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
VALUES += ("contentEncoding", "contentMediaType", "default", "example", "examples")
FLAGS = ("nullable", "uniqueItems", "readOnly", "writeOnly")
MOST_HOPS = 10
MOST_REQUIRED = 2_000
MOST_POINTER = 1_000  # characters of a $ref that are looked up
NULL = ({"type": "null"}, {"enum": [None]}, {"const": None})


def is_json_schema(tree: Any) -> bool:
    """Whether a tree is a JSON Schema: it says so, or it has types or properties as one."""
    if not isinstance(tree, dict):
        return False
    if isinstance(tree.get("$schema"), str) and "json-schema.org" in tree["$schema"]:
        return True
    if any(isinstance(tree.get(key), dict) and tree[key] for key in HOLDERS):
        return True
    return tree.get("type") == "object" and isinstance(tree.get("properties"), dict)


def outline(tree: Mapping, name: str) -> Outline:
    """The outline of a JSON Schema; ``name`` stands where it has no title."""
    book, title = Book(), words(tree.get("title"), NAME) or words(name, NAME)
    named = {f"#/{holder}/{_escaped(key)}": (key, one) for holder in HOLDERS for key, one in _items(tree.get(holder))}
    _none, most = shares(0, 1 + len(named))
    schemas = Schemas(tree, book)
    for pointer, (key, _schema) in [("#", (title, tree)), *named.items()][:most]:
        schemas.add(pointer, key)
    types = [schemas.type("#", tree)] + [schemas.type(key, one) for key, (_n, one) in list(named.items())[: most - 1]]
    return Outline(
        title=title,
        standard="JSON Schema",
        version=words(tree.get("version"), NAME),
        description=words(tree.get("description")),
        types=(replace(types[0], description=""), *types[1:]),
        notes=tuple(Note(key, text=words(tree[key], NAME)) for key in ("$schema", "$id") if words(tree.get(key), NAME)),
        links=tuple(one for one in [tree.get("$id")] if is_web(one)),
        hidden=1 + len(named) - most,
        is_cut=book.is_cut,
    )


class Schemas:
    """The named schemas of one text, and what stands in them. ``prefix`` of anchors is ``type-``."""

    def __init__(self, root: Mapping, book: Book) -> None:
        self.root, self.book = root, book
        self.known: dict[str, Ref] = {}

    def add(self, pointer: str, name: str) -> None:
        """Makes the schema at ``pointer`` (``#/components/schemas/Person``) a type that others link to."""
        shown = words(name, NAME) or "?"
        self.known[pointer] = Ref(shown, self.book.anchor(f"type-{slug(name)}"))
        schema = self.resolve({"$ref": pointer}) if pointer != "#" else self.root
        for key in ("$anchor", "$id", "id"):
            if isinstance(schema, Mapping) and isinstance(schema.get(key), str):
                mark = f"#{schema[key]}" if key == "$anchor" else schema[key]
                self.known.setdefault(mark, self.known[pointer])

    def type(self, pointer: str, schema: Any) -> Type:
        """The type that was added at ``pointer``."""
        ref = self.known[pointer]
        has = schema if isinstance(schema, Mapping) else {}
        return Type(
            anchor=ref.anchor,
            name=ref.name,
            description=self.book.prose(words(has.get("description")) or words(has.get("title"))),
            shape=self.shape(schema),
            fields=tuple(self.fields(schema, ref.anchor)),
            notes=tuple(_notes(has)),
            is_deprecated=is_deprecated(has),
        )

    def ref(self, pointer: str) -> Ref:
        """The type that a ``$ref`` means; of a place inside a type the type's link; else its words alone."""
        plain_pointer = unquote(pointer[:MOST_POINTER])
        for known in (pointer, plain_pointer):
            if known in self.known:
                return self.known[known]
        parts = plain_pointer.split("/")[:MOST_HOPS]
        for n in range(len(parts) - 1, 1, -1):
            inside = self.known.get("/".join(parts[:n]))
            if inside:
                return Ref(words("/".join([inside.name, *parts[n:]]), NAME), inside.anchor)
        return Ref(words(plain_pointer, NAME))

    def resolve(self, node: Any) -> Any:
        """What a local ``$ref`` points to, through at most ``MOST_HOPS`` others; the node itself when it is none."""
        for _hop in range(MOST_HOPS):
            pointer = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(pointer, str) or not pointer.startswith("#/") or len(pointer) > MOST_POINTER:
                return node
            node = _at(self.root, pointer)
        return None

    def shape(self, schema: Any) -> Shape:
        """What a value of this schema may be; an ellipsis once the book is full."""
        if not self.book.take():
            return Shape((Ref("…"),))
        if not isinstance(schema, Mapping):
            return Shape((Ref("false" if schema is False else ""),))
        limits = tuple(_limits(schema))
        if isinstance(schema.get("$ref"), str):
            return Shape((self.ref(schema["$ref"]),), limits=limits)
        for union in UNIONS:
            if isinstance(schema.get(union), list) and schema[union]:
                return self._union(union, schema[union], limits)
        return self._simple(schema, limits)

    def _union(self, union: str, members: list, limits: tuple[Limit, ...]) -> Shape:
        first = members[:MOST_LISTED]
        real = [one for one in first if one not in NULL]
        shapes = [self.shape(one) for one in real]
        if len(real) < len(first):
            limits = (*limits, Limit("nullable"))
        if len(shapes) == 1:
            return replace(shapes[0], limits=(*shapes[0].limits, *limits))
        refs = [replace(ref, name=ref.name + "[]" * one.is_repeated) for one in shapes for ref in one.refs]
        more = [Ref("…")] if len(members) > MOST_LISTED or len(refs) > MOST_LISTED else []
        return Shape(tuple([*dict.fromkeys(refs[:MOST_LISTED]), *more]), union, limits=limits)

    def _simple(self, schema: Mapping, limits: tuple[Limit, ...]) -> Shape:
        kinds = [one for one in _kinds(schema) if one != "null"]
        if len(kinds) < len(_kinds(schema)):
            limits = (*limits, Limit("nullable"))
        if kinds == ["array"]:
            return self._array(schema.get("items"), limits)
        values = schema.get("additionalProperties")
        if kinds == ["object"] and isinstance(values, Mapping) and values and not schema.get("properties"):
            inner = self.shape(values)
            refs = tuple(replace(ref, name=ref.name + "[]" * inner.is_repeated) for ref in inner.refs)
            return Shape(refs, "map", limits=(*limits, *inner.limits))
        return Shape(tuple(map(Ref, kinds or [""])), "anyOf" if len(kinds) > 1 else "", limits=limits)

    def _array(self, items: Any, limits: tuple[Limit, ...]) -> Shape:
        inner = self.shape(items)
        if inner.is_repeated:
            return Shape((Ref("array"),), is_repeated=True, limits=limits)
        return replace(inner, is_repeated=True, limits=(*limits, *inner.limits))

    def fields(
        self, schema: Any, base: str, prefix: str = "", depth: int = 0, required: frozenset = frozenset()
    ) -> Iterator[Field]:
        """The fields written in a schema itself, nested ones after their parent; anchors begin with ``base``. What is
        nested deeper than ``MOST_NESTED`` is left out, and the book says so."""
        schema = _inside(schema)
        if not isinstance(schema, Mapping) or isinstance(schema.get("$ref"), str):
            return
        if depth > MOST_NESTED:
            self.book.is_cut = self.book.is_cut or any(True for _one in _properties(schema))
            return
        required = required | _texts(schema.get("required"))
        for name, one in _properties(schema):
            field = self._field(name, one, base, prefix, name in required)
            if field is None:
                return
            yield field
            yield from self.fields(one, base, f"{field.name}.", depth + 1)
        for step, member in _members(schema):
            if not self.book.take():
                return
            inherited = required if not step else frozenset()
            yield from self.fields(member, base, prefix + step, depth + 1, inherited)

    def _field(self, name: str, schema: Any, base: str, prefix: str, is_required: bool) -> Field | None:
        has = schema if isinstance(schema, Mapping) else {}
        full = words(prefix + name, NAME) or "?"
        return self.field(full, schema, base, is_required=is_required, description=words(has.get("description")))

    def field(self, name: str, schema: Any, base: str, **more: Any) -> Field | None:
        """A field with what its schema says, or None when the book is full."""
        shape, has = self.shape(schema), schema if isinstance(schema, Mapping) else {}
        taken = [name, more.get("description", ""), *(one.name for one in shape.refs)]
        if not self.book.take(*taken, *(value for limit in shape.limits for value in limit.values)):
            return None
        more.setdefault("is_deprecated", is_deprecated(has))
        return Field(self.book.anchor(base, *_steps(name)), name, shape, **more)


def is_deprecated(has: Mapping) -> bool:
    """Whether it is marked as going away, by the standard's word or the usual extension."""
    return has.get("deprecated") is True or has.get("x-deprecated") is True


def _steps(name: str) -> list[str]:
    return [step for step in name.split(".") if step] or [name]


def _kinds(schema: Mapping) -> list[str]:
    said = schema.get("type")
    kinds = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)]
    if not kinds and ("items" in schema or "prefixItems" in schema):
        return ["array"]
    if not kinds and (schema.get("properties") or schema.get("additionalProperties")):
        return ["object"]
    return [words(one, NAME) for one in dict.fromkeys(kinds[:MOST_LISTED])]


def _limits(schema: Mapping) -> Iterator[Limit]:
    has = {key: schema[key] for key in VALUES if key in schema}
    for bound in ("minimum", "maximum"):  # before draft 6 the exclusive one is a flag beside the bound
        exclusive = f"exclusive{bound.capitalize()}"
        if has.get(exclusive) is True and bound in has:
            has[exclusive] = has.pop(bound)
    for key, value in has.items():
        if not (key.startswith("exclusive") and isinstance(value, bool)):
            yield Limit(key, listed(value) if key in ("enum", "examples") else (plain(value),))
    yield from (Limit(flag) for flag in FLAGS if schema.get(flag) is True)


def _notes(schema: Mapping) -> Iterator[Note]:
    if schema.get("additionalProperties") is False:
        yield Note("closed")
    chooser = schema.get("discriminator")
    name = chooser.get("propertyName") if isinstance(chooser, Mapping) else chooser
    if words(name, NAME):
        yield Note("discriminator", text=words(name, NAME))
    if any(key in schema for key in ("not", "if", "dependentSchemas", "dependencies", "contains", "propertyNames")):
        yield Note("conditions")


def _inside(schema: Any) -> Any:
    """Through arrays to what their items are."""
    while isinstance(schema, Mapping) and isinstance(schema.get("items"), Mapping) and "$ref" not in schema:
        schema = schema["items"]
    return schema


def _properties(schema: Mapping) -> Iterator[tuple[str, Any]]:
    for key, form in (("properties", "{}"), ("patternProperties", "/{}/")):
        inside = schema.get(key)
        if isinstance(inside, Mapping):
            yield from ((form.format(name), one) for name, one in inside.items())


def _members(schema: Mapping) -> Iterator[tuple[str, Any]]:
    """Schemas whose fields count as this one's, with the step of the way that leads to them."""
    values = schema.get("additionalProperties")
    if isinstance(values, Mapping):
        yield "*.", values
    for union in UNIONS:
        members = schema.get(union)
        for n, member in enumerate(members if isinstance(members, list) else [], 1):
            yield "" if union == "allOf" else f"{union}[{n}].", member


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _texts(value: Any) -> frozenset[str]:
    some = value[:MOST_REQUIRED] if isinstance(value, list) else []
    return frozenset(one for one in some if isinstance(one, str))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _at(root: Any, pointer: str) -> Any:
    """What stands at a JSON pointer (RFC 6901), None where nothing does."""
    for step in unquote(pointer[2:]).split("/"):
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(root, Mapping):
            root = root.get(step)
        elif isinstance(root, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(root):
            root = root[int(step[:9])]
        else:
            return None
    return root
