"""Questions to what the portal leans on. Each answers within seconds and never raises."""

from __future__ import annotations

import functools
import os
import time
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.files import scanning
from monitoring.selectors import watcher_age
from notifications.models import Delivery
from portal import env

BROKER_S = 2  # a frozen broker held a request for more than 25 s by default (reliability-security.md)
DATABASE_MS = 2000
SCANNER_S = 2
WATCHER_S = 60  # silence after which the supervisor restarts the part
STARTED = time.monotonic()


@dataclass(frozen=True, slots=True)
class State:
    """What one interface answered. ``is_ok`` None: not configured, or nothing known yet."""

    name: str
    is_ok: bool | None
    detail: str = ""
    last_at: datetime | None = None


def guarded(name: str, ask: Callable[[], State]) -> State:
    """The answer, or the fault's kind (never its text: it may hold an address with a password)."""
    try:
        return ask()
    except (DatabaseError, redis.RedisError, OSError) as error:
        return State(name, False, type(error).__name__)


def database() -> State:
    """Whether PostgreSQL answers within two seconds."""

    def ask() -> State:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(DATABASE_MS)])
            try:
                cursor.execute("SELECT 1")
            finally:
                cursor.execute("SELECT set_config('statement_timeout', '0', false)")
        return State("database", True)

    return guarded("database", ask)


def broker() -> State:
    """Whether the place of messages answers: Redis, else the folder."""

    def ask() -> State:
        if settings.REDIS_URL:
            timeouts = {"socket_connect_timeout": BROKER_S, "socket_timeout": BROKER_S}
            with redis.Redis.from_url(settings.REDIS_URL, **timeouts) as client:
                return State("broker", bool(client.ping()), "redis")
        folder = env.data_dir() / "broker"
        while not folder.exists():  # the first message makes it
            folder = folder.parent
        return State("broker", os.access(folder, os.W_OK), "folder")

    return guarded("broker", ask)


def migrations() -> State:
    """Whether the tables fit this code. A yes stays a yes for the life of the process."""
    return guarded("migrations", lambda: State("migrations", True) if _is_migrated() else _behind())


def mail() -> State:
    """Whether a relay is configured, and when a letter last left."""

    def ask() -> State:
        letters = Delivery.objects.visible_to(SYSTEM).filter(channel="email", state="delivered")
        last = letters.aggregate(last=Max("ended_at"))["last"]
        return State("mail", None if settings.EMAIL_CONFIG is None else True, _relay(), last)

    return guarded("mail", ask)


def watcher() -> State:
    """Whether the worker has said within a minute that it lives."""

    def ask() -> State:
        age = watcher_age()
        if age is None:
            return State("watcher", None, "never heard")
        return State("watcher", age < timedelta(seconds=WATCHER_S), f"{age.total_seconds():.0f} s", clock.now() - age)

    return guarded("watcher", ask)


def trail() -> State:
    """Whether the sealer keeps up: nothing older than ten minutes waits for its seal."""

    def ask() -> State:
        oldest = AuditRecord.objects.visible_to(SYSTEM).filter(seal=None).order_by("id").first()
        is_late = oldest is not None and clock.now() - oldest.at > timedelta(minutes=10)
        return State("audit", not is_late, "", oldest.at if oldest else None)

    return guarded("audit", ask)


def scanner() -> list[State]:
    """Whether the virus scanner answers; nothing where none is named."""

    def ask() -> State:
        return State("scanner", scanning.answers(SCANNER_S))

    return [guarded("scanner", ask)] if scanning.is_configured() else []


def ready() -> list[State]:
    """What must answer before people are let in."""
    return [database(), broker(), migrations()]


def report() -> dict[str, Any]:
    """The body of ``/health.json``: version, uptime in seconds, server's time (UTC) and every interface."""
    states = [*ready(), mail(), watcher(), trail(), *scanner()]
    return {
        "status": "ok" if all(state.is_ok is not False for state in states) else "trouble",
        "version": version(),
        "uptime_s": int(time.monotonic() - STARTED),
        "now": clock.now(),
        "demonstration": settings.DEMO,
        "interfaces": [asdict(state) for state in states],
    }


@functools.cache
def version() -> str:
    """The version in pyproject.toml."""
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


_migrated: list[bool] = []


def _is_migrated() -> bool:
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True


def _behind() -> State:
    return State("migrations", False, "not all applied")


def _relay() -> str:
    found = settings.EMAIL_CONFIG
    return f"{found['EMAIL_HOST']}:{found['EMAIL_PORT']}" if found and found.get("EMAIL_HOST") else "not configured"
