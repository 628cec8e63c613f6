"""The demonstration year counted straight from its files: plain Python over the YAML, with working time of its own and
none of the product's arithmetic."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
YEAR = ROOT / "portal" / "demo" / "year"
NOW = datetime(2026, 11, 30, 9)  # as_of on Tallinn's clock; the files write naive local times
# Public holidays of 2026 on weekdays, and the shortened days before them (Estonian calendar, written by hand).
HOLIDAYS = {date(2026, *day) for day in ((1, 1), (2, 24), (4, 3), (5, 1), (6, 23), (6, 24), (8, 20), (12, 25))}
HOLIDAYS.add(date(2026, 12, 24))
SHORTENED = {date(2026, *day) for day in ((2, 23), (6, 22), (12, 23), (12, 31))}


def read(file: str, key: str) -> list[dict]:
    return yaml.safe_load((YEAR / f"{file}.yaml").read_text())[key]


def at(text) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def worked(start: datetime, end: datetime) -> float:
    """Minutes from 9 to 17 on working days, to 14 on shortened ones."""
    total, day = 0.0, start.date()
    while day <= end.date():
        if day.weekday() < 5 and day not in HOLIDAYS:
            closes = 14 if day in SHORTENED else 17
            opened, closed = datetime.combine(day, time(9)), datetime.combine(day, time(closes))
            total += max(0.0, (min(end, closed) - max(start, opened)).total_seconds() / 60)
        day += timedelta(days=1)
    return total


def minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def elapsed(sev: str, start: datetime, end: datetime) -> float:
    return minutes(start, end) if sev == "k1" else worked(start, end)


def share(fulfilled: list[bool]) -> tuple[int, int]:
    return sum(fulfilled), len(fulfilled)


def every_case() -> dict[str, dict]:
    return {row["ref"]: row for row in [*read("cases", "incidents"), *read("cases", "small")]}
