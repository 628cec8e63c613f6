"""XML Schema 1.0 as an outline of elements and types. Pure.

Source of the format: W3C XML Schema Part 1 and 2. Names are links within the schemas given; imported and included
files are named and never fetched. Titles and versions of X-tee stand in ``appinfo`` (X-Road message protocol 4.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from lxml import etree

from docs_library.rules.outline import (
    MOST_LISTED,
    MOST_NESTED,
    MOST_VALUES,
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
from docs_library.rules.xml_words import attribute, inside, kids, kind_of, said

XS = "http://www.w3.org/2001/XMLSchema"
# What may stand at the top, and the head of its anchor: elements, types and groups may bear one name.
GLOBAL = {"element": "element", "complexType": "type", "simpleType": "type", "group": "group"}
GLOBAL |= {"attributeGroup": "group", "attribute": "attribute"}
SPACES = {"complexType": "type", "simpleType": "type"}
FACETS = {"minInclusive": "minimum", "maxInclusive": "maximum", "minExclusive": "exclusiveMinimum"}
FACETS |= {"maxExclusive": "exclusiveMaximum", "pattern": "pattern", "length": "length", "minLength": "minLength"}
FACETS |= {"maxLength": "maxLength", "totalDigits": "totalDigits", "fractionDigits": "fractionDigits"}
PLACE = "schemaLocation"
OUTSIDE = ("import", "include", "redefine", "override")
WITHIN = frozenset({"sequence", "all", "choice", "complexContent", "simpleContent", "extension", "restriction"})


def is_xsd(root: etree._Element) -> bool:
    """Whether it is the root of an XML Schema."""
    return root.tag == f"{{{XS}}}schema"


def outline(root: etree._Element, name: str, language: str = "") -> Outline:
    """The outline of a schema; ``name`` is its title, documentation in ``language`` is preferred."""
    book = Book()
    definitions = Definitions([root], book, language)
    _none, most = shares(0, len(definitions))
    definitions.keep(most)
    return Outline(
        title=words(name, NAME),
        standard="XML Schema",
        version=attribute(root, "version"),
        description=said(root, language),
        types=tuple(definitions.types()),
        notes=tuple(namespaces([root])),
        links=tuple(dict.fromkeys(links([root]))),
        hidden=len(definitions) - most,
        is_cut=book.is_cut,
    )


def namespaces(roots: Sequence[etree._Element]) -> Iterator[Note]:
    """The namespaces that schemas define, and the files that they name."""
    for root in roots[:MOST_LISTED]:
        if attribute(root, "targetNamespace"):
            yield Note("namespace", text=attribute(root, "targetNamespace"))
        for node in [one for one in kids(root) if kind_of(one) in OUTSIDE][:MOST_LISTED]:
            yield Note(kind_of(node), text=" ".join(filter(None, (attribute(node, k) for k in ("namespace", PLACE)))))


def links(roots: Sequence[etree._Element]) -> Iterator[str]:
    """Web addresses of the files that schemas name."""
    for root in roots[:MOST_LISTED]:
        found = (one.get(PLACE) for one in kids(root) if kind_of(one) in OUTSIDE)
        yield from [one for one in found if is_web(one)][:MOST_LISTED]


@dataclass(frozen=True, slots=True)
class _Way:
    """Where in a type the reading is: what its fields inherit from the groups around them."""

    base: str
    prefix: str = ""
    depth: int = 0
    is_optional: bool = False
    is_repeated: bool = False
    choice: str = ""
    choices: Iterator[int] = field(default_factory=lambda: count(1))


class Definitions:
    """What one or several schemas define at their top. ``keep`` says how much of it is shown, before ``types``."""

    def __init__(self, roots: Sequence[etree._Element], book: Book, language: str) -> None:
        self.book, self.language = book, language
        self.nodes = [one for root in roots for one in kids(root) if kind_of(one) in GLOBAL and one.get("name")]
        self.known: dict[tuple[str, str, str], Ref] = {}
        self.kept: list[tuple[etree._Element, Ref]] = []

    def __len__(self) -> int:
        return len(self.nodes)

    def keep(self, most: int) -> None:
        """Makes the first ``most`` definitions types that others link to."""
        for node in self.nodes[:most]:
            kind, name = kind_of(node), node.get("name")
            ref = Ref(words(name, NAME) or "?", self.book.anchor(f"{GLOBAL[kind]}-{slug(name)}"))
            self.kept.append((node, ref))
            self.known.setdefault((SPACES.get(kind, kind), node.getparent().get("targetNamespace") or "", name), ref)

    def types(self) -> Iterator[Type]:
        """The kept definitions in their order."""
        for node, ref in self.kept:
            body = inside(node, "complexType") if kind_of(node) == "element" else node
            yield Type(
                anchor=ref.anchor,
                name=ref.name,
                kind=kind_of(node),
                description=said(node, self.language) or (said(body, self.language) if body is not None else ""),
                shape=self.content(node) if kind_of(node) in SPACES else self.shape(node),
                fields=tuple(self.fields(body, _Way(ref.anchor))) if body is not None else (),
                notes=tuple(self._notes(node, body)),
            )

    def ref(self, node: etree._Element, name: str, space: str) -> Ref:
        """What a qualified name at a node means; of a built-in type its local name."""
        prefix, _colon, local = name.strip().rpartition(":")
        namespace = node.nsmap.get(prefix or None)
        if namespace == XS and space == "type":
            return Ref("" if local == "anyType" else words(local, NAME))
        found = self.known.get((space, namespace or "", local))
        if not found and not prefix:
            found = self.known.get((space, self._target(node), local))
        return found or Ref(words(name, NAME))

    def _target(self, node: etree._Element) -> str:
        schema = next((one for one in node.iterancestors() if one.tag == f"{{{XS}}}schema"), None)
        return "" if schema is None else schema.get("targetNamespace") or ""

    def shape(self, node: etree._Element) -> Shape:
        """What an element or attribute may hold."""
        limits = tuple(_own_limits(node))
        if not self.book.take():
            return Shape((Ref("…"),))
        if node.get("ref"):
            return Shape((self.ref(node, node.get("ref"), kind_of(node)),), limits=limits)
        if node.get("type"):
            return Shape((self.ref(node, node.get("type"), "type"),), limits=limits)
        body = next((one for one in kids(node) if kind_of(one) in SPACES), None)
        inner = Shape((Ref(""),)) if body is None else self.content(body)
        return replace(inner, limits=(*inner.limits, *limits))

    def content(self, node: etree._Element) -> Shape:
        """What a simple or complex type holds besides its fields."""
        if kind_of(node) == "simpleType":
            return self._simple(node)
        text = inside(node, "simpleContent")
        body = None if text is None else next((one for one in kids(text) if kind_of(one) in WITHIN), None)
        return Shape((Ref("complexType"),)) if body is None else self._restricted(body)

    def _simple(self, node: etree._Element) -> Shape:
        body = next((one for one in kids(node) if kind_of(one) in ("restriction", "list", "union")), None)
        if body is None or not self.book.take():
            return Shape((Ref(""),))
        if kind_of(body) == "restriction":
            return self._restricted(body)
        names = [self.ref(body, name, "type") for name in self._names(body)[:MOST_LISTED]]
        parts = [self._simple(one) for one in kids(body) if kind_of(one) == "simpleType"][:MOST_LISTED]
        refs = tuple([*names, *(ref for one in parts for ref in one.refs)][:MOST_LISTED])
        limits = tuple(limit for one in parts for limit in one.limits)[:MOST_LISTED]
        is_list = kind_of(body) == "list"
        return Shape(refs, "" if is_list or len(refs) < 2 else "anyOf", is_repeated=is_list, limits=limits)

    def _names(self, body: etree._Element) -> list[str]:
        return (body.get("itemType") or body.get("memberTypes") or "")[:10_000].split()

    def _restricted(self, body: etree._Element) -> Shape:
        inner = inside(body, "simpleType")
        base = self.ref(body, body.get("base") or "", "type")
        shape = Shape((base,)) if inner is None else self._simple(inner)
        return replace(shape, limits=(*shape.limits, *_facets(body, self.language)))

    def fields(self, node: etree._Element, way: _Way) -> Iterator[Field]:
        """The elements and attributes of a type, nested ones after their parent."""
        for child in kids(node):
            kind = kind_of(child)
            if kind in WITHIN:
                yield from self.fields(child, _deeper(child, way))
            elif kind in ("element", "attribute", "any", "anyAttribute", "group", "attributeGroup"):
                found = self._field(child, way)
                if found is None:
                    return
                yield found
                yield from self._nested(child, found, way)

    def _field(self, node: etree._Element, way: _Way) -> Field | None:
        kind, name = kind_of(node), node.get("name") or (node.get("ref") or "").rpartition(":")[2]
        shape = Shape((Ref(""),)) if kind.startswith("any") else self.shape(node)
        shape = _many(node, shape, way)
        full, text = words(way.prefix + (name or "*"), NAME), said(node, self.language)
        if not self.book.take(full, text, *(value for limit in shape.limits for value in limit.values)):
            return None
        place = {"attribute": "attribute", "anyAttribute": "attribute", "group": "group"}.get(kind, "")
        place = "group" if kind == "attributeGroup" else place
        anchor = self.book.anchor(way.base, *([step for step in full.split(".") if step] or [full]))
        return Field(anchor, full, shape, _is_required(node, way), text, place=place)

    def _nested(self, node: etree._Element, found: Field, way: _Way) -> Iterator[Field]:
        body = inside(node, "complexType")
        if body is None:
            return
        if way.depth >= MOST_NESTED:
            self.book.is_cut = True
            return
        yield from self.fields(body, _Way(way.base, f"{found.name}.", way.depth + 1, choices=way.choices))

    def _notes(self, node: etree._Element, body: etree._Element | None) -> Iterator[Note]:
        content = None if body is None else inside(body, "complexContent")
        for one in () if content is None else kids(content):
            if one.get("base"):
                kind = "extends" if kind_of(one) == "extension" else "restricts"
                yield Note(kind, (self.ref(one, one.get("base"), "type"),))
        if node.get("substitutionGroup"):
            yield Note("substitutes", (self.ref(node, node.get("substitutionGroup"), "element"),))
        for flag in ("abstract", "mixed"):
            if any(one is not None and one.get(flag) in ("true", "1") for one in (node, body)):
                yield Note(flag)


def _deeper(node: etree._Element, way: _Way) -> _Way:
    is_choice = kind_of(node) == "choice"
    return replace(
        way,
        is_optional=way.is_optional or node.get("minOccurs") == "0" or is_choice,
        is_repeated=way.is_repeated or _is_many(node),
        choice=str(next(way.choices)) if is_choice else way.choice,
    )


def _is_many(node: etree._Element) -> bool:
    return node.get("maxOccurs", "1").strip() not in ("0", "1")


def _is_required(node: etree._Element, way: _Way) -> bool:
    if kind_of(node) == "attribute":
        return node.get("use") == "required"
    if kind_of(node) in ("anyAttribute", "attributeGroup"):
        return False
    return not way.is_optional and node.get("minOccurs", "1").strip() != "0"


def _many(node: etree._Element, shape: Shape, way: _Way) -> Shape:
    limits = list(shape.limits)
    if _is_many(node):
        least, most = plain(node.get("minOccurs", "1")), plain(node.get("maxOccurs"))
        limits.append(Limit("occurs", (f"{least}…{'∞' if most == 'unbounded' else most}",)))
    if way.choice:
        limits.append(Limit("choice", (way.choice,)))
    is_repeated = shape.is_repeated or _is_many(node) or way.is_repeated
    return replace(shape, is_repeated=is_repeated, limits=tuple(limits))


def _own_limits(node: etree._Element) -> Iterator[Limit]:
    for key, name in (("fixed", "const"), ("default", "default")):
        if node.get(key) is not None:
            yield Limit(name, (plain(node.get(key)),))
    if node.get("nillable") in ("true", "1"):
        yield Limit("nullable")


def _facets(body: etree._Element, language: str) -> Iterator[Limit]:
    values = [one for one in kids(body) if kind_of(one) == "enumeration"]
    if values:
        shown = [_named(one, language) for one in values[: MOST_VALUES + 1]]
        yield Limit("enum", listed(shown))
    for one in [one for one in kids(body) if kind_of(one) in FACETS][:MOST_LISTED]:
        yield Limit(FACETS[kind_of(one)], (plain(one.get("value", "")),))


def _named(value: etree._Element, language: str) -> str:
    about = said(value, language)
    return f"{value.get('value', '')[:NAME]} – {about}" if about else value.get("value", "")[: NAME + 1]
