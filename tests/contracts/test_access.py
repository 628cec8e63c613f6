"""Every address × every role, with real requests: who is let in is data, and the data are held against the doors."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from core.actor import ROLES
from core.views import ActionView
from tests.contracts import matrix
from tests.contracts.house import addresses

pytestmark = pytest.mark.django_db
WHO = [*ROLES, "anonymous"]
CAST = {"partner": "partner_a"}
# Doors that no role opens, each with its reason; tested with their apps.
OWN_KEYS = {
    "ping": "whoever knows the uuid",
    "ping_action": "whoever knows the uuid",
    "demo_letter": "a letter that the demonstration's mailbox holds",
    "mfa_deactivate_totp": "who has a second factor",
    "mfa_view_recovery_codes": "who has a second factor",
    "mfa_download_recovery_codes": "who has a second factor",
    "health": "the operators' networks",
    "metrics": "the operators' networks",
}


@pytest.fixture(autouse=True)
def demonstration(settings):
    """The demonstration's pages exist only in it."""
    settings.DEMO = True


def client_of(who: str, client, cast):
    client.raise_request_exception = False
    if who != "anonymous":
        client.force_login(cast.user(CAST.get(who, who)))
    return client


def is_refused(response) -> bool:
    to_login = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return to_login or response.status_code in (401, 403, 404)


def ask(client, address: str, callback):
    """The answer to a GET, or to an empty POST where the door takes only that. Nothing of it stays."""
    view = getattr(callback, "view_class", None)
    is_button = view is not None and issubclass(view, ActionView)
    with transaction.atomic():
        response = client.post(address) if is_button else client.get(address)
        if response.status_code == 405:
            response = client.post(address)
        if response.streaming:
            response.getvalue()  # closes the file
        transaction.set_rollback(True)
    return response


def test_every_address_is_in_a_matrix():
    known = {line.name for app in matrix.files() for line in matrix.lines(app)}
    missing = {one.name or one.pattern for one in addresses() if not one.is_api} - known - set(OWN_KEYS)
    assert sorted(missing) == []


def test_the_matrix_names_only_addresses_that_exist():
    real = {one.name for one in addresses()}
    assert not {line.name for app in matrix.files() for line in matrix.lines(app)} - real


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("app", matrix.files())
def test_walk(app, who, client, cast):
    objects = matrix.objects_of(app, cast)
    callbacks = {one.name: one.callback for one in addresses()}
    client = client_of(who, client, cast)
    wrong = []
    for line in matrix.lines(app):
        if line.name in OWN_KEYS:
            continue
        address = reverse(line.name, kwargs=line.filled(objects))
        response = ask(client, address, callbacks[line.name])
        is_right = is_refused(response) != (who in line.allowed) and response.status_code < 500
        if not is_right:
            wrong.append(f"{line.name} {address}: {response.status_code}, allowed: {who in line.allowed}")
    assert not wrong


def api_lists() -> list[str]:
    return sorted(one.name for one in addresses() if one.is_api and one.name.endswith("-list"))


@pytest.mark.parametrize("who", WHO)
def test_api_lists(who, client, cast):
    client, wrong = client_of(who, client, cast), []
    for name in api_lists():
        code = client.get(reverse(name)).status_code
        if code not in ((401,) if who == "anonymous" else (200, 403)):
            wrong.append(f"{name}: {code}")
    assert not wrong


def test_api_lists_as_files(client, cast):
    client = client_of("lead", client, cast)
    for name in api_lists():
        response = client.get(reverse(name), {"format": "csv"})
        assert response.status_code in (200, 403), name
        kind = response.get("Content-Type", "")
        assert kind.startswith(("text/csv", "application/problem+json")), f"{name}: {kind}"


def test_the_api_speaks_of_its_refusals_in_one_form(client, cast):
    client = client_of("lead", client, cast)
    for name in api_lists():
        response = client.get(reverse(name.replace("-list", "-detail"), args=["999999999"]))
        assert response.status_code in (403, 404), name
        assert response["Content-Type"].startswith("application/problem+json"), name
