"""Markdown (CommonMark 0.31 with tables): read by markdown-it, cleaned by nh3's allow-list, cut into sections.

HTML in the text is shown as it stands, never let through. Links lead to http, https, mailto, pages of ours, sections of
the text and the version's annexes; pictures are annexes only, so that no other host learns who reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from docs_library.engine.bounds import MOST_TEXT, TOO_LONG, as_text
from docs_library.rules.anchors import Anchors
from docs_library.types import Reading, Section, Source

MOST_NESTED = 20
SHIFT = 1  # the page has its own h1
LOWEST = 5
TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "img", "div"),
    *("table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"),
}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"class", "tabindex", "role"},
    "table": {"class"},
}
SAFE = re.compile(r"(https?:|mailto:)", re.I)


def read(source: Source) -> Reading:
    """The text in sections, from each heading to the next."""
    text, is_cut = as_text(source.data, MOST_TEXT)
    made = _Made(source.files)
    tokens = made.parser.parse(text)
    made.look(tokens)
    sections = [each for each in made.sections(tokens) if each.heading or each.text.strip()]
    return Reading(tuple(sections), tuple(made.links), (str(TOO_LONG),) if is_cut else ())


class _Made:
    """One text being read."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.links: dict[str, None] = {}
        self.anchors = Anchors("algus")
        self.parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": MOST_NESTED})
        self.parser.enable("table").enable("strikethrough")
        self.parser.validateLink = lambda url: True  # every address is judged in ``address``
        self.parser.add_render_rule("table_open", _scrolled)
        self.parser.add_render_rule("table_close", lambda *_args: "</table></div>\n")
        self.parser.add_render_rule("th_open", lambda *_args: '<th scope="col">')
        self.parser.add_render_rule("td_open", lambda *_args: "<td>")

    def look(self, tokens: Sequence[Token]) -> None:
        """Judge every link and picture, wherever it stands."""
        for token in tokens:
            for child in token.children or ():
                if child.type == "link_open":
                    self._judge_link(child)
                elif child.type == "image":
                    self._judge_picture(child)

    def _judge_link(self, token: Token) -> None:
        url = str(token.attrGet("href") or "")
        to = self.address(url)
        token.attrs.pop("title", None)
        if to is None:
            token.attrs.pop("href", None)
            return
        self.links[url] = None
        token.attrSet("href", to)
        if to.lower().startswith(("http:", "https:")):
            token.attrSet("rel", "noopener noreferrer nofollow")

    def _judge_picture(self, token: Token) -> None:
        url = str(token.attrGet("src") or "")
        token.attrs.pop("title", None)
        if (to := self.files.get(unquote(url))) is not None:
            token.attrSet("src", to)
            return
        where = self.address(url)
        if where and where.startswith("http"):
            self.links[url] = None
        token.type = "text"
        host = urlsplit(url).hostname if SAFE.match(url) else None
        told = {"alt": token.content, "host": host or url[:60]}
        token.content = _("[picture “%(alt)s” from %(host)s is not shown]") % told
        token.children = None

    def address(self, url: str) -> str | None:
        """Where a link of that address leads; None where it may not."""
        url = url.strip()
        if (found := self.files.get(unquote(url))) is not None:
            return found
        if url.startswith("#") or (url.startswith("/") and not url.startswith(("//", "/\\"))):
            return url
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        return url if is_web or parts.scheme.lower() == "mailto" else None

    def sections(self, tokens: Sequence[Token]) -> list[Section]:
        """A section from each heading of the text's own level (not one in a quotation or list) to the next."""
        starts = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
        first = starts[0] if starts else len(tokens)
        found = [self._section("algus", 2, "", tokens[:first])]
        for start, end in pairwise([*starts, len(tokens)]):
            level = min(int(tokens[start].tag[1]) + SHIFT, LOWEST)
            heading = words_of(tokens[start + 1])
            found.append(self._section(self.anchors.of(heading), level, heading, tokens[start + 3 : end]))
        return _without_gaps(found)

    def _section(self, anchor: str, level: int, heading: str, tokens: Sequence[Token]) -> Section:
        html = self.parser.renderer.render(list(tokens), self.parser.options, {})
        return Section(anchor, level, heading, clean(html), "\n".join(_lines(tokens)))


def _without_gaps(sections: list[Section]) -> list[Section]:
    """Levels without a jump: a text that begins with ``#`` and one that begins with ``##`` look alike, and no heading
    stands more than one level below the one before."""
    levels = [one.level for one in sections if one.heading]
    least, before, even = min(levels, default=2), 1, []
    for one in sections:
        level = min(one.level - least + 2, before + 1, LOWEST) if one.heading else 2
        before = level if one.heading else before
        even.append(replace(one, level=level))
    return even


def _scrolled(*_args: object) -> str:
    return '<div class="table-wrap" tabindex="0" role="group"><table class="table">\n'


def words_of(token: Token) -> str:
    """The words of an inline token without its marks."""
    if token.children is None:
        return token.content
    parts = [" " if one.type in ("softbreak", "hardbreak") else words_of(one) for one in token.children]
    return "".join(parts).strip()


def _lines(tokens: Sequence[Token]) -> list[str]:
    """The words of each block; cells of a row on one line."""
    lines: list[str] = []
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append(" | ".join(cells or []))
            cells = None
        elif token.type == "inline":
            (lines if cells is None else cells).append(words_of(token))
        elif token.type in ("fence", "code_block"):
            lines += token.content.splitlines()
    return lines


def clean(html: str) -> str:
    """HTML with nothing in it but the allow-list's tags and attributes."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
