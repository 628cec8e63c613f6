"""Lists ask the database a fixed number of times, however long they are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.views import ListPage
from tests.contracts import matrix
from tests.contracts.house import addresses
from tests.contracts.test_access import api_lists

pytestmark = pytest.mark.django_db
LIMIT = 12


def list_pages() -> list[str]:
    found = [one for one in addresses() if issubclass(getattr(one.callback, "view_class", object), ListPage)]
    return sorted(one.name for one in found if "<" not in one.pattern)


def role_for(name: str) -> str:
    """Somebody who may open the page; the lead where that is possible."""
    lines = [line for app in matrix.files() for line in matrix.lines(app) if line.name == name]
    allowed = lines[0].allowed if lines else {"lead"}
    return "lead" if "lead" in allowed else sorted(allowed - {"partner", "anonymous"})[0]


def fill(name: str, cast) -> None:
    """The rows of the page's own app."""
    app = next(one.app for one in addresses() if one.name == name)
    if app in matrix.files():
        matrix.objects_of(app, cast)


def count(client, address: str) -> int:
    client.get(address)  # what is made once (sessions, caches) is not the page's
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize("name", list_pages())
def test_list_pages(name, client, cast):
    fill(name, cast)
    client.force_login(cast.user(role_for(name)))
    assert count(client, reverse(name)) <= LIMIT


@pytest.mark.parametrize("name", api_lists())
def test_api_lists(name, client, cast):
    fill(name, cast)
    client.force_login(cast.user("lead"))
    assert count(client, reverse(name)) <= LIMIT
