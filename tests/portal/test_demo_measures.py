"""The demonstration year's measures of telling people, held against figures counted straight from the year's files:
plain Python over the YAML with working time of its own, none of the product's arithmetic."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import polib
import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from components.models import Component
from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, measures
from monitoring.selectors.availability import availabilities
from portal.demo.seeding import seed
from portal.demo.seeding.year import AS_OF

pytestmark = pytest.mark.django_db

PARTS = ("service", "down", "unknown")
ROOT = Path(__file__).resolve().parents[2]
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


def planned() -> tuple[int, int]:
    told = []
    for row in read("notices", "notices"):
        sent = at(row["sent"])
        if row["kind"] == "hooldustöö":
            starts = at(row["starts"])
            is_in_time = starts - sent >= timedelta(hours=48)
            back = {5: 1, 6: 2, 0: 3}.get(starts.weekday())
            if back:
                friday = datetime.combine(starts.date() - timedelta(days=back), time(10))
                is_in_time = is_in_time and sent <= friday
            told.append(is_in_time)
        elif row["kind"] == "muudatus":
            periods = [
                int(one["notice"]["change"].removesuffix("d"))
                for one in read("contracts", "contracts")
                if "av-valjund" in one["scope"] and one.get("notice", {}).get("change")
            ]
            told.append(at(row["effective"]) - sent >= timedelta(days=max(periods, default=90)))
    return share(told)


def confirmed() -> tuple[int, int]:
    asking = [row for row in read("notices", "notices") if row.get("need_ack")]
    # ten working days from Thursday 12.11.2026 are over on 26.11: there is no holiday between
    due = [row for row in asking if row["ack"] == row["need_ack"] or at(row["sent"]) + timedelta(days=14) <= NOW]
    return sum(row["ack"] for row in due), sum(row["need_ack"] for row in due)


def arrived() -> tuple[int, int]:
    rows = read("notices", "notices")
    told = sum(row["told"] for row in rows)
    return told, told + sum(row["failed"] for row in rows)


def cases() -> dict[str, dict]:
    return {row["ref"]: row for row in [*read("cases", "incidents"), *read("cases", "small")]}


def first_words() -> tuple[int, int]:
    limit = {"k1": 30, "k2": 60}
    rows = [row for row in cases().values() if row["sev"] in limit and not row.get("no_word_because")]
    rows = [row for row in rows if row["route"] not in ("duplikaat", "tagasi lükatud")]
    return share([elapsed(row["sev"], at(row["opened"]), at(row["word"])) <= limit[row["sev"]] for row in rows])


def last_words() -> tuple[int, int]:
    known, rows = cases(), [row for row in read("notices", "notices") if row["kind"] == "probleem"]
    pairs = [(known[row["incident"]]["resolved"], row["ended"]) for row in rows if known[row["incident"]]["resolved"]]
    return share([minutes(at(resolved), at(ended)) <= 30 for resolved, ended in pairs])


def steps() -> tuple[int, int]:
    limit, known, kept = {"k1": 60, "k2": 240}, cases(), []
    for row in read("notices", "notices"):
        sev = known[row["incident"]]["sev"] if row["kind"] == "probleem" else None
        if sev not in limit:
            continue
        said = [at(one) for one in (row["sent"], *row["updates"], row["ended"]) if one]
        kept += [elapsed(sev, one, two) <= limit[sev] for one, two in pairwise(said)]
        if not row["ended"] and elapsed(sev, said[-1], NOW) > limit[sev]:
            kept.append(False)
    return share(kept)


def reviews() -> tuple[int, int]:
    done = []
    for row in read("contracts", "contracts"):
        due = row.get("verify_yearly")
        if row["end"] is None and due and date(2026, 1, 1) <= due <= NOW.date():
            done.append(bool(row["verified"]) and row["verified"] > NOW.date() - timedelta(days=365))
    return share(done)


def undecided() -> tuple[int, int]:
    waiting, today = [], NOW.date()
    for row in read("contracts", "contracts"):
        end, renewal = row["end"], row.get("renewal", {})
        is_tacit = renewal.get("mode") == "tacit"
        ends = end is not None and not is_tacit and end < today + timedelta(days=60)
        used_up = bool(row.get("amount")) and row["used"] >= 0.95 * row["amount"]
        notice = end - timedelta(days=int(renewal["notice"][:-1])) if renewal.get("notice") else None
        passed = notice is not None and today - timedelta(days=60) <= notice < today
        waiting.append(ends or used_up or passed)
    return share(waiting)


def contacts() -> tuple[int, int]:
    rows = read("partners", "contacts")
    return share([bool(r["verified"]) and r["verified"] >= NOW.date() - timedelta(days=365) for r in rows])


def reachable() -> tuple[int, int]:
    """Components of the starter catalogue: its teams have an e-mail, go through another, or have a role that somebody
    in the year's contacts holds (owners of data are also the contact of their service)."""
    folder = ROOT / "components" / "catalogue" / "starter"
    teams = yaml.safe_load((folder / "10-organisations.yaml").read_text())["parties"]
    roles = {row["role"] for row in read("partners", "contacts") if row["verified"]}
    roles |= {"alamsüsteemi kontakt X-tee iseteenindusest"} if "andmeteenuse omanik" in roles else set()
    known = {one["slug"]: one for one in teams}

    def works(slug: str) -> bool:
        one = known[slug]
        if one.get("via"):
            return works(one["via"])
        return "@" in one["contact"] or any(role in one["contact"] for role in roles)

    rules = yaml.safe_load((folder / "40-competence.yaml").read_text())["rules"]
    components = yaml.safe_load((folder / "30-components.yaml").read_text())["components"]
    found = []
    for component in components:
        mine = [rule for rule in rules if rule["component"] in (component["slug"], "*")]
        parties = {rule[name] for rule in mine for name in ("solver", "fallback") if rule.get(name)}
        found.append(bool(parties) and all(works(slug) for slug in parties))
    return share(found)


def follow_ups() -> tuple[int, int]:
    rows = [row["follow_up"] for row in read("partners", "interactions") if row["follow_up"]]
    due = [row for row in rows if row["due"] < NOW.date()]
    return share([bool(row["done"]) and row["done"] <= row["due"] for row in due])


def quarters() -> tuple[int, int]:
    met = {(row["org"], (row["date"].month - 1) // 3 + 1) for row in read("partners", "interactions")}
    return share([(org, quarter) in met for org in ("tehik", "ria") for quarter in (1, 2, 3)])


def fresh() -> tuple[int, int]:
    """What is in force by the day up to which the year holds it true, without a doubt of over 14 days."""
    live = [row for row in read("documents", "documents") if row["from"]]
    old = NOW.date() - timedelta(days=14)
    return share([row["review"] >= NOW.date() and row.get("stale", {}).get("since", NOW.date()) >= old for row in live])


def described() -> tuple[int, int]:
    """The starter catalogue's components (all have an owner and a deputy) by their descriptions and schemas."""
    folder = ROOT / "components" / "catalogue" / "starter"
    components = yaml.safe_load((folder / "30-components.yaml").read_text())["components"]
    live = [row for row in read("documents", "documents") if row["from"] and row["type"] in ("kirjeldus", "skeem")]
    return share([any(row["component"] == one["slug"] for row in live) for one in components])


def at_the_right_place() -> tuple[int, int]:
    """The first handover that was not refused as misdirected, else the solving, by the limits of the ledger."""
    handed, solved = {"k1": 30, "k2": 120, "k3": 480}, {"k1": 240, "k2": 480, "k3": 4800}
    done = []
    for row in cases().values():
        if row["route"] in ("duplikaat", "tagasi lükatud"):
            continue
        mine = [at(one["delivered"]) for one in rights() if one["incident"] == row["ref"]]
        ends, limit = (min(mine), handed) if mine else (at(row["resolved"]), solved)
        done.append(elapsed(row["sev"], at(row["opened"]), ends) <= limit[row["sev"]])
    return share(done)


def rights() -> list[dict]:
    return [row for row in read("cases", "handovers") if not row.get("misroute")]


def minutes_to_party() -> float:
    known = cases()
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
    rows = [row for row in cases().values() if row.get("cause") and row["resolved"]]
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
    for row in cases().values():
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


EXPECTED = {
    "2.4.a-1": round_in_time,
    "2.4.a-2": decided,
    "2.7.b-1": better_organised,
    "2.7.c-1": with_reasons,
    "plaan-1": lines_in_time,
    "plaan-2": lines_measured,
    "1.goal": described,
    "2.1.a-1": at_the_right_place,
    "2.1.a-3": wrong_party,
    "2.1.a-4": nobody_took,
    "2.1.a-5": mended,
    "2.1.b-1": came_back,
    "2.1.b-2": runs,
    "2.1.b-3": signatures,
    "2.1.b-4": watched,
    "2.1.b-5": guards,
    "2.1.c-1": available,
    "2.1.c-2": content,
    "2.2.a-1": fresh,
    "2.2.a-2": reviews,
    "2.2.a-3": undecided,
    "2.2.b-1": planned,
    "2.2.b-2": confirmed,
    "2.2.b-3": arrived,
    "2.2.c-1": first_words,
    "2.2.c-2": last_words,
    "2.2.c-3": steps,
    "2.6.a-1": contacts,
    "2.6.a-2": reachable,
    "2.6.b-1": follow_ups,
    "2.6.b-2": quarters,
    "4.d3": restricted,
    "4.d6": unapproved,
}


def test_the_years_figures_are_those_of_its_files(settings, tmp_path, as_):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with clock.at(AS_OF):
        import_catalogue(by=SYSTEM)
        seed(lambda *_step: None, AS_OF)
        reading = Reading.of(AS_OF)
        results = {slug: measures.get(slug).read(reading) for slug in EXPECTED}
        assert {slug: (one.n, one.population) for slug, one in results.items()} == {
            slug: count() for slug, count in EXPECTED.items()
        }
        check_units(reading)
        left = {row.label.split()[0]: row.why for row in results["2.2.c-1"].rows("left_out")}
        assert set(left) == {"UK-2026-002", "UK-2026-108"}
        assert "andmekaitse" in left["UK-2026-002"]
        assert queries(as_("lead"), reverse("measure_list")) <= 13  # one a kind of thing that is counted
        for slug in EXPECTED:
            assert queries(as_("lead"), reverse("measure_detail", args=[slug]) + "?rows=fulfilled") <= 12


def untranslated() -> int:
    """Entries of the catalogues without a text, as polib reads them."""
    files = [polib.pofile(str(ROOT / "locale" / one / "LC_MESSAGES" / "django.po")) for one in ("et", "ru")]
    return sum(len(file.untranslated_entries()) + len(file.fuzzy_entries()) for file in files)


def check_units(reading: Reading) -> None:
    """What is no share: the median, the trail, the texts; and what stands beside the figures."""
    assert measures.get("2.1.a-2").read(reading).value == minutes_to_party()
    assert measures.get("4.d4").read(reading).value == 1
    (asked,) = measures.get("2.1.c-2").read(reading).counted.splits
    assert (asked.fulfilled, asked.total) == (41, 96)
    words = measures.get("3.lang").read(reading)
    assert sum(row.count for row in words.rows("missed") if row.kind == "texts") == untranslated()
    service = {row["component"]: row["service_minutes"] for row in read("monitoring", "availability")}
    begins, ends = reading.span("month")
    rows = Component.objects.filter(slug__in=service)
    (found,) = availabilities(list(rows), (begins, ends))
    figures = {one.slug: [getattr(found[one.pk], f"{name}_s") // 60 for name in PARTS] for one in rows}
    assert figures == {
        row["component"]: [row["service_minutes"], row["down"], row["unknown"]]
        for row in read("monitoring", "availability")
    }


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
