"""Words of a text: letters out of bytes, names of places in it, addresses, and safe HTML of plain pieces."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

START = "algus"  # the section before the first heading
# Marks no text needs: control characters (PostgreSQL refuses NUL), halves of characters, and the marks that turn the
# direction of writing, by which a text can read otherwise than it is stored.
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
LETTERS = str.maketrans({"õ": "o", "ä": "a", "ö": "o", "ü": "u", "š": "s", "ž": "z", "ß": "ss"})
LONGEST_ANCHOR = 60
LOWEST = 5  # level of a heading
PAGE = {"api-docs", "main", "list", "links", "live", "flash", "annexes", "sent", "app-texts", "g-s", "g-q", "g-c"}
TAKEN = PAGE | {"shortcuts", "shortcuts-heading", "error-summary", "error-code"}  # ids of the page around the text
ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'|\\^`{}\[\]]{1,2000}", re.I)
LOOKED_AT = 65_536  # bytes by which letters are told apart
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
COMMON_RUSSIAN = frozenset("оеаинтсрв")
ALL_CYRILLIC, COMMON_SHARE = 0.8, 0.45
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def letters_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in ``data`` and the cautions about it: UTF-8, UTF-16 where its mark says so, else what its
    letters look like (``encoding_of``)."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(encoding, "replace")), ()
    try:
        return clean(data.decode()), ()
    except UnicodeDecodeError:
        caution = _("The file does not say how its letters are written (it is not UTF-8): some may be shown wrong.")
        return clean(data.decode(encoding_of(data), "replace")), (caution,)


def encoding_of(data: bytes) -> str:
    """Windows-1251 where the letters are those of Russian, else Windows-1257 (Estonian, Latvian, Lithuanian).

    The same bytes are letters in both. In a Russian word all of them are beyond ASCII, in a Baltic one every fifth or
    so; and the nine commonest letters make two thirds of any Russian text.
    """
    text = data[:LOOKED_AT].decode("cp1251", "replace")
    words_with = [word for word in WORD.findall(text) if CYRILLIC.search(word)]
    cyrillic = CYRILLIC.findall("".join(words_with))
    common = sum(letter.lower() in COMMON_RUSSIAN for letter in cyrillic)
    is_russian = len(cyrillic) > ALL_CYRILLIC * sum(map(len, words_with)) and common > COMMON_SHARE * len(cyrillic)
    return "cp1251" if is_russian else "cp1257"


def clean(text: str) -> str:
    """Without marks that no reader sees; lines end in a line feed."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def slug(words: str) -> str:
    """Words as a name in an address: small letters and digits, Estonian ones without their marks, Cyrillic kept."""
    plain = unicodedata.normalize("NFC", words).lower().translate(LETTERS)
    # A Latin letter loses its mark; a Cyrillic й or ё is a letter of its own.
    bare = "".join(unicodedata.normalize("NFD", one)[0] if "À" <= one <= "ɏ" else one for one in plain)
    return re.sub(r"[\W_]+", "-", bare)[:LONGEST_ANCHOR].strip("-")


class Anchors:
    """Names of the places in one text, each given once."""

    def __init__(self) -> None:
        self._given = {START, *TAKEN}
        self._last: dict[str, int] = {}

    def take(self, words: str) -> str:
        """The name of a place: ``maksed``, the next time ``maksed-2``."""
        name = slug(words) or "osa"
        anchor, n = name, self._last.get(name, 1)
        while anchor in self._given:
            n += 1
            anchor = f"{name}-{n}"
        self._last[name] = n
        self._given.add(anchor)
        return anchor


class Levels:
    """Levels of headings on the page, 2 to 5: one below the nearest heading above it that is higher as written, so
    that none is skipped."""

    def __init__(self) -> None:
        self._above: list[int] = []

    def take(self, written: int) -> int:
        """The level of the next heading."""
        while self._above and self._above[-1] >= written:
            self._above.pop()
        self._above.append(written)
        return min(len(self._above) + 1, LOWEST)


def lines_of(text: str) -> str:
    """Its lines without what surrounds them; empty ones left out."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def addresses_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Web addresses that stand among words, in order, each once."""
    found = (match.rstrip(".,;:!?)") for text in texts for match in ADDRESS.findall(text))
    return tuple(dict.fromkeys(found))


def paragraphs(text: str) -> SafeString:
    """Lines as they stand, a paragraph from one empty line to the next."""
    parts = (part.strip("\n") for part in re.split(r"\n[^\S\n]*\n", text))
    return format_html_join("", '<p class="pre-line">{}</p>', ((part,) for part in parts if part.strip()))


def verbatim(text: str) -> SafeString:
    """Exactly as it is written, with its spaces."""
    return format_html("<pre><code>{}</code></pre>", text)


def table(rows: Sequence[Sequence[str]], caption: str = "") -> SafeString:
    """A table whose first row names its columns; it scrolls by itself where the page is narrow."""
    head = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in rows[0]))
    body = ((format_html_join("", '<td class="pre-line">{}</td>', ((cell,) for cell in row)),) for row in rows[1:])
    return format_html(
        '{}<table class="table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        table_frame(caption),
        head,
        format_html_join("", "<tr>{}</tr>", body),
    )


def table_frame(caption: str = "") -> SafeString:
    """How a table's own scroll begins; named, because a keyboard can stand on it."""
    return format_html('<div class="table-wrap" tabindex="0" role="region" aria-label="{}">', caption or _("Table"))


def row_words(row: Iterable[str]) -> str:
    """A row as one line of words."""
    return " | ".join(" ".join(cell.split()) for cell in row)
