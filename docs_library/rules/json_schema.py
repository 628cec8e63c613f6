"""JSON Schema (2020-12 and before) into an outline; OpenAPI's schemas are read by the same. Pure.

A ``$ref`` within the document becomes a link to its type and is never unfolded; one that leads outside is a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docs_library.rules.anchors import Anchors
from docs_library.rules.outline import MOST_INLINE, Budget, Field, Outline, Type, plain, several, words

LIMITS = (
    *("enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"),
    *("exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "default", "example"),
)
CHOICES = ("oneOf", "anyOf")


def is_map(value: object) -> bool:
    return isinstance(value, Mapping)


def items_of(value: object) -> list[tuple[str, Any]]:
    """Pairs of a mapping with keys as texts; nothing of anything else."""
    return [(plain(key), each) for key, each in value.items()] if is_map(value) else []


class Names:
    """The named types of a document: their anchors, and what a ``$ref`` leads to."""

    def __init__(self, named: Mapping[str, Any], before: str) -> None:
        """``before`` is the ref's beginning: ``#/components/schemas/``."""
        anchors = Anchors()
        self.before = before
        self.anchors = {name: anchors.of(name, "type-") for name, _schema in items_of(named)}

    def of(self, ref: object) -> tuple[str, str]:
        """(name, anchor) of a ref; one that is not ours has no anchor."""
        text = plain(ref)
        name = text.removeprefix(self.before).replace("~1", "/").replace("~0", "~")
        if text.startswith(self.before) and name in self.anchors:
            return name, self.anchors[name]
        return text.rpartition("/")[2] or text, ""


class Reader:
    """Reads schemas into fields within a budget."""

    def __init__(self, names: Names, budget: Budget) -> None:
        self.names, self.budget = names, budget

    def type_of(self, schema: object, depth: int = 0) -> tuple[str, str, bool]:
        """(type in words, anchor of a named one, is it repeated)."""
        if not is_map(schema):
            return "any", "", False
        if "$ref" in schema:
            return (*self.names.of(schema["$ref"]), False)
        kind = schema.get("type")
        if (kind == "array" or "items" in schema) and depth < MOST_INLINE:
            words_of, anchor, deeper = self.type_of(schema.get("items"), depth + 1)
            return words_of + ("[]" if deeper else ""), anchor, True
        kind = " | ".join(plain(each) for each in kind) if isinstance(kind, list) else plain(kind)
        for choice in (*CHOICES, "allOf"):
            if not kind and isinstance(schema.get(choice), list):
                return choice, "", False
        kind = kind or ("object" if "properties" in schema else "any")
        form = plain(schema.get("format"))
        return (f"{kind} ({form})" if form else kind), "", False

    def fields(self, schema: object, anchor: str = "", before: str = "", depth: int = 0) -> Iterator[Field]:
        """The fields of an object, with those of objects in it that have no name of their own. ``anchor`` begins
        theirs."""
        if not is_map(schema) or depth > MOST_INLINE:
            return
        needed = schema.get("required")
        needed = {plain(each) for each in needed} if isinstance(needed, list) else set()
        for name, inner in items_of(schema.get("properties")):
            if not self.budget.takes_field():
                return
            yield self._field(before + name, inner, anchor, is_required=name in needed)
            yield from self._inside(inner, anchor, f"{before}{name}.", depth)
        yield from self._together(schema, anchor, before, depth)

    def _inside(self, inner: object, anchor: str, before: str, depth: int) -> Iterator[Field]:
        while is_map(inner) and "$ref" not in inner and is_map(inner.get("items")) and depth <= MOST_INLINE:
            inner, depth = inner["items"], depth + 1
        if is_map(inner) and "$ref" not in inner:
            yield from self.fields(inner, anchor, before, depth + 1)

    def _together(self, schema: Mapping[str, Any], anchor: str, before: str, depth: int) -> Iterator[Field]:
        """What allOf adds; what oneOf and anyOf offer; what any further field may be."""
        for choice in ("allOf", *CHOICES):
            parts = schema.get(choice)
            for part in parts if isinstance(parts, list) else ():
                if not self.budget.takes_field():
                    return
                if choice != "allOf" or (is_map(part) and "$ref" in part):
                    named, to, repeated = self.type_of(part)
                    yield Field(
                        before.rstrip(".") if choice == "allOf" else f"{before}{choice}",
                        named,
                        to,
                        "",
                        is_repeated=repeated,
                    )
                if is_map(part) and "$ref" not in part:
                    yield from self.fields(part, anchor, before, depth + 1)
        more = schema.get("additionalProperties")
        if is_map(more) and more and self.budget.takes_field():
            named, to, repeated = self.type_of(more)
            yield Field(f"{before}*", named, to, is_repeated=repeated, about=words(more.get("description")))

    def _field(self, name: str, schema: object, anchor: str, *, is_required: bool) -> Field:
        named, to, repeated = self.type_of(schema)
        about = schema if is_map(schema) else {}
        own = f"{anchor}.{name}" if anchor else ""
        return Field(
            name=name,
            type=named,
            type_anchor=to,
            anchor="".join(each if each.isalnum() or each in "-._" else "-" for each in own),
            is_required=is_required,
            is_repeated=repeated,
            is_deprecated=about.get("deprecated") is True,
            limits=limits_of(about),
            about=words(about.get("description")) or words(about.get("title")),
        )

    def type(self, name: str, anchor: str, schema: object) -> Type:
        """A named type."""
        about = schema if is_map(schema) else {}
        named, _anchor, repeated = self.type_of(schema)
        return Type(
            anchor,
            name,
            named + ("[]" if repeated else ""),
            words(about.get("description")) or words(about.get("title")),
            tuple(self.fields(schema, anchor)),
            limits_of(about),
        )


def limits_of(schema: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What values may be."""
    items = schema.get("items")
    inner = items if is_map(items) and "$ref" not in items else {}
    found = {name: several(each[name]) for each in (inner, schema) for name in LIMITS if name in each}
    return tuple((name, value) for name, value in found.items() if value)


def read(document: Mapping[str, Any]) -> Outline:
    """A JSON Schema of its own: the root as the first type, then its definitions."""
    key = "$defs" if is_map(document.get("$defs")) else "definitions"
    named = document.get(key) if is_map(document.get(key)) else {}
    budget, names = Budget(), Names(named, f"#/{key}/")
    reader = Reader(names, budget)
    title = words(document.get("title")) or plain(document.get("$id")) or "JSON Schema"
    types = [reader.type(title, "type-", document)]
    types += [reader.type(name, names.anchors[name], each) for name, each in items_of(named) if budget.takes_thing()]
    facts = [(what, plain(document[what])) for what in ("$schema", "$id") if plain(document.get(what))]
    return Outline("JSON Schema", title, "", "", tuple(facts), (), tuple(types), budget.is_cut)
