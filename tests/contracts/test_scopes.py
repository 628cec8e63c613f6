"""A token that was narrowed reads and writes only what its scopes name, whatever its person may."""

from __future__ import annotations

import re

import pytest
from rest_framework.test import APIClient

from accounts.selectors import token_scopes
from accounts.services import make_token
from core.permissions import READ_ALL, READING, tables
from portal.api_urls import router

pytestmark = pytest.mark.django_db
READS, WRITES = ("get",), ("post", "put", "delete")


def doors() -> list[tuple[str, str, str]]:
    """(app, method, address) of every operation of the API; ids are made up, for scopes are asked about first."""
    found = []
    for name, viewset, _basename in router.registry:
        app, root = viewset.model._meta.app_label, f"/api/v1/{name}/"
        one = f"{root}1/" if viewset.lookup_field == "pk" else f"{root}abc/"
        found += [(app, "get", root), (app, "get", f"{root}?format=csv"), (app, "get", one)]
        found += [(app, "post", root)] if hasattr(viewset, "create") else []
        found += [(app, "put", one)] if hasattr(viewset, "update") else []
        found += [(app, "delete", one)] if hasattr(viewset, "destroy") else []
        for extra in viewset.get_extra_actions():
            at = re.sub(r"\(\?P<\w+>[^)]*\)", "1", f"{one if extra.detail else root}{extra.url_path}/")
            found += [(viewset.apps.get(act, app), method, at) for method, act in extra.mapping.items()]
    return found


@pytest.fixture
def client_of(cast):
    """``client_of(who, *scopes)``: a client with a token of that one of the cast."""

    def make(who: str, *scopes: str) -> APIClient:
        _token, text = make_token(name="t", scopes=scopes, by=cast.actor(who))
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return client

    return make


def status(client: APIClient, method: str, address: str) -> tuple[int, str]:
    answer = getattr(client, method)(address)
    told = answer.json() if "json" in answer["Content-Type"] else {}
    return answer.status_code, told.get("title", "") if isinstance(told, dict) else ""


def test_there_are_doors():
    assert len(doors()) > 80
    assert {app for app, _method, _at in doors()} <= set(tables())


@pytest.mark.parametrize("app", sorted({app for app, _method, _at in doors()}))
def test_scopes_of_another_app_open_nothing(client_of, app):
    others = [scope for scope, _label in token_scopes() if not scope.startswith((f"{app}.", "*."))]
    client = client_of("owner", *others)
    for _app, method, at in (door for door in doors() if door[0] == app):
        assert status(client, method, at) == (403, "out-of-scope"), (method, at)


@pytest.mark.parametrize("scope", ["*.read", "app.read"])
def test_scopes_of_reading_read_as_the_person_and_write_nothing(client_of, scope):
    whole = client_of("owner")
    narrow = {app: client_of("owner", scope.replace("app", app)) for app in tables()}
    for app, method, at in doors():
        if method in READS:
            assert status(narrow[app], method, at) == status(whole, method, at), at
        else:
            assert status(narrow[app], method, at) == (403, "out-of-scope"), at


def test_scopes_of_actions_that_read_write_nothing(client_of):
    scopes = [scope for scope, _label in token_scopes() if scope.partition(".")[2].startswith(READING)]
    clients = [client_of("owner", scope) for scope in scopes]
    clients.append(client_of("owner", *scopes))
    assert len(scopes) > 10
    for _app, method, at in (door for door in doors() if door[1] not in READS):
        for client in clients:
            assert status(client, method, at) == (403, "out-of-scope"), (method, at)


def test_an_action_asks_for_the_scopes_of_the_app_whose_it_is(client_of):
    assert status(client_of("owner", "partners.read"), "get", "/api/v1/organisations/network/")[0] == 200
    assert status(client_of("owner", "accounts.*"), "get", "/api/v1/organisations/network/")[1] == "out-of-scope"
    for scope, act in (("partners.edit_contacts", "put expectation"), ("components.edit", "post uses")):
        method, path = act.split()
        at = f"/api/v1/organisations/abc/{path}/"
        assert status(client_of("owner", scope), method, at)[1] != "out-of-scope"
        assert status(client_of("owner", "accounts.*"), method, at)[1] == "out-of-scope"


def test_apps_named_for_actions_are_there():
    for _name, viewset, _basename in router.registry:
        acts = {act for extra in viewset.get_extra_actions() for act in extra.mapping.values()}
        assert set(viewset.apps) <= acts
        assert set(viewset.apps.values()) <= set(tables())


def test_a_scope_of_acting_does_not_read(client_of):
    client = client_of("owner", "notifications.publish", "partners.edit_contacts")
    for at in ("notices", "deliveries", "subscriptions", "webhooks", "contacts", "contracts"):
        assert status(client, "get", f"/api/v1/{at}/")[0] == 403, at


def test_a_scope_that_names_a_resource_reads_it_alone(client_of):
    client = client_of("lead", "accounts.see_people")
    assert status(client, "get", "/api/v1/people/")[0] == 200
    assert status(client, "get", "/api/v1/substitutions/")[0] == 403


def test_reading_gives_no_role(client_of):
    """Reading scopes open what the person may read, no more."""
    partner_table = [app for app, table in tables().items() if "see_restricted" in table.grants]
    assert sorted(partner_table) == ["docs_library", "partners"]
    assert READ_ALL in {scope for scope, _label in token_scopes()}
    assert status(client_of("admin", READ_ALL), "get", "/api/v1/handovers/")[0] == 403
