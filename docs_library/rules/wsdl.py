"""WSDL 1.1 into an outline, with what X-tee adds (title and version of a service). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docs_library.rules import xsd
from docs_library.rules.anchors import Anchors
from docs_library.rules.outline import Budget, Field, Operation, Outline, Part
from docs_library.rules.xsd import bare, local, space

WSDL = "http://schemas.xmlsoap.org/wsdl/"
WSDL_2 = "http://www.w3.org/ns/wsdl"
XROAD = "http://x-road.eu/xsd/xroad.xsd"


def documented(element: etree._Element) -> str:
    """What is said of it: the documentation, X-tee's title and notes among it."""
    found = [" ".join("".join(each.itertext()).split()) for each in element if local(each) == "documentation"]
    return "\n".join(text for text in found if text)


class _Document:
    """One description being read."""

    def __init__(self, root: etree._Element) -> None:
        self.root, self.budget = root, Budget()
        schemas = [each for types in self.of("types") for each in types if local(each) == "schema"]
        self.schemas = schemas
        self.types = xsd.Reader(schemas, self.budget)
        self.messages = {each.get("name"): each for each in self.of("message")}
        self.anchors = Anchors("algus", "operations", "types", *self.types.anchors.values())

    def of(self, name: str) -> list[etree._Element]:
        return [each for each in self.root if local(each) == name and space(each) == WSDL]

    def outline(self) -> Outline:
        service = next(iter(self.of("service")), None)
        title = self.root.get("name") or (service.get("name") if service is not None else "") or "WSDL"
        operations = tuple(self._operations())
        types = tuple(self.types.types())
        facts = (*self._facts(), *xsd.imports(self.schemas))
        return Outline("WSDL 1.1", title, "", documented(self.root), facts, operations, types, self.budget.is_cut)

    def _facts(self) -> Iterator[tuple[str, str]]:
        if self.root.get("targetNamespace"):
            yield "namespace", self.root.get("targetNamespace")
        for service in self.of("service"):
            for port in service:
                for each in port:
                    if local(each) == "address" and each.get("location"):
                        yield "server", each.get("location")

    def _operations(self) -> Iterator[Operation]:
        for port_type in self.of("portType"):
            for each in port_type:
                if local(each) == "operation" and self.budget.takes_thing():
                    yield self._operation(each)

    def _operation(self, each: etree._Element) -> Operation:
        name = each.get("name", "")
        action, version = self._bound(name)
        where = " ".join(filter(None, (name, version)))
        parts = tuple(self._parts(each))
        about = "\n".join(filter(None, (documented(each), action)))
        return Operation(self.anchors.of(name, "op-"), name, where, about, parts)

    def _bound(self, name: str) -> tuple[str, str]:
        """(SOAP action, X-tee version) of an operation, from its bindings."""
        action = version = ""
        for binding in self.of("binding"):
            for operation in binding:
                if local(operation) == "operation" and operation.get("name") == name:
                    for each in operation:
                        if local(each) == "operation":
                            action = each.get("soapAction") or action
                        elif local(each) == "version":
                            version = (each.text or "").strip() or version
        return action, version

    def _parts(self, operation: etree._Element) -> Iterator[Part]:
        kinds = {"input": "request", "output": "response", "fault": "fault"}
        for each in operation:
            if local(each) in kinds:
                message = self.messages.get(bare(each.get("message")))
                label = each.get("name") or bare(each.get("message"))
                yield Part(kinds[local(each)], label, documented(each), tuple(self._fields(message)))

    def _fields(self, message: etree._Element | None) -> Iterator[Field]:
        for part in message if message is not None else ():
            if local(part) != "part":
                continue
            if part.get("element"):
                yield from self.types.element_fields(bare(part.get("element")))
            else:
                named = bare(part.get("type"))
                yield Field(part.get("name", ""), named, self.types.anchors.get((False, named), ""), is_required=True)


def read(root: etree._Element) -> Outline:
    """The whole description."""
    return _Document(root).outline()
