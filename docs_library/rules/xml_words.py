"""Small questions to XML nodes: kinds, children, attributes, and what they say in a language. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docs_library.rules.outline import NAME, PROSE, words

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XTEE = ("http://x-road.eu/", "http://x-road.ee/", "http://x-road.global/", "http://x-tee.riik.ee/", "http://x-rd.net/")


def kids(node: etree._Element) -> Iterator[etree._Element]:
    """Children that are elements."""
    return (one for one in node if isinstance(one.tag, str))


def kind_of(node: etree._Element) -> str:
    """The local name."""
    return node.tag.rpartition("}")[2]


def inside(node: etree._Element, kind: str) -> etree._Element | None:
    """The first child of a kind."""
    return next((one for one in kids(node) if kind_of(one) == kind), None)


def attribute(node: etree._Element, name: str) -> str:
    """An attribute as it may be shown, empty when it is not there."""
    return words(node.get(name), NAME)


def is_xtee(node: etree._Element) -> bool:
    """Whether it is one of X-tee's own marks, of any of its protocol's versions."""
    return node.tag.startswith(tuple(f"{{{one}" for one in XTEE))


def text_of(node: etree._Element) -> str:
    """All text in a node in its lines, without the indentation of the file."""
    found, length = [], 0
    for piece in node.itertext():
        found.append(piece)
        length += len(piece)
        if length > 2 * PROSE:
            break
    return words("\n".join(line.strip() for line in "".join(found)[: 2 * PROSE].strip().splitlines()))


def in_language(nodes: list[etree._Element], language: str) -> list[etree._Element]:
    """Those in the language, else those in none, else those in the first one's."""
    for wanted in (language, None, nodes[0].get(LANG) if nodes else None):
        found = [one for one in nodes if (one.get(LANG) or "").partition("-")[0] == (wanted or "").partition("-")[0]]
        if found:
            return found
    return []


def said(node: etree._Element, language: str) -> str:
    """What the annotations of a schema's node say: X-tee's titles first, then the documentation."""
    notes = [one for one in kids(node) if kind_of(one) == "annotation"]
    inner = [one for note in notes for one in kids(note)]
    titles = [one for info in inner if kind_of(info) == "appinfo" for one in kids(info) if is_xtee(one)]
    titles = [one for one in titles if kind_of(one) in ("title", "notes")]
    documents = [one for one in inner if kind_of(one) == "documentation"]
    chosen = [*in_language(titles, language), *in_language(documents, language)]
    return words("\n".join(dict.fromkeys(filter(None, map(text_of, chosen)))))
