"""What every test may ask for: the cast, browsers' clients signed in as one of them, a frozen clock."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection

from core import clock
from tests.factories.people import Cast


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Before the test database is dropped, connections that threads of a live server left open are ended."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


@pytest.fixture
def as_(client, cast):
    """``as_("owner")`` gives a client signed in as that one of the cast."""

    def sign_in(who: str):
        client.force_login(cast.user(who))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path_factory):
    """Files that a test stores go to a folder of its own, made when the first one is kept."""
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": tmp_path_factory.getbasetemp() / "media"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}


@pytest.fixture(autouse=True)
def forget_brakes(request, settings):
    """Brakes count in the shared cache: each test starts with an empty one. In the database it is rolled back with
    the rest, so only tests that have the database by a fixture, which may commit, empty it."""
    if settings.REDIS_URL:
        cache.clear()
        return
    for name in ("transactional_db", "db"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
            cache.clear()
            break


@pytest.fixture
def at():
    """``with at("2026-03-04T08:50"):`` sets the clock to Tallinn's time."""
    return lambda text: clock.at(clock.parse_local(text))
