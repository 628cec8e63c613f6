"""Brakes count every try, in parallel too, for as long as they say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

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
def test_the_time_runs_from_the_first_try(settings):
    brakes.count("brake:test", 3600)
    brakes.count("brake:test", 3600)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(expires) FROM core_cache WHERE cache_key LIKE '%%brake:test'")
        left = cursor.fetchone()[0] - clock.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


@pytest.mark.django_db
def test_many_made_up_names_do_not_push_a_brake_out():
    brakes.count("brake:a", 3600)
    for number in range(400):
        cache.set(f"zz-{number}", 1)
    assert brakes.count("brake:a", 3600) == 2
