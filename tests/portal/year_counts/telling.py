"""What people were told, contracts, contacts, documents."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import yaml

from tests.portal.year_counts import NOW, ROOT, at, elapsed, every_case, minutes, read, share


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


def first_words() -> tuple[int, int]:
    limit = {"k1": 30, "k2": 60}
    rows = [row for row in every_case().values() if row["sev"] in limit and not row.get("no_word_because")]
    rows = [row for row in rows if row["route"] not in ("duplikaat", "tagasi lükatud")]
    return share([elapsed(row["sev"], at(row["opened"]), at(row["word"])) <= limit[row["sev"]] for row in rows])


def last_words() -> tuple[int, int]:
    known, rows = every_case(), [row for row in read("notices", "notices") if row["kind"] == "probleem"]
    pairs = [(known[row["incident"]]["resolved"], row["ended"]) for row in rows if known[row["incident"]]["resolved"]]
    return share([minutes(at(resolved), at(ended)) <= 30 for resolved, ended in pairs])


def steps() -> tuple[int, int]:
    limit, known, kept = {"k1": 60, "k2": 240}, every_case(), []
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
