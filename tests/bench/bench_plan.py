"""How long dashboards take on a generated year and on ten, and how long a year's evidence pack takes to make."""

from __future__ import annotations

import gc
import time

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.selectors import actor_of
from planning.services import packs
from tests.bench import report, years
from tests.bench.bench_pages import Asked, Figures, measure

MOST_QUERIES, MOST_MS, MOST_TIMES, MOST_PACK_S = 12, 200, 1.5, 20
HEADS = ["page", "queries", "p50 ms", "p95 ms", "CPU ms", "first ms", "p50 of ten years", "times", "target"]
PAGES = [
    Asked("plan", "/plan/", True),
    Asked("duties", "/duties/", True),
    Asked("today", "/", True),
    Asked("plan, parts", "/plan/parts/", True),
    Asked("tasks", "/tasks/", True),
    Asked("proposals", "/plan/proposals/", True),
    Asked("plan lines", "/plan/lines/", True),
    Asked("inputs", "/plan/inputs/", True),
    Asked("trainings", "/trainings/", True),
    Asked("one duty", "/duties/2.3.a-1/"),
]


def measure_all(count: int) -> tuple[dict[str, tuple[Asked, Figures, float]], float]:
    """Each page's figures with the time of its very first request (nothing kept yet), and the pack's seconds."""
    loaded = years.write(count)
    client = Client()
    client.force_login(loaded.manager)
    client.get("/accounts/me/")
    gc.collect()
    gc.freeze()  # as portal/wsgi.py does
    found = {}
    for page in PAGES:
        began = time.perf_counter()
        client.get(page.address)
        first = (time.perf_counter() - began) * 1000
        found[page.name] = (page, measure(client, page), first)
    began = time.perf_counter()
    content = packs.make(year=loaded.year, by=actor_of(loaded.owner), say=lambda *told: None)
    took = time.perf_counter() - began
    assert content.startswith(b"PK")
    call_command("flush", interactive=False, verbosity=0)
    return found, took


def line(page: Asked, one: Figures, first: float, ten: Figures) -> list[object]:
    times = ten.p50 / one.p50
    missed = [
        words
        for words, is_missed in (
            (f"> {MOST_QUERIES} queries", max(one.queries, ten.queries) > MOST_QUERIES),
            (f"> {MOST_MS} ms", one.p95 > MOST_MS),
            (f"> {MOST_TIMES} ×", times > MOST_TIMES),
        )
        if is_missed
    ]
    target = (", ".join(missed) or "kept") if page.is_target else "–"
    shown = [one.p50, one.p95, one.cpu, first, ten.p50]
    return [page.name, f"{one.queries}/{ten.queries}", *(f"{ms:.0f}" for ms in shown), f"{times:.2f}", target]


@pytest.mark.usefixtures("rows")
def test_plan():
    one, pack = measure_all(1)
    ten, pack_of_ten = measure_all(10)
    lines = [line(page, figures, first, ten[name][1]) for name, (page, figures, first) in one.items()]
    head = (
        f"A generated year ({years.INCIDENTS} incidents, {years.DOCUMENTS} documents, {years.PARTNERS} partners, "
        f"{years.INPUTS} inputs, {years.LINES} plan lines) and ten of them; a manager's page, one client, one warm "
        f"process. Targets: at most {MOST_QUERIES} queries, p95 {MOST_MS} ms, ten years within {MOST_TIMES} times. "
        f"*First* is the request that finds nothing kept. The evidence pack of a year took {pack:.1f} s with one year "
        f"written and {pack_of_ten:.1f} s with ten (target {MOST_PACK_S} s)."
    )
    report.tell("plan", "Plan and duties", f"{head}\n\n{report.table(HEADS, lines)}")
