"""How long a search takes in 20,000 texts, beside what the database does alone: plain words, and any place."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence

import pytest
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.search import sources
from core.search.index import index
from core.search.lemmas import dictionary
from incidents.models import FaultClass, Incident
from tests.bench import report
from tests.bench.load import BATCH, new_public_id, write_catalogue, write_people

HEADS = ["what", "p50 ms", "p95 ms", "least ms", "CPU ms"]
SECTIONS, WORDS, VOCABULARY, TURNS = 20_000, 120, 30_000, 5
# From words that stand in most texts to words that stand in one or none.
ASKED = [
    *("leping", "lepingutele", "koolides", "teenuse katkestus", "kasutajate õigused", "X-tee turvaserver"),
    *(
        "isikukoodide päring",
        '"andmed saadeti"',
        "leping -kool",
        "KOV",
        "договоров",
        "INC-2026-00142",
        "lepi",
        "väljamaks",
    ),
    *(
        "intsidendist teavitati",
        "toetuste väljamakse",
        "sertifikaadid",
        "pöördumistele vastamine",
        "lepinngutele",
        "töö",
    ),
]
FREQUENT = [
    *(
        "leping",
        "lepingu",
        "lepingut",
        "lepingud",
        "lepingutele",
        "kool",
        "koolis",
        "koolidele",
    ),
    *(
        "teenus",
        "teenuse",
        "teenuste",
        "katkestus",
        "katkestuse",
        "kasutaja",
        "kasutajate",
        "õigus",
    ),
    *(
        "õigused",
        "isikukood",
        "isikukoodi",
        "isikukoodide",
        "päring",
        "päringu",
        "päringute",
        "andmed",
    ),
    *(
        "andmeid",
        "saadeti",
        "toetus",
        "toetuse",
        "toetuste",
        "väljamakse",
        "väljamaksete",
        "sertifikaat",
    ),
    *(
        "sertifikaadi",
        "sertifikaadid",
        "turvaserver",
        "pöördumine",
        "pöördumisele",
        "vastamine",
    ),
    *(
        "intsident",
        "intsidendi",
        "intsidendist",
        "teavitati",
        "omavalitsus",
        "omavalitsuse",
        "töö",
    ),
    *("tööde",),
]


def texts() -> list[str]:
    """Inflected words: some as frequent as in an agency's papers, the others by Zipf's law from the dictionary."""
    dice = random.Random(2026)
    rare = [word.lower() for word in dictionary("et") if word.isalpha()]
    dice.shuffle(rare)
    rare = rare[:VOCABULARY]
    weights = [1 / (place + 10) for place in range(VOCABULARY)]
    return [
        " ".join(dice.choices(rare, weights, k=WORDS - 12) + dice.choices(FREQUENT, k=12)) for _n in range(SECTIONS)
    ]


def load() -> tuple[Client, list[Incident], float]:
    """(the reader's client, the rows, seconds that their keys took)."""
    reader = write_people()[0]
    component = write_catalogue()[0]
    fault = FaultClass.objects.first()
    rows = Incident.objects.bulk_create(
        (
            Incident(
                ref=f"INC-2026-{n:05}",
                public_id=new_public_id(),
                title=" ".join(text.split()[-6:]),
                description=text,
                component=component,
                fault_class=fault,
                fingerprint=f"mark-{n}",
                source="staff",
            )
            for n, text in enumerate(texts())
        ),
        batch_size=BATCH,
    )
    began = time.perf_counter()
    for first in range(0, len(rows), 500):
        index(sources.get("incidents"), rows[first : first + 500])
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(reader)
    return client, rows, took


def times(work: Callable[[str], object], words: Sequence[str] = ASKED) -> tuple[list[float], list[float]]:
    """(milliseconds, milliseconds of this process's own work) of each question, each asked five times after a first."""
    found, own = [], []
    for turn in range(TURNS + 1):
        for word in words:
            began, work_began = time.perf_counter(), time.process_time()
            work(word)
            if turn:
                found.append((time.perf_counter() - began) * 1000)
                own.append((time.process_time() - work_began) * 1000)
    return found, own


def figures(work: Callable[[str], object]) -> list[str]:
    found, own = times(work)
    return [f"{ms:.0f}" for ms in (*report.p50_p95(found), min(found), statistics.median(own))]


def plain(word: str) -> list:
    """PostgreSQL's own ``simple`` words, with an index, the newest ten."""
    rows = Incident.objects.annotate(words=SearchVector("title", "description", config="simple"))
    rows = rows.filter(words=SearchQuery(word, config="simple"))
    return [*rows.order_by("-pk")[:10], rows.count()]


def anywhere(word: str) -> list:
    """Every word in any place of the text."""
    rows = Incident.objects.all()
    for one in word.split():
        rows = rows.filter(description__icontains=one)
    return [*rows.order_by("-pk")[:10], rows.count()]


PLAIN_INDEX = (
    "CREATE INDEX bench_plain ON incidents_incident USING gin (to_tsvector('simple'::regconfig, "
    "COALESCE(title, '') || ' ' || COALESCE(description, '')))"
)


@pytest.mark.usefixtures("rows")
def test_search():
    client, rows, took = load()
    sizes = {}
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_INDEX)
        for name in ("core_searchentry", "core_searchword", "incidents_incident"):
            cursor.execute("SELECT pg_total_relation_size(%s) / 1048576", [name])
            sizes[name] = cursor.fetchone()[0]
    gc.collect()
    gc.freeze()
    page = lambda word: client.get("/search/", {"q": word})  # noqa: E731
    each = {word: statistics.median(times(page, [word])[0]) for word in ASKED}
    with CaptureQueriesContext(connection) as queries:
        page("leping")
    number = len(queries)  # the next request empties the log
    lines = [
        ["page `/search/`", *figures(page)],
        ["`simple` words with an index, ten rows and a count, no page", *figures(plain)],
        ["`ILIKE`, ten rows and a count, no page", *figures(anywhere)],
    ]
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX bench_plain")
    slow = ", ".join(f"{word} {ms:.0f}" for word, ms in sorted(each.items(), key=lambda one: -one[1])[:8])
    head = (
        f"{len(rows):,} texts of {WORDS} words; {len(ASKED)} questions, {TURNS} times each, one warm client. Keys took "
        f"{took:.0f} s ({took / len(rows) * 1000:.1f} ms a text); keys {sizes['core_searchentry']} MB, words "
        f"{sizes['core_searchword']} MB, the rows themselves {sizes['incidents_incident']} MB. {number} queries "
        f"a page. Slowest by median ms: {slow}. CPU is this process's own work, without the database's."
    )
    report.tell("search", "Search", f"{head}\n\n{report.table(HEADS, lines)}")
    call_command("flush", interactive=False, verbosity=0)
