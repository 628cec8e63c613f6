"""The year's files, and its times moved to now by whole weeks, so that weekdays stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from core import clock
from notifications.services import outbox

FOLDER = Path(__file__).resolve().parent.parent / "year"
AS_OF = clock.parse_local("2026-11-30T09:00")
Step = tuple[str, Callable[[], None]]


def rows(file: str, section: str) -> list[dict[str, Any]]:
    """The rows of one section of a file of the year."""
    return yaml.safe_load((FOLDER / f"{file}.yaml").read_text(encoding="utf-8"))[section]


def shift_to(as_of: datetime | None) -> timedelta:
    """How far the year moves: to ``as_of`` exactly, or by the whole weeks that let it end in the week before now."""
    if as_of is not None:
        return as_of - AS_OF
    return timedelta(weeks=(clock.now() - AS_OF) // timedelta(weeks=1))


class Moved:
    """Reads the times of rows, moved by the shift."""

    def __init__(self, shift: timedelta) -> None:
        self.shift = shift

    def at(self, text: str | None) -> datetime | None:
        """An instant of Tallinn's clock; the wall clock stays whatever the season."""
        if not text:
            return None
        return clock.parse_local((datetime.fromisoformat(str(text)) + self.shift).isoformat())

    def on(self, day: date | None) -> date | None:
        return day + self.shift if day else None


@contextmanager
def moment(at: datetime) -> Iterator[None]:
    """One transaction at that instant; letters written in it are taken by the relay at once."""
    with clock.at(at), transaction.atomic():
        yield
        take_letters()


def take_letters() -> None:
    """The relay of the time took every letter that this transaction wrote (claimed here before any worker sees it)."""
    for queue in ("critical", "bulk"):
        while found := outbox.claim(queue, 200, worker="seeding", channels=["email"]):
            for letter in found:
                outbox.mark_delivered(letter, "demonstration")
