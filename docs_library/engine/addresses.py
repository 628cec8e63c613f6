"""Which addresses a text may lead to, and which pictures it may show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from docs_library.engine.limits import MOST_BYTES, TooMuch
from docs_library.engine.words import slug

BAD = re.compile(r"[\x00-\x20\x7f-\x9f\\]")  # browsers drop or turn these, and read another address than we did
TURNING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # unseen, or they turn the order
IN_PATH = re.compile(r"[\x00-\x1f\x7f\\]")  # nor written in percents, which a redirect could undo
LONGEST = 2_000


@dataclass(slots=True)
class Addresses:
    """Addresses of one text. ``files`` are its annexes by name; ``met`` all that it points to, ``lost`` what leads
    nowhere, both in order."""

    files: Mapping[str, str]
    met: dict[str, None] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)
    left: int = MOST_BYTES  # characters of addresses; one that is defined once can be used a hundred thousand times

    def link(self, written: str) -> str | None:
        """The address that a link may have: http, https, mailto, a place in the text, a path of this site, or an
        annex; None where it may have none. Raises TooMuch where they are too many."""
        found = self._file(written) or _allowed(written)
        self._spend(found)
        (self.lost if found is None else self.met)[found or written[:100]] = None
        return found

    def picture(self, written: str) -> str | None:
        """The address of an annex; None for any other picture, which is not fetched from elsewhere."""
        found = self._file(written)
        if found is None:
            self.link(written)
        else:
            self._spend(found)
            self.met[found] = None
        return found

    def _spend(self, address: str | None) -> None:
        self.left -= len(address or "")
        if self.left < 0:
            raise TooMuch

    def _file(self, written: str) -> str | None:
        return self.files.get(written) or self.files.get(unquote(written))


def _allowed(written: str) -> str | None:
    if BAD.search(written) or TURNING.search(unquote(written)) or len(written) > LONGEST:
        return None
    if written.startswith("#"):
        return f"#{slug(unquote(written[1:]))}"
    if written.startswith("/"):
        return None if written.startswith("//") or IN_PATH.search(unquote(written)) else written
    return written if host_of(written) or _is_letter(written) else None


def _is_letter(written: str) -> bool:
    return written.lower().startswith("mailto:") and "@" in written


def host_of(address: str) -> str | None:
    """The host of a web address; None for whatever is no web address. A name before the host (``ria.ee@evil.example``)
    is there to be taken for it: such an address is none."""
    try:
        parts = urlsplit(address)
        return parts.hostname if parts.scheme in ("http", "https") and "@" not in parts.netloc else None
    except ValueError:
        return None
