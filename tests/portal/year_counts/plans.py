"""Proposals and plan lines."""

from __future__ import annotations

import yaml

from tests.portal.year_counts import NOW, YEAR, at, read, share


def round_in_time() -> tuple[int, int]:
    """A day without a time counts as that day in time."""
    last = at(yaml.safe_load((YEAR / "plan.yaml").read_text())["round"]["deadline"]).date()
    return share([row["submitted"] <= last for row in read("plan", "proposals") if row["round"] == "PV-2027"])


def decided() -> tuple[int, int]:
    return share([row["verdict"] == "approve" for row in read("plan", "proposals") if row["verdict"]])


def better_organised() -> tuple[int, int]:
    return share([True for row in read("plan", "proposals") if row["kind"] == "töökorraldus"])


def with_reasons() -> tuple[int, int]:
    rows = [row for row in read("plan", "proposals") if row["kind"] == "arendusettepanek"]
    return share([bool(row["goal"] and row["evidence"] and row["hours"]) for row in rows])


def lines_in_time() -> tuple[int, int]:
    due = [row for row in read("plan", "lines") if row["due"] < NOW.date()]
    return share([bool(row["done"]) and row["done"] <= row["due"] for row in due])


def lines_measured() -> tuple[int, int]:
    return share([bool(row["result"]) for row in read("plan", "lines") if row["done"]])
