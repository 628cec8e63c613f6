"""Texts of schemas become trees: YAML, JSON and XML within bounds, so that no text costs more than its length. Pure.

Numbers stay as they were written (version ``1.10`` is no 1.1), since trees are shown and compared, never computed with.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Any

import yaml
from lxml import etree

MOST_BYTES = 5 * 2**20
MOST_DEPTH = 60
MOST_NODES = 400_000  # with aliases written out; 5 MB of honest YAML hold some 300,000
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
PLAIN |= {"null": None, "Null": None, "NULL": None, "~": None, "": None}
BEFORE_DOCTYPE = re.compile(rb"(?:[\s\xef\xbb\xbf\xfe\xff]++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.S | re.I)


class Unreadable(Exception):
    """Why a text cannot be shown: ``too_big``, ``broken``, ``deep``, ``bomb``, ``doctype`` or ``version``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_data(data: bytes) -> Any:
    """The tree of a JSON or YAML text (its first document): dict, list, str, bool, None. Aliases share one object; a
    text that would hold more than ``MOST_NODES`` with them written out is refused first. Raises Unreadable."""
    text = _text(data)
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _measured(json.loads(text, parse_int=str, parse_float=str, parse_constant=str))
        except RecursionError:
            raise Unreadable("deep") from None
        except ValueError:
            pass  # YAML may begin with a brace too
    try:
        return _Builder().read(text)
    except yaml.YAMLError:
        raise Unreadable("broken") from None


def read_xml(data: bytes) -> etree._Element:
    """The root of an XML text; nothing is fetched and no entity is put in. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big")
    if BEFORE_DOCTYPE.match(data.replace(b"\0", b"")):  # in UTF-16 too
        raise Unreadable("doctype")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise Unreadable("broken") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("doctype")
    _shallow(root)
    return root


def _shallow(root: etree._Element) -> None:
    depth = 0
    for n, (event, _node) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise Unreadable("deep")
        if n > 2 * MOST_NODES:
            raise Unreadable("too_big")


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("broken") from None


def _measured(tree: Any) -> Any:
    """The tree, when it is neither too deep nor too big. Raises Unreadable."""
    nodes, level, depth = 0, [tree], 0
    while level:
        nodes += len(level)
        depth += 1
        if depth > MOST_DEPTH:
            raise Unreadable("deep")
        if nodes > MOST_NODES:
            raise Unreadable("too_big")
        inside = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [one for many in inside for one in many]
    return tree


@dataclass(slots=True)
class _Branch:
    """A mapping or sequence that is being read; ``size`` and ``height`` are those of all that is in it."""

    value: dict | list
    anchor: str | None = None
    key: str | None = None
    size: int = 1
    height: int = 0


class _Builder:
    """Builds the tree from the parser's events, one at a time, so that size and depth are known before they are had."""

    def __init__(self) -> None:
        self.root = _Branch([])
        self.open = [self.root]
        self.anchors: dict[str, tuple[Any, int, int]] = {}

    def read(self, text: str) -> Any:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            self._event(event)
        return self.root.value[0] if self.root.value else None

    def _event(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:  # unknown, or still open: it would hold itself
                raise Unreadable("broken")
            self._add(*self.anchors[event.anchor])
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open.append(_Branch({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor))
            self._check(0)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.open.pop()
            self._named(done.anchor, done.value, done.size, done.height)
            self._add(done.value, done.size, done.height)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        parent = self.open[-1]
        if isinstance(parent.value, dict) and parent.key is None:
            parent.key = event.value  # a key is its text, also `200` and `yes`
            self._named(event.anchor, event.value, 1, 0)
            return
        is_plain = not event.style and event.implicit[0]
        value = PLAIN.get(event.value, event.value) if is_plain else event.value
        self._named(event.anchor, value, 1, 0)
        self._add(value, 1, 0)

    def _named(self, anchor: str | None, value: Any, size: int, height: int) -> None:
        if anchor:
            self.anchors[anchor] = (value, size, height)

    def _add(self, value: Any, size: int, height: int) -> None:
        parent = self.open[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        self._check(height)
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is None:
            parent.key = value if isinstance(value, str) else "…"
        else:
            _put(parent.value, parent.key, value)
            parent.key = None

    def _check(self, height: int) -> None:
        if len(self.open) - 1 + height > MOST_DEPTH:
            raise Unreadable("deep")
        if self.open[-1].size > MOST_NODES:
            raise Unreadable("bomb" if self.anchors else "too_big")


def _put(into: dict, key: str, value: Any) -> None:
    if key != "<<":
        into[key] = value
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            for inner, merged in one.items():
                into.setdefault(inner, merged)
