"""The letters that the demonstration kept instead of sending (notifications.channels.email)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from notifications.channels.email import mailbox

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{32}")
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was kept; ``name`` is its file without the ending."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    headers: list[tuple[str, str]]


def letters() -> Iterator[Letter]:
    """The newest two hundred, newest first."""
    files = sorted(mailbox().glob("[0-9]*.eml"), reverse=True) if mailbox().is_dir() else []
    return (_read(file) for file in files[:SHOWN])


def letter(name: str) -> Letter | None:
    file = mailbox() / f"{name}.eml"
    return _read(file) if NAME.fullmatch(name) and file.is_file() else None


def _read(file: Path) -> Letter:
    found = message_from_bytes(file.read_bytes(), policy=policy.default)
    text = found.get_body(("plain",)).get_content()
    headers = [(key, str(value).strip()) for key, value in found.items()]
    at = parsedate_to_datetime(found["Date"]).replace(tzinfo=UTC)  # Django writes "-0000": UTC, zone unsaid
    return Letter(file.stem, at, str(found["To"]), str(found["Subject"]), text, headers)
