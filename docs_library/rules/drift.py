"""Whether two schemas say the same, and where they part. Pure.

The order of keys, white space, comments and the prefixes of XML names say nothing; nor does the order of what is a set
(``required``, ``enum``). Everything else is content, addresses of servers too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from lxml import etree

from docs_library.rules.outline import Outline

SETS = frozenset({"required", "enum"})
PROSE = frozenset({"description", "summary", "title"})
MOST_NAMED = 20  # of each kind; the others are counted
NAME_WITH_PREFIX = re.compile(r"(?P<prefix>[^\W\d][\w.-]*):(?P<local>[^\W\d][\w.-]*)")


@dataclass(frozen=True, slots=True)
class Named:
    """The first of the names, and how many more there are."""

    names: tuple[str, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.names)


@dataclass(frozen=True, slots=True)
class Difference:
    """What the live schema has and the text has not (``added``), the other way round (``removed``), and what both have
    and say differently: operations and types by their names. ``versions`` are the two where they differ."""

    added: Named = field(default_factory=Named)
    removed: Named = field(default_factory=Named)
    changed: Named = field(default_factory=Named)
    versions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Difference:
        parts = {
            name: Named(tuple(kept[name]["names"]), kept[name]["more"]) for name in ("added", "removed", "changed")
        }
        return cls(**parts, versions=tuple(kept["versions"]))


def digest_of_data(tree: Any) -> str:
    """SHA-256 of the content of a JSON or YAML tree."""
    return _digest(_plain(tree))


def digest_of_xml(root: etree._Element) -> str:
    """SHA-256 of the content of an XML tree."""
    return _digest(_element(root))


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _plain(tree: Any, key: str = "") -> Any:
    if isinstance(tree, Mapping):
        return {name: _plain(one, name) for name, one in tree.items()}
    if isinstance(tree, list):
        rows = [_plain(one) for one in tree]
        return sorted(rows, key=json.dumps) if key in SETS else rows
    if isinstance(tree, str):
        return " ".join(tree.split()) if key in PROSE else tree.strip()
    return tree


def _element(node: etree._Element) -> list[Any]:
    attributes = {name: _resolved(value, node.nsmap) for name, value in node.attrib.items()}
    inside: list[Any] = []
    for text, child in _pieces(node):
        if words := " ".join((text or "").split()):
            inside.append(_resolved(words, node.nsmap))
        if child is not None:
            inside.append(_element(child))
    return [node.tag, attributes, inside]


def _pieces(node: etree._Element) -> Iterable[tuple[str | None, etree._Element | None]]:
    """The node's text before each child, and after the last."""
    before = node.text
    for child in node:
        yield before, child
        before = child.tail
    yield before, None


def _resolved(value: str, prefixes: Mapping[str | None, str]) -> str:
    """Names with prefixes as what they stand for: ``xs:string`` and ``xsd:string`` are the same type."""

    def whole(match: re.Match) -> str:
        namespace = prefixes.get(match["prefix"])
        return f"{{{namespace}}}{match['local']}" if namespace else match[0]

    words = value.split()
    return " ".join(NAME_WITH_PREFIX.sub(whole, one) if NAME_WITH_PREFIX.fullmatch(one) else one for one in words)


def difference(text: Outline, live: Outline) -> Difference:
    """Where two outlines part; nothing is named where they do so outside of operations and types."""
    ours, theirs = _parts(text), _parts(live)
    both = [name for name in ours if name in theirs]
    return Difference(
        _named(name for name in theirs if name not in ours),
        _named(name for name in ours if name not in theirs),
        _named(name for name in both if ours[name] != theirs[name]),
        (text.version, live.version) if text.version != live.version else (),
    )


def _parts(outline: Outline) -> dict[str, list]:
    """Operations and types by name, without their anchors, which the order of things may change."""
    found: dict[str, list] = {}
    for one in (*outline.operations, *outline.types):
        name = getattr(one, "heading", "") or one.name
        found.setdefault(name, []).append(replace(one, anchor=""))
    return found


def _named(names: Iterable[str]) -> Named:
    every = list(names)
    return Named(tuple(every[:MOST_NAMED]), max(len(every) - MOST_NAMED, 0))
