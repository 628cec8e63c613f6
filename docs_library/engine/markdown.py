"""Markdown (CommonMark 0.31 with tables) as sections of safe HTML.

Three belts: HTML in a text is words, not HTML; each link and picture goes through ``Addresses``; and what comes out
passes an allow-list of elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from docs_library.engine import plain, words
from docs_library.engine.addresses import Addresses, host_of
from docs_library.engine.limits import MOST_SECTIONS, Patience, TooMuch
from docs_library.types import Reading, Section, Source

TAGS = {
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
    "a",
    "img",
    "span",
}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "loading"},
    "div": {"tabindex", "role", "aria-label"},
    "th": {"scope"},
    "ol": {"start"},
}
CLASSES = {"div": {"table-wrap"}, "table": {"table"}, "th": {"number"}, "td": {"number"}, "span": {"muted"}}
SCHEMES = {"http", "https", "mailto"}
NESTING = 20  # lists and quotations in one another; deeper ones stay words
REL = "noopener noreferrer nofollow"
NAMED_LOST = 5
PATIENCE_S = 3.0  # 2 MB of ordinary text take about 2
MOST_CELLS = 60_000  # bars in a text: a table is parsed at one go, and 900,000 cells take 10 s


def read(source: Source) -> Reading:
    """Sections of the text, its links and cautions. Raises TooMuch where it is too tangled to be read in time."""
    text, cautions = plain.beginning(source)
    if text.count("|") > MOST_CELLS:
        raise TooMuch
    patience = Patience(PATIENCE_S)
    parser = _parser(patience)
    tokens = parser.parse(text)
    addresses = Addresses(source.files)
    chapters = list(_chapters(tokens))
    sections = tuple(filter(_has_content, _sections(chapters, addresses, parser, patience)))
    return Reading(sections, tuple(addresses.met), (*cautions, *_lost(addresses)))


def _parser(patience: Patience) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING}).enable("table")
    parser.validateLink = lambda _address: True  # ``Addresses`` decides, and keeps the words of a refused link

    def pause(*_state: Any) -> bool:
        patience.check()
        return False

    parser.block.ruler.before("table", "pause", pause)
    parser.inline.ruler.before("text", "pause", pause)
    return parser


@dataclass(slots=True)
class Chapter:
    """A heading (none before the first) and what stands under it."""

    level: int = 2
    title: list[Token] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)


def _chapters(tokens: Sequence[Token]) -> Iterator[Chapter]:
    """Chapters by the headings that stand in no list or quotation."""
    written = [token for token in tokens if token.type == "heading_open" and token.level == 0][:MOST_SECTIONS]
    starts = {id(token) for token in written}
    chapter, levels, part = Chapter(), words.Levels(), iter(tokens)
    for token in part:
        if id(token) not in starts:
            chapter.tokens.append(token)
            continue
        yield chapter
        chapter = Chapter(levels.take(int(token.tag[1])), next(part).children or [])
        next(part)
    yield chapter


def _sections(
    chapters: Iterable[Chapter], addresses: Addresses, parser: MarkdownIt, patience: Patience
) -> Iterator[Section]:
    anchors = words.Anchors()
    for n, chapter in enumerate(chapters):
        patience.check()
        heading = _words(chapter.title)
        anchor = anchors.take(heading) if n else words.START
        text = words.lines_of("\n".join(_lines(chapter.tokens)))
        list(_inline(chapter.title, addresses))  # the words of a heading are shown alone; its links are still known
        shown = list(_shown(patience.through(chapter.tokens), addresses, heading))
        html = parser.renderer.render(shown, parser.options, {})
        yield Section(anchor, chapter.level, heading, cleaned(html), text)


def _has_content(section: Section) -> bool:
    return bool(section.heading or section.html)


def cleaned(html: str) -> SafeString:
    """HTML with nothing but the elements, attributes and addresses of the allow-list."""
    kept = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, allowed_classes=CLASSES, url_schemes=SCHEMES, link_rel=None
    )
    return SafeString(kept.strip())


def _lost(addresses: Addresses) -> list[str]:
    if not addresses.lost:
        return []
    named = ", ".join(list(addresses.lost)[:NAMED_LOST])
    more = ", …" if len(addresses.lost) > NAMED_LOST else ""
    return [_("Some links of the text lead nowhere and are shown as words: %(links)s") % {"links": named + more}]


# Words alone: search and comparing


def _lines(tokens: Iterable[Token]) -> Iterator[str]:
    """A block a line, a row of a table a line."""
    row: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield words.row_words(row or [])
            row = None
        elif token.type == "inline":
            said = _words(token.children or [])
            if row is None:
                yield said
            else:
                row.append(said)
        elif token.type in ("fence", "code_block"):
            yield token.content


def _words(tokens: Iterable[Token]) -> str:
    """What a line says: breaks are spaces, a picture is its description."""
    parts = (" " if token.type in ("softbreak", "hardbreak") else _said(token) for token in tokens)
    return " ".join("".join(parts).split())


def _said(token: Token) -> str:
    return _words(token.children or []) if token.type == "image" else token.content


# HTML


def _shown(tokens: Iterable[Token], addresses: Addresses, caption: str) -> Iterator[Token]:
    """The tokens as they are rendered: links and pictures judged, tables framed, inner headings as strong words."""
    for token in tokens:
        if token.type == "inline":
            token.children = list(_inline(token.children or [], addresses))
        elif token.type == "table_open":
            token.attrSet("class", "table")
            yield _html(words.table_frame(caption))
        elif token.type in ("th_open", "td_open"):
            _cell(token)
        elif token.type in ("heading_open", "heading_close"):
            yield _html("<p><strong>" if token.nesting == 1 else "</strong></p>")
            continue
        yield token
        if token.type == "table_close":
            yield _html("</div>")


def _cell(token: Token) -> None:
    if "right" in str(token.attrs.pop("style", "")):
        token.attrSet("class", "number")
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _inline(tokens: Iterable[Token], addresses: Addresses) -> Iterator[Token]:
    links: list[bool] = []  # of the links that are open: whether they are shown as such
    for token in tokens:
        if token.type == "link_open":
            address = addresses.link(str(token.attrGet("href") or ""))
            links.append(address is not None)
            if address is not None:
                yield _html(_opened(address))
        elif token.type == "link_close":
            if links.pop():
                yield token
        elif token.type == "image":
            yield _html(_picture(token, addresses, is_linked=any(links)))
        else:
            yield token


def _opened(address: str) -> SafeString:
    if host_of(address):
        return format_html('<a href="{}" rel="{}">', address, REL)
    return format_html('<a href="{}">', address)


def _picture(token: Token, addresses: Addresses, *, is_linked: bool) -> SafeString:
    """An annex's picture; in place of any other a note that leads to it, so that no reader's browser asks elsewhere."""
    written, alt = str(token.attrGet("src") or ""), _words(token.children or [])
    address = addresses.picture(written)
    if address is not None:
        return format_html('<img src="{}" alt="{}" loading="lazy">', address, alt)
    host = host_of(written) if written in addresses.met else None
    if host is None:
        return format_html(
            '<span class="muted">[{}]</span>', " · ".join(filter(None, [_("a picture is not shown"), alt]))
        )
    note = _("picture from %(host)s is not shown") % {"host": host}
    words_of = format_html("{}", alt or written)
    link = words_of if is_linked else format_html("{}{}</a>", _opened(written), words_of)
    return format_html('<span class="muted">[{}: {}]</span>', note, link)


def _html(html: str) -> Token:
    return Token("html_inline", "", 0, content=html)
