"""Counting tries against a brake, in the cache that all processes share."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection, transaction

from core import clock


def count(key: str, seconds: int) -> int:
    """One more try under ``key``; gives how many there were within ``seconds`` of the first, this one included.

    Tries in parallel wait for each other: ``cache.incr`` of a database cache loses some of them, and shortens their
    life to the cache's default of 300 s.
    """
    now = clock.now().timestamp()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        tries, until = cache.get(key) or (0, now + seconds)
        cache.set(key, (tries + 1, until), max(until - now, 1))
    return tries + 1
