"""How long pages take on many rows: one warm client, from the middleware to the rendered page, in one process."""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import report
from tests.bench.load import Loaded, load

REQUESTS, WARM = 60, 5
MOST_QUERIES, MOST_MS, MOST_TIMES = 10, 150, 1.5
HTMX = {"HX-Request": "true"}
HEADS = [
    "page",
    "queries",
    "p50 ms",
    "p95 ms",
    "least ms",
    "CPU ms",
    "p50 at 1/10",
    "CPU at 1/10",
    "CPU times",
    "target",
]


@dataclass(frozen=True)
class Asked:
    name: str
    address: str
    is_target: bool = False
    headers: dict | None = None


@dataclass(frozen=True)
class Figures:
    queries: int
    p50: float
    p95: float
    least: float
    cpu: float


def asked(loaded: Loaded) -> list[Asked]:
    """The triage and monitoring pages have targets; the others are there to be watched."""
    case, check, component = loaded.case.ref, loaded.check.slug, loaded.component.slug
    return [
        Asked("queue, open", "/incidents/", True),
        Asked("queue, open, fragment", "/incidents/", True, HTMX),
        Asked("queue, all", "/incidents/?state=all", True),
        Asked("queue, all, last page", "/incidents/?state=all&page=999", True),
        Asked("queue, all, a word", "/incidents/?state=all&q=teenus+77", True),
        Asked("monitoring", "/monitoring/", True),
        Asked("monitoring, fragment", "/monitoring/", True, HTMX),
        Asked("check", f"/monitoring/{check}/", True),
        Asked("case", f"/incidents/{case}/"),
        Asked("case, fragment", f"/incidents/{case}/", headers=HTMX),
        Asked("today", "/"),
        Asked("components", "/components/"),
        Asked("component", f"/components/{component}/"),
        Asked("status", "/status/"),
        Asked("API incidents", "/api/v1/incidents/"),
        Asked("API checks", "/api/v1/checks/"),
        Asked("API components", "/api/v1/components/"),
    ]


def measure(client: Client, page: Asked) -> Figures:
    for _turn in range(WARM):
        answer = client.get(page.address, headers=page.headers)
    assert answer.status_code == 200, (page, answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.address, headers=page.headers)
    count = len(queries)  # the next request empties the log
    times, works = [], []
    for _turn in range(REQUESTS):
        began, work = time.perf_counter(), time.process_time()
        client.get(page.address, headers=page.headers)
        times.append((time.perf_counter() - began) * 1000)
        works.append((time.process_time() - work) * 1000)
    return Figures(count, *report.p50_p95(times), min(times), statistics.median(works))


def measure_all(scale: float) -> tuple[Loaded, dict[Asked, Figures]]:
    loaded = load(scale)
    client = Client()
    client.force_login(loaded.reader)
    client.get("/")
    gc.collect()
    gc.freeze()  # as portal/wsgi.py does
    found = {page.name: (page, measure(client, page)) for page in asked(loaded)}
    call_command("flush", interactive=False, verbosity=0)
    return loaded, found


def line(page: Asked, full: Figures, tenth: Figures) -> list[object]:
    times = full.p50 / tenth.p50
    missed = [
        words
        for words, is_missed in (
            (f"> {MOST_QUERIES} queries", full.queries > MOST_QUERIES),
            (f"> {MOST_MS} ms", full.p95 > MOST_MS),
            (f"> {MOST_TIMES} ×", times > MOST_TIMES),
        )
        if is_missed
    ]
    target = (", ".join(missed) or "kept") if page.is_target else "–"
    shown = [full.p50, full.p95, full.least, full.cpu, tenth.p50, tenth.cpu]
    return [page.name, full.queries, *(f"{ms:.0f}" for ms in shown), f"{full.cpu / tenth.cpu:.2f}", target]


@pytest.mark.usefixtures("rows")
def test_pages():
    _few, tenth = measure_all(0.1)
    many, full = measure_all(1)
    lines = [line(page, figures, tenth[name][1]) for name, (page, figures) in full.items()]
    head = (
        f"{many.incidents:,} incidents (300 open), {many.checks} checks with 90 days of state intervals, 40 people, "
        f"50 components; beside it a tenth. {REQUESTS} requests each, one client, one warm process, middleware to "
        f"rendered page. Targets of triage and monitoring: at most {MOST_QUERIES} queries, p95 {MOST_MS} ms, "
        f"{MOST_TIMES} times a tenth. CPU is this process's own work, without the database's, and does not feel what "
        f"else the machine does; the least time is nearest to that of an idle machine."
    )
    report.tell("pages", "Pages", f"{head}\n\n{report.table(HEADS, lines)}")
