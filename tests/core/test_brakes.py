"""Brakes count every try, in parallel too, for as long as they say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from redis import Redis

from core import brakes, clock


@pytest.mark.django_db(transaction=True)
def test_tries_in_parallel_are_all_counted():
    def try_it(_number: int) -> int:
        try:
            return brakes.count("brake:test", 3600)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(try_it, range(12))) == list(range(1, 13))


@pytest.mark.django_db
def test_the_time_runs_from_the_first_try():
    brakes.count("brake:test", 3600)
    brakes.count("brake:test", 3600)
    assert timedelta(minutes=59) < left_of("brake:test") <= timedelta(hours=1)


def left_of(key: str) -> timedelta:
    """How long the cache, whichever it is, still keeps the key."""
    if settings.REDIS_URL:
        return timedelta(milliseconds=Redis.from_url(settings.REDIS_URL).pttl(cache.make_key(key)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(expires) FROM core_cache WHERE cache_key = %s", [cache.make_key(key)])
        return cursor.fetchone()[0] - clock.now()


@pytest.mark.django_db
def test_many_made_up_names_do_not_push_a_brake_out():
    brakes.count("brake:a", 3600)
    for number in range(400):
        cache.set(f"zz-{number}", 1)
    assert brakes.count("brake:a", 3600) == 2
