"""Parts of calendars that we publish (RFC 5545): texts, instants, days and lines as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.conf import settings

PRODUCT = "-//Sotsiaalkindlustusamet//Uldkomponentide portaal//ET"
OCTETS = 75  # RFC 5545, 3.1: a line without its break
NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def calendar(title: str, events: Iterable[str]) -> bytes:
    """A whole calendar of that title with the lines of its events."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{text(title)}",
        f"X-WR-CALNAME:{text(title)}",
        f"X-WR-TIMEZONE:{settings.TIME_ZONE}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *events,
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def day(value: date) -> str:
    """A whole day."""
    return value.strftime("%Y%m%d")


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
