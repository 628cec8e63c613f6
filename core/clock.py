"""The one clock. Everything asks ``now()``; seeding and history may set it for a block."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

TALLINN = ZoneInfo("Europe/Tallinn")
_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Tallinn."""
    return now().astimezone(TALLINN).date()


def local(moment: datetime) -> datetime:
    """The same instant on Tallinn's clock."""
    return moment.astimezone(TALLINN)


def end_of(day: date) -> datetime:
    """The last instant of a day on Tallinn's clock, in UTC."""
    return datetime.combine(day, time.max, TALLINN).astimezone(UTC)


def parse_local(text: str) -> datetime:
    """An ISO text without zone is Tallinn's time; gives the instant in UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=TALLINN)
    return moment.astimezone(UTC)


@contextlib.contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Within the block ``now()`` is ``moment``. Needs an aware datetime."""
    if moment.tzinfo is None:
        raise ValueError("core.clock.at() needs an aware datetime")
    mark = _set_to.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _set_to.reset(mark)
