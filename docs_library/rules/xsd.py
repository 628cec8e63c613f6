"""XML Schema 1.0 into an outline: elements, types, their fields. Imports are named and never fetched. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docs_library.rules.anchors import Anchors
from docs_library.rules.outline import MOST_INLINE, Budget, Field, Outline, Type, Unreadable, plain

XSD = "http://www.w3.org/2001/XMLSchema"
FACETS = (
    *("enumeration", "pattern", "length", "minLength", "maxLength", "minInclusive", "maxInclusive"),
    *("minExclusive", "maxExclusive", "totalDigits", "fractionDigits"),
)
GROUPS = ("sequence", "all", "choice")


def parsed(data: bytes) -> etree._Element:
    """The root of an XML document that draws nothing in. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("DOCTYPE")
    return root


def local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def space(element: etree._Element) -> str:
    return (etree.QName(element).namespace or "") if isinstance(element.tag, str) else ""


def said(element: etree._Element) -> str:
    """The documentation of an element."""
    found = [each for each in element if local(each) == "annotation"]
    texts = ["".join(doc.itertext()) for each in found for doc in each if local(doc) == "documentation"]
    return "\n".join(" ".join(text.split()) for text in texts if text.strip())


def bare(name: str | None) -> str:
    """A qualified name without its prefix."""
    return (name or "").rpartition(":")[2]


class Reader:
    """Reads the schemas of one document (a WSDL may hold several) into types."""

    def __init__(self, schemas: list[etree._Element], budget: Budget) -> None:
        self.schemas, self.budget = schemas, budget
        anchors = Anchors("algus", "operations", "types")
        self.things = [
            each
            for schema in schemas
            for each in schema
            if local(each) in ("element", "complexType", "simpleType") and each.get("name")
        ]
        self.anchors: dict[tuple[bool, str], str] = {}
        for each in self.things:
            key = (local(each) == "element", each.get("name"))
            if key not in self.anchors:
                self.anchors[key] = anchors.of(each.get("name"), "element-" if key[0] else "type-")

    def types(self) -> Iterator[Type]:
        for each in self.things:
            if self.budget.takes_thing():
                yield self._type(each)

    def _type(self, each: etree._Element) -> Type:
        is_element, name = local(each) == "element", each.get("name")
        anchor = self.anchors[is_element, name]
        kind = "element" if is_element else local(each)
        named = bare(each.get("type")) or base_of(each)
        return Type(
            anchor,
            name,
            f"{kind}: {named}" if named else kind,
            said(each),
            tuple(self.fields(each, anchor)),
            tuple(facets(each)),
        )

    def element_fields(self, name: str) -> tuple[Field, ...]:
        """What a message's element holds: its fields, or one row that leads to its type."""
        found = next((each for each in self.things if local(each) == "element" and each.get("name") == name), None)
        if found is None:
            return (Field("", name),)
        return tuple(self.fields(found, "")) or (self._leads(found),)

    def _leads(self, element: etree._Element) -> Field:
        named = bare(element.get("type")) or base_of(element) or "anyType"
        return Field("", named, self.anchors.get((False, named), ""), limits=tuple(facets(element)))

    def fields(self, thing: etree._Element, anchor: str, before: str = "", depth: int = 0) -> Iterator[Field]:
        """Elements and attributes of a type, with those of types in it that have no name of their own."""
        if depth > MOST_INLINE:
            return
        if local(thing) == "element" and thing.get("type"):
            named = bare(thing.get("type"))
            if (False, named) in self.anchors and not before and self.budget.takes_field():
                yield Field("", named, self.anchors[False, named])
            return
        for each in thing:
            if local(each) in ("complexType", "complexContent", "simpleContent", "restriction", *GROUPS):
                yield from self.fields(each, anchor, before, depth)
            elif local(each) == "extension":
                yield from self._extension(each, anchor, before, depth)
            elif local(each) in ("element", "attribute", "any"):
                yield from self._member(each, anchor, before, depth, in_choice=local(thing) == "choice")

    def _extension(self, each: etree._Element, anchor: str, before: str, depth: int) -> Iterator[Field]:
        named = bare(each.get("base"))
        if self.budget.takes_field():
            yield Field(before.rstrip("."), named, self.anchors.get((False, named), ""))
        yield from self.fields(each, anchor, before, depth)

    def _member(
        self, each: etree._Element, anchor: str, before: str, depth: int, *, in_choice: bool
    ) -> Iterator[Field]:
        if not self.budget.takes_field():
            return
        is_attribute = local(each) == "attribute"
        name = each.get("name") or bare(each.get("ref")) or "*"
        path = before + ("@" if is_attribute else "") + name
        named = bare(each.get("type")) or base_of(each)
        to = self.anchors.get((False, named), "")
        if each.get("ref"):
            named, to = name, self.anchors.get((True, name), "")
        own = f"{anchor}.{path}" if anchor else ""
        most = each.get("maxOccurs", "1")
        yield Field(
            name=path,
            type=named or ("any" if local(each) == "any" else "complexType"),
            type_anchor=to,
            anchor="".join(one if one.isalnum() or one in "-._" else "-" for one in own),
            is_required=each.get("use") == "required"
            if is_attribute
            else each.get("minOccurs", "1") != "0" and not in_choice,
            is_repeated=most not in ("0", "1"),
            limits=(*((("choice", "1"),) if in_choice else ()), *occurs(each), *facets(each)),
            about=said(each),
        )
        if not is_attribute and not each.get("type"):
            yield from self.fields(each, anchor, f"{path}.", depth + 1)


def occurs(each: etree._Element) -> Iterator[tuple[str, str]]:
    for name in ("minOccurs", "maxOccurs"):
        if each.get(name) not in (None, "0", "1", "unbounded"):
            yield name, plain(each.get(name))
    for name in ("default", "fixed"):
        if each.get(name) is not None:
            yield name, plain(each.get(name))
    if each.get("nillable") == "true":
        yield "nillable", "true"


def base_of(thing: etree._Element) -> str:
    """The base of a simple type in the thing, or of the thing itself."""
    inner = [each for each in (thing, *thing) if local(each) == "simpleType"]
    for each in (one for simple in inner for one in simple):
        if local(each) == "restriction":
            return bare(each.get("base"))
        if local(each) in ("list", "union"):
            return f"{local(each)} {bare(each.get('itemType')) or plain(each.get('memberTypes'))}".strip()
    return ""


def facets(thing: etree._Element) -> Iterator[tuple[str, str]]:
    """What values a simple type may have; of enumerations the first hundred."""
    inner = [each for each in (thing, *thing) if local(each) == "simpleType"]
    found: dict[str, list[str]] = {}
    for restriction in (one for simple in inner for one in simple if local(one) == "restriction"):
        for each in restriction:
            if local(each) in FACETS:
                found.setdefault(local(each), []).append(plain(each.get("value")))
    for name, values in found.items():
        yield (
            ("enum" if name == "enumeration" else name),
            ", ".join(values[:100]) + (", …" if len(values) > 100 else ""),
        )


def imports(schemas: list[etree._Element]) -> Iterator[tuple[str, str]]:
    for schema in schemas:
        for each in schema:
            if local(each) in ("import", "include", "redefine"):
                yield "import", " ".join(filter(None, (each.get("namespace"), each.get("schemaLocation"))))


def read(root: etree._Element) -> Outline:
    """A schema document of its own."""
    budget = Budget()
    reader = Reader([root], budget)
    target = root.get("targetNamespace") or ""
    facts = [("namespace", target)] if target else []
    title = target.rstrip("/").rpartition("/")[2] or "XSD"
    types = tuple(reader.types())
    return Outline(
        "XML Schema",
        title,
        plain(root.get("version")),
        said(root),
        (*facts, *imports([root])),
        (),
        types,
        budget.is_cut,
    )
