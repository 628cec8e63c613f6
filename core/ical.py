"""What every calendar file of the house is made of (RFC 5545). Pure: knows no framework."""

from __future__ import annotations

import re
from datetime import UTC, datetime

OCTETS = 75  # RFC 5545, 3.1: a line without its break
PRODUCT = "-//Sotsiaalkindlustusamet//Uldkomponentide portaal//ET"
NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def stamp(moment: datetime) -> str:
    """An instant in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text(value: str) -> str:
    """A TEXT value, escaped (RFC 5545, 3.3.11)."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = NOT_TEXT.sub("", value).replace("\\", "\\\\")
    return value.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line in UTF-8, broken after at most 75 octets and never within a character; CRLF at its end."""
    parts, part = [], b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
