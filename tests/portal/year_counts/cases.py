"""Cases, what is watched, restrictions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from statistics import median

import yaml

from tests.portal.year_counts import HOLIDAYS, NOW, ROOT, at, elapsed, every_case, minutes, read, share, worked


def at_the_right_place() -> tuple[int, int]:
    """The first handover that was not refused as misdirected, else the solving, by the limits of the ledger."""
    handed, solved = {"k1": 30, "k2": 120, "k3": 480}, {"k1": 240, "k2": 480, "k3": 4800}
    done = []
    for row in every_case().values():
        if row["route"] in ("duplikaat", "tagasi lükatud"):
            continue
        mine = [at(one["delivered"]) for one in rights() if one["incident"] == row["ref"]]
        ends, limit = (min(mine), handed) if mine else (at(row["resolved"]), solved)
        done.append(elapsed(row["sev"], at(row["opened"]), ends) <= limit[row["sev"]])
    return share(done)


def rights() -> list[dict]:
    return [row for row in read("cases", "handovers") if not row.get("misroute")]


def minutes_to_party() -> float:
    known = every_case()
    first = {row["incident"]: row["delivered"] for row in reversed(rights())}
    return median(minutes(at(known[ref]["opened"]), at(delivered)) for ref, delivered in first.items())


def wrong_party() -> tuple[int, int]:
    return share([bool(row.get("misroute")) for row in read("cases", "handovers")])


def nobody_took() -> tuple[int, int]:
    """Of those that are with another party: untouched for more than the two hours of the rule (PJ-21)."""
    waiting = [row for row in read("cases", "handovers") if not row.get("fixed") and not row.get("refused")]
    return share([not row["accepted"] and worked(at(row["delivered"]), NOW) > 120 for row in waiting])


def mended() -> tuple[int, int]:
    due = [row for row in rights() if row["fixed"] or at(row["target"]) < NOW]
    return share([bool(row["fixed"]) and at(row["fixed"]) <= at(row["target"]) for row in due])


def came_back() -> tuple[int, int]:
    """Instants in UTC: the year's summer time is two hours and one more."""

    def utc(text) -> datetime:
        moment = at(text)
        is_summer = datetime(2026, 3, 29, 3) <= moment < datetime(2026, 10, 25, 4)
        return moment - timedelta(hours=3 if is_summer else 2)

    now, found = utc(NOW), []
    rows = [row for row in every_case().values() if row.get("cause") and row["resolved"]]
    for row in rows:
        resolved = utc(row["resolved"])
        if now - timedelta(days=365) <= resolved <= now - timedelta(days=90):
            later = [utc(other["opened"]) for other in read("cases", "incidents") if other["fp"] == row["fp"]]
            found.append(any(resolved < one <= resolved + timedelta(days=90) for one in later))
    return share(found)


def runs() -> tuple[int, int]:
    months = read("monitoring", "monitoring")
    return sum(row["done"] for row in months), sum(row["expected"] for row in months)


def signatures() -> tuple[int, int]:
    """By the tenth weekday that is no holiday; all ten of the year's months are past it."""
    done = []
    for row in read("monitoring", "monitoring"):
        year, month = map(int, row["month"].split("-"))
        day, left = date(year, month + 1, 1), 10
        while left := left - (day.weekday() < 5 and day not in HOLIDAYS):
            day += timedelta(days=1)
        done.append(bool(row["protocol_signed"]) and row["protocol_signed"] <= day)
    return share(done)


def watched() -> tuple[int, int]:
    """Components of the starter catalogue without those of which it is said why nobody watches. Nobody signs a review
    by a person in the year's files, so a review alone does not cover its component."""
    folder = ROOT / "components" / "catalogue" / "starter"
    components = yaml.safe_load((folder / "30-components.yaml").read_text())["components"]
    checks = yaml.safe_load((folder / "50-checks.yaml").read_text())["checks"]
    checks = [check for check in checks if check["type"] != "inspection"]
    of_interest = [one["slug"] for one in components if not one.get("unwatched")]
    return share([any(slug == check["component"] for check in checks) for slug in of_interest])


def guards() -> tuple[int, int]:
    holds = []
    live = {row["id"] for row in read("documents", "documents") if row["from"]}
    for row in every_case().values():
        if row["sev"] in ("k1", "k2") and row["closed"] and row["route"] in ("lahendatud", "edastatud"):
            guard = row["guard"]
            until = guard.get("until", date.max)
            holds.append(until >= NOW.date() and guard.get("document", "D-06") in live)
    return share(holds)


def available() -> tuple[int, int]:
    found = []
    for row in read("monitoring", "availability"):
        known = row["service_minutes"] - row["unknown"]
        if row["unknown"] <= 0.05 * row["service_minutes"]:
            found.append((known - row["down"]) / known >= 0.995)
    return share(found)


def content() -> tuple[int, int]:
    (row,) = read("feedback", "feedback")
    return row["satisfied"], row["answered"]


def restricted() -> tuple[int, int]:
    """Marks on documents and on their annexes whose last day is over."""
    rows = read("documents", "documents")
    things = [*rows, *(annex for row in rows for annex in row.get("annexes", []))]
    marks = [one["restricted"] for one in things if one.get("restricted")]
    return share([bool(one.get("until")) and one["until"] < NOW.date() for one in marks])


def unapproved() -> tuple[int, int]:
    rows = [row for row in read("notices", "notices") if row["kind"] in ("hooldustöö", "muudatus")]
    return share([not row.get("approval") for row in rows])
