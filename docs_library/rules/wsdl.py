"""WSDL 1.1 as an outline: services with their addresses, operations, messages, and the types of the schemas in it.

Source of the format: W3C Note WSDL 1.1; marks of X-tee: X-Road message protocol 4.0 (title, notes, version). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from docs_library.rules.outline import (
    MOST_LISTED,
    NAME,
    Book,
    Field,
    Message,
    Note,
    Operation,
    Outline,
    Ref,
    Server,
    Shape,
    is_web,
    shares,
    slug,
    words,
)
from docs_library.rules.trees import Unreadable
from docs_library.rules.xml_words import attribute, in_language, inside, is_xtee, kids, kind_of, text_of
from docs_library.rules.xsd import Definitions, is_xsd, links, namespaces

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
MOST_MARKS = 200  # nodes of one documentation
WSDL_2 = "{http://www.w3.org/ns/wsdl}"


def is_wsdl(root: etree._Element) -> bool:
    """Whether it is the root of a WSDL, of 1.1 or 2.0."""
    return root.tag in (f"{WSDL}definitions", f"{WSDL_2}description")


@dataclass(slots=True)
class _Call:
    """What bindings say of one operation."""

    actions: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    headers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def outline(root: etree._Element, name: str, language: str = "") -> Outline:
    """The outline of a WSDL 1.1; documentation in ``language`` is preferred. Raises Unreadable("version") for 2.0."""
    if root.tag.startswith(WSDL_2):
        raise Unreadable("version")
    return _Description(root, language).outline(name)


class _Description:
    def __init__(self, root: etree._Element, language: str) -> None:
        self.root, self.language, self.book = root, language, Book()
        holders = [one for one in kids(root) if one.tag == f"{WSDL}types"]
        self.schemas = [one for holder in holders for one in kids(holder) if is_xsd(one)]
        self.definitions = Definitions(self.schemas, self.book, language)
        self.messages = {one.get("name"): _parts_of(one) for one in self._all("message")}

    def outline(self, name: str) -> Outline:
        calls = [(port, one) for port in self._all("portType") for one in kids(port) if one.tag == f"{WSDL}operation"]
        most_calls, most_types = shares(len(calls), len(self.definitions))
        self.definitions.keep(most_types)
        types, bound = tuple(self.definitions.types()), self._bound()
        return Outline(
            title=self._title() or words(name, NAME),
            standard="WSDL 1.1",
            description=self._documented(self.root)[1],
            servers=tuple(self._servers()),
            operations=tuple(self._operation(port, one, bound) for port, one in calls[:most_calls]),
            types=types,
            notes=tuple(self._notes()),
            links=tuple(dict.fromkeys([*links(self.schemas), *self._places()])),
            hidden=len(calls) - most_calls + len(self.definitions) - most_types,
            is_cut=self.book.is_cut,
        )

    def _all(self, kind: str) -> list[etree._Element]:
        return [one for one in kids(self.root) if one.tag == WSDL + kind]

    def _title(self) -> str:
        services = [attribute(one, "name") for one in self._all("service")[:MOST_LISTED]]
        return words(", ".join(filter(None, services)), NAME) or attribute(self.root, "name")

    def _places(self) -> list[str]:
        return [one.get("location") for one in self._all("import")[:MOST_LISTED] if is_web(one.get("location"))]

    def _notes(self) -> Iterator[Note]:
        if attribute(self.root, "targetNamespace"):
            yield Note("namespace", text=attribute(self.root, "targetNamespace"))
        yield from (one for one in namespaces(self.schemas) if one.text != attribute(self.root, "targetNamespace"))
        for one in self._all("import")[:MOST_LISTED]:
            yield Note("import", text=" ".join(filter(None, (attribute(one, "namespace"), attribute(one, "location")))))

    def _servers(self) -> Iterator[Server]:
        ports = [one for service in self._all("service") for one in kids(service) if one.tag == f"{WSDL}port"]
        for port in ports[:MOST_LISTED]:
            address = inside(port, "address")
            yield Server("" if address is None else attribute(address, "location"), attribute(port, "name"))

    def _bound(self) -> dict[tuple[str, str], _Call]:
        """What the bindings say, by port type and operation."""
        found: dict[tuple[str, str], _Call] = {}
        for binding in self._all("binding"):
            soap = inside(binding, "binding")
            style = "" if soap is None else attribute(soap, "style")
            for one in [one for one in kids(binding) if one.tag == f"{WSDL}operation"]:
                call = found.setdefault((_local(binding.get("type")), one.get("name") or ""), _Call())
                _bind(one, call, style)
        return found

    def _operation(self, port: etree._Element, node: etree._Element, bound: dict) -> Operation:
        name = node.get("name") or ""
        call = bound.get((port.get("name") or "", name), _Call())
        anchor = self.book.anchor(f"op-{slug(name)}")
        title, about = self._documented(node)
        ways = {kind: [one for one in kids(node) if one.tag == WSDL + kind] for kind in ("input", "output", "fault")}
        styles = sorted({one for one in call.styles if one not in ("", "document")})
        return Operation(
            anchor=anchor,
            name=words(name, NAME) or "?",
            path=words(", ".join(dict.fromkeys(call.actions)), NAME),
            summary=title,
            description=about,
            version=words(", ".join(dict.fromkeys(call.versions)), NAME),
            requests=tuple(self._messages(ways["input"], call, anchor)),
            responses=tuple(self._messages(ways["output"] + ways["fault"][:MOST_LISTED], call, anchor)),
            notes=tuple(Note("style", text=words(one, NAME)) for one in styles),
        )

    def _messages(self, nodes: list[etree._Element], call: _Call, base: str) -> Iterator[Message]:
        for node in nodes[:MOST_LISTED]:
            if not self.book.take():
                return
            kind = kind_of(node)
            step = f"fault-{node.get('name') or ''}" if kind == "fault" else kind
            name = attribute(node, "name") if kind == "fault" else ""
            headers = call.headers.get(kind, [])[:MOST_LISTED]
            fields = [*self._parts(node, headers, f"{base}.{slug(step)}"), *self._headers(headers, base, step)]
            about = self._documented(node)[1]
            yield Message(name, description=about, fields=tuple(fields), is_fault=kind == "fault")

    def _parts(self, node: etree._Element, headers: list[tuple[str, str]], base: str) -> Iterator[Field]:
        message = _local(node.get("message"))
        if message not in self.messages:
            missing = words(node.get("message"), NAME)
            if missing:
                yield Field(self.book.anchor(base, missing), missing, Shape((Ref(missing),)), is_required=True)
            return
        for name, part in self.messages[message].items():
            if (message, name) not in headers:
                field = self._part(part, base, "")
                if field is None:
                    return
                yield field

    def _headers(self, headers: list[tuple[str, str]], base: str, step: str) -> Iterator[Field]:
        for name, wanted in headers:
            part = self.messages.get(name, {}).get(wanted)
            field = None if part is None else self._part(part, f"{base}.{slug(step)}", "header")
            if field:
                yield field

    def _part(self, part: etree._Element, base: str, place: str) -> Field | None:
        space = "element" if part.get("element") else "type"
        shape = Shape((self.definitions.ref(part, part.get(space) or "", space),))
        name, about = attribute(part, "name") or "?", self._documented(part)[1]
        if not (self.book.take(shape.refs[0].name) and self.book.take(name, about)):  # shape and field, as elsewhere
            return None
        return Field(self.book.anchor(base, name), name, shape, True, about, place=place)

    def _documented(self, node: etree._Element) -> tuple[str, str]:
        """X-tee's title of a node, and what else its documentation says."""
        documents = [one for one in kids(node) if one.tag == f"{WSDL}documentation"]
        inner = [one for document in documents for one in islice(document.iter(), MOST_MARKS)]
        marks = [one for one in inner if isinstance(one.tag, str) and is_xtee(one)]
        titles = in_language([one for one in marks if kind_of(one) == "title"], self.language)
        notes = in_language([one for one in marks if kind_of(one) == "notes"], self.language)
        spoken = notes if marks else in_language(documents, self.language)
        return words(" ".join(map(text_of, titles[:1])), NAME), words("\n".join(map(text_of, spoken[:MOST_LISTED])))


def _parts_of(message: etree._Element) -> dict[str, etree._Element]:
    found = [one for one in kids(message) if one.tag == f"{WSDL}part"][:MOST_LISTED]
    return {one.get("name") or "": one for one in found}


def _bind(node: etree._Element, call: _Call, style: str) -> None:
    soap = inside(node, "operation")
    if soap is not None:
        call.actions += [soap.get("soapAction") or soap.get("location") or ""]
        style = attribute(soap, "style") or style
    call.actions = [one for one in call.actions if one][:MOST_LISTED]
    call.versions += [text_of(one) for one in kids(node) if kind_of(one) == "version" and is_xtee(one)][:MOST_LISTED]
    call.styles.append(style)
    for way in ("input", "output"):
        inner = inside(node, way)
        found = [] if inner is None else [one for one in inner.iter() if _is_header(one)]
        known = call.headers.setdefault(way, [])
        new = [(_local(one.get("message")), one.get("part") or "") for one in found[:MOST_LISTED]]
        known += [one for one in new if one not in known][: max(0, MOST_LISTED - len(known))]


def _is_header(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and kind_of(node) == "header"


def _local(name: str | None) -> str:
    return (name or "").rpartition(":")[2].strip()
