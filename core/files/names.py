"""What a file may be called: no path, nothing invisible, no personal code. Pure."""

from __future__ import annotations

import re
import unicodedata

from core.privacy import mask

LONGEST = 150  # file systems take 255 bytes, and õ is two
FORBIDDEN = re.compile(r'[<>:"|?*]')  # Windows
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, bidi and zero-width signs, half characters
EXTENSION = re.compile(r"\.([0-9A-Za-z]{1,8})\Z")


def clean(raw: str) -> str:
    """The name as it is kept and shown, 1 to 150 characters; the extension outlives the cut."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in INVISIBLE)
    name = " ".join(FORBIDDEN.sub("_", mask(name)).split()).rstrip(". ")
    ending = f".{found[1]}" if (found := EXTENSION.search(name)) else ""
    stem = name[: len(name) - len(ending)].strip(". ") or "fail"
    return stem[: LONGEST - len(ending)] + ending


def extension(name: str) -> str:
    """``pdf`` of ``Leping.PDF``; empty where there is none."""
    found = EXTENSION.search(name)
    return found[1].lower() if found else ""
