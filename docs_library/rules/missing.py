"""What a schema names and does not hold: types, messages and definitions of its own that are not there. Pure.

Only what is certainly missing counts: a name in another file may well be in that file. Sources of the formats: those of
``openapi``, ``json_schema``, ``wsdl`` and ``xsd``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml import etree

from docs_library.rules.wsdl import WSDL, is_wsdl
from docs_library.rules.xml_words import kids, kind_of
from docs_library.rules.xsd import SPACES, XS, is_xsd

MOST = 10  # names told; whoever mends them uploads again
MOST_POINTER = 1_000  # characters
EXAMPLES = frozenset({"example", "examples", "default", "enum", "const"})  # values, in which "$ref" is a word as any
ELSEWHERE = ("include", "redefine", "override")  # the same namespace goes on in another file
NAMES = {"type": "type", "base": "type", "itemType": "type", "memberTypes": "type", "substitutionGroup": "element"}


def missing_in_data(tree: Any) -> list[str]:
    """References of a JSON or YAML tree to places of its own that are not there."""
    return list(islice(dict.fromkeys(one for one in _references(tree) if not _leads(tree, one)), MOST))


def _references(tree: Any) -> Iterator[str]:
    waiting, seen = [tree], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not isinstance(node, Mapping | list):
            continue
        seen.add(id(node))
        if isinstance(node, list):
            waiting.extend(node)
            continue
        pointer = node.get("$ref")
        if isinstance(pointer, str) and pointer.startswith("#/") and len(pointer) <= MOST_POINTER:
            yield pointer
        waiting.extend(value for key, value in node.items() if key not in EXAMPLES)


def _leads(tree: Any, pointer: str) -> bool:
    node = tree
    for part in unquote(pointer)[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, Mapping) and key in node:
            node = node[key]
        else:
            return False
    return True


def missing_in_xml(root: etree._Element) -> list[str]:
    """Names in a WSDL 1.1 or an XML Schema that the file itself ought to define and does not."""
    schemas = [root] if is_xsd(root) else [one for one in root.iter() if is_xsd(one)]
    known, own = _known(schemas), {one.get("targetNamespace") or "" for one in schemas if not _goes_on(one)}
    own -= {one.get("targetNamespace") or "" for one in schemas if _goes_on(one)}
    named = [pair for schema in schemas for node in schema.iter() for pair in _named(node)]
    if is_wsdl(root):
        named += [pair for part in root.iter(f"{WSDL}part") for pair in _of_part(part)]
    found = [name for node, space, name in named if _is_missing(node, space, name, own, known)]
    return list(islice(dict.fromkeys([*found, *(_missing_calls(root) if is_wsdl(root) else ())]), MOST))


def _goes_on(schema: etree._Element) -> bool:
    return any(kind_of(one) in ELSEWHERE for one in kids(schema))


def _known(schemas: list[etree._Element]) -> set[tuple[str, str, str]]:
    return {
        (SPACES.get(kind_of(one), kind_of(one)), schema.get("targetNamespace") or "", one.get("name") or "")
        for schema in schemas
        for one in kids(schema)
    }


Named = tuple[etree._Element, str, str]


def _named(node: etree._Element) -> Iterator[Named]:
    """The names that a node of a schema refers to, each with the space in which it is looked for."""
    if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{XS}}}"):
        return
    for attribute, space in NAMES.items():
        for name in (node.get(attribute) or "").split():
            yield node, space, name
    if node.get("ref") and kind_of(node) in ("element", "attribute", "group", "attributeGroup"):
        yield node, kind_of(node), node.get("ref").strip()


def _of_part(part: etree._Element) -> Iterator[Named]:
    for attribute in ("element", "type"):
        if part.get(attribute):
            yield part, attribute, part.get(attribute).strip()


def _is_missing(node: etree._Element, space: str, name: str, own: set[str], known: set[tuple[str, str, str]]) -> bool:
    prefix, _colon, local = name.rpartition(":")
    if prefix and prefix not in node.nsmap and prefix != "xml":
        return True
    namespace = node.nsmap.get(prefix or None) or ""
    return namespace in own and namespace != XS and (space, namespace, local) not in known


def _missing_calls(root: etree._Element) -> Iterator[str]:
    """Messages, port types and bindings by their local names, unless parts of the description are imported."""
    if root.find(f"{WSDL}import") is not None:
        return
    names = {
        kind: {one.get("name") for one in root.findall(WSDL + kind)} for kind in ("message", "portType", "binding")
    }
    asked = [(one, "message", "message") for kind in ("input", "output", "fault") for one in _of_ports(root, kind)]
    asked += [(one, "type", "portType") for one in root.findall(f"{WSDL}binding")]
    asked += [(one, "binding", "binding") for one in root.findall(f"{WSDL}service/{WSDL}port")]
    for node, attribute, kind in asked:
        name = node.get(attribute) or ""
        if name and name.rpartition(":")[2] not in names[kind]:
            yield name


def _of_ports(root: etree._Element, kind: str) -> list[etree._Element]:
    return root.findall(f"{WSDL}portType/{WSDL}operation/{WSDL}{kind}")
