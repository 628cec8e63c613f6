"""Figures for people: printed, and kept in docs/benchmarks.md, each bench in a part of its own."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from core import clock

FILE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEAD = """# Measured

`./run bench` makes these figures (all of them, about three minutes) and writes them here; `./run bench
tests/bench/bench_pages.py` makes those of the pages alone. Without `DATABASE_URL` they are taken on a throw-away
PostgreSQL with a non-durable disk; with it, in a test database on that server. Times depend on the machine and on
what else it does: tests assert numbers of queries, never times.
"""


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def tell(part: str, title: str, text: str) -> None:
    """Print the part and put it into the file in place of the earlier one."""
    body = f"<!-- {part} -->\n## {title}\n\n{machine()}\n\n{text.strip()}\n<!-- end of {part} -->"
    print(f"\n{body}\n")
    kept = FILE.read_text() if FILE.exists() else HEAD
    place = re.compile(rf"<!-- {part} -->.*<!-- end of {part} -->", re.DOTALL)
    kept = place.sub(lambda _found: body, kept) if place.search(kept) else f"{kept.rstrip()}\n\n{body}"
    FILE.write_text(kept.rstrip() + "\n")


def machine() -> str:
    """Where and when."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    cpu = (
        re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text()) if Path("/proc/cpuinfo").exists() else None
    )
    return (
        f"{clock.local(clock.now()):%Y-%m-%d %H:%M}, {os.cpu_count()} cores{f' ({cpu[1]})' if cpu else ''}, load "
        f"{os.getloadavg()[0]:.1f}, Python {platform.python_version()}, PostgreSQL {version.split()[0]} "
        f"(fsync {fsync})."
    )


def p50_p95(values: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(values), statistics.quantiles(values, n=20)[-1]
