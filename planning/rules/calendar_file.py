"""Days away out of a calendar file (iCalendar, RFC 5545). Pure.

Read are the days of each event, its UID and whether it was called off: nothing else. What the event is called, where
it is and who takes part is passed over, so that nobody learns here why somebody is away. A small reader of its own:
the days of plain events need no library, and a repeating event is refused, not guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.clock import TALLINN

MAX_EVENTS = 500
MAX_LINE = 20_000  # letters of an unfolded line; a picture inside the file is longer
DEEPEST = 10  # parts within parts
ZONES = {"fle standard time": "Europe/Tallinn", "utc": "UTC", "gmt": "UTC", "gmt standard time": "Europe/London"}
ZONES |= {"w. europe standard time": "Europe/Berlin", "russian standard time": "Europe/Moscow"}
_LINE = re.compile(r"([A-Za-z0-9-]{1,40})((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)", re.DOTALL)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_MOMENT = re.compile(r"(\d{8})T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)
_LENGTH = re.compile(r"\+?P(?:(\d{1,3})W|(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?)", re.ASCII)
REPEATS = {"RRULE", "RDATE"}
KEPT = {"DTSTART", "DTEND", "DURATION", "UID", "STATUS", "RECURRENCE-ID", *REPEATS}


class NotACalendar(ValueError):
    """The text is no calendar, or one that cannot be read to its end."""


@dataclass(frozen=True, slots=True)
class Away:
    """An event's days, both included. ``uid`` is a hash of the event's own: enough to know it again."""

    number: int
    from_on: date
    until_on: date
    uid: str


@dataclass(frozen=True, slots=True)
class BadEvent:
    """An event that is not taken. ``why``: start, end, zone, repeats, cancelled or many."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class _Value:
    params: dict[str, str]
    text: str


class _Wrong(ValueError):
    """``args[0]`` is a ``BadEvent.why``."""


def is_calendar(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:15].upper() == "BEGIN:VCALENDAR"


def read(text: str) -> tuple[list[Away], list[BadEvent]]:
    """The events of a calendar, numbered in their order. Raises NotACalendar."""
    if not is_calendar(text):
        raise NotACalendar
    good: list[Away] = []
    bad: list[BadEvent] = []
    for number, event in enumerate(_events(text), start=1):
        if number > MAX_EVENTS:
            bad.append(BadEvent(number, "many"))
            break
        try:
            good.append(_away(number, event))
        except _Wrong as error:
            bad.append(BadEvent(number, error.args[0]))
    return good, bad


def _unfolded(text: str) -> Iterator[str]:
    """Lines of content: one that begins with a space or a tab goes on with the one before (3.1)."""
    parts: list[str] = []
    for line in re.split(r"\r\n|\r|\n", text.lstrip("\ufeff \t\r\n")):
        if line[:1] in (" ", "\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield "".join(parts)[:MAX_LINE]
        parts = [line] if line else []
    if parts:
        yield "".join(parts)[:MAX_LINE]


def _events(text: str) -> Iterator[dict[str, _Value]]:
    """The kept properties of every VEVENT; those of parts inside it (alarms) are passed over."""
    inside: list[str] = []
    event: dict[str, _Value] = {}
    for match in filter(None, map(_LINE.fullmatch, _unfolded(text))):
        name, value = match[1].upper(), match[3].strip()
        if name in ("BEGIN", "END"):
            _step(inside, name, value.upper())
            if value.upper() == "VEVENT":
                if name == "END":
                    yield event
                event = {}
        elif inside and inside[-1] == "VEVENT" and name in KEPT:
            event.setdefault(name, _Value(_params(match[2]), value))
    if inside:
        raise NotACalendar  # cut off on its way


def _step(inside: list[str], name: str, part: str) -> None:
    """Into a part, or out of it. Raises NotACalendar where parts do not lie within each other."""
    if name == "BEGIN":
        inside.append(part)
    elif not inside or inside.pop() != part:
        raise NotACalendar
    if len(inside) > DEEPEST:
        raise NotACalendar


def _params(text: str) -> dict[str, str]:
    pairs = re.findall(r";([A-Za-z0-9-]{1,40})=(\"[^\"]*\"|[^;\"]*)", text)
    return {name.upper(): value.strip('"') for name, value in pairs}


def _away(number: int, event: dict[str, _Value]) -> Away:
    if event.get("STATUS", _Value({}, "")).text.upper() == "CANCELLED":
        raise _Wrong("cancelled")
    if REPEATS & set(event):
        raise _Wrong("repeats")
    begins = _moment(event.get("DTSTART"), "start")
    ends = _end(event, begins)
    if ends < begins:
        raise _Wrong("end")
    first, last = _day(begins), _last_day(begins, ends)
    said = event.get("UID", _Value({}, "")).text + event.get("RECURRENCE-ID", _Value({}, "")).text
    return Away(number, first, last, hashlib.sha256(said.encode()).hexdigest()[:40] if said else "")


def _end(event: dict[str, _Value], begins: date | datetime) -> date | datetime:
    """The end, which itself does not belong (3.6.1): without one a whole day, or the very instant."""
    if "DTEND" in event:
        ends = _moment(event["DTEND"], "end")
        if isinstance(ends, datetime) != isinstance(begins, datetime):
            raise _Wrong("end")
        return ends
    if "DURATION" in event:
        return _later(begins, event["DURATION"].text)
    return begins if isinstance(begins, datetime) else begins + timedelta(days=1)


def _later(begins: date | datetime, text: str) -> date | datetime:
    match = _LENGTH.fullmatch(text)
    if match is None or not any(match.groups()):
        raise _Wrong("end")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    whole = timedelta(weeks=weeks, days=days)
    if not isinstance(begins, datetime):
        return begins + max(whole, timedelta(days=1))
    # Days are of the calendar, hours are exact (3.3.6): a change of clocks moves neither.
    return (begins + whole).astimezone(UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _moment(value: _Value | None, why: str) -> date | datetime:
    if value is None:
        raise _Wrong(why)
    whole, exact = _DATE.fullmatch(value.text), _MOMENT.fullmatch(value.text)
    try:
        if whole:
            return _sane(date(*(int(part) for part in whole.groups())), why)
        if exact is None:
            raise _Wrong(why)
        day = _sane(date(*(int(part) for part in _DATE.fullmatch(exact[1]).groups())), why)
        clock = time(int(exact[2]), int(exact[3]), min(int(exact[4]), 59))
    except _Wrong:
        raise
    except ValueError:
        raise _Wrong(why) from None
    return datetime.combine(day, clock, UTC if exact[5] else _zone(value.params.get("TZID", "")))


def _sane(day: date, why: str) -> date:
    if not 2000 <= day.year <= 2099:
        raise _Wrong(why)
    return day


def _zone(name: str) -> ZoneInfo:
    """The zone of a TZID, Outlook's names too; a time without one is Tallinn's."""
    if not name:
        return TALLINN
    try:
        return ZoneInfo(ZONES.get(name.casefold(), name.removeprefix("/")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Wrong("zone") from None


def _day(moment: date | datetime) -> date:
    return moment.astimezone(TALLINN).date() if isinstance(moment, datetime) else moment


def _last_day(begins: date | datetime, ends: date | datetime) -> date:
    """The last day of which anything belongs: an end at midnight leaves its day out."""
    if ends == begins:
        return _day(ends)
    if not isinstance(ends, datetime):
        return ends - timedelta(days=1)
    return (ends.astimezone(UTC) - timedelta(microseconds=1)).astimezone(TALLINN).date()
