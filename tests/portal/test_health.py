"""What machines are told."""

import json

import pytest
from django.db import OperationalError, connection

from core.clients import address_of
from notifications.models import Delivery
from portal.health import probes

pytestmark = pytest.mark.django_db


def test_live_and_ready_for_everybody(client):
    assert client.get("/health/live").content == b"ok\n"
    ready = client.get("/health/ready", REMOTE_ADDR="203.0.113.7")
    assert (ready.status_code, ready.json()) == (200, {"database": True, "broker": True, "migrations": True})


@pytest.mark.parametrize("path", ["/health.json", "/metrics"])
def test_operators_only(client, path, settings):
    assert client.get(path).status_code in (200, 503)
    assert client.get(path, REMOTE_ADDR="203.0.113.7").status_code == 404
    settings.PORTAL_OPS_NETWORKS = ["203.0.113.0/24"]
    assert client.get(path, REMOTE_ADDR="203.0.113.7").status_code != 404
    assert client.get(path).status_code == 404


def test_behind_a_proxy_the_client_counts_not_the_proxy(client, settings, rf):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = {"X-Forwarded-For": "127.0.0.1, 203.0.113.7"}
    assert client.get("/metrics", headers=forged).status_code == 404
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 200
    assert address_of(rf.get("/", headers=forged)) == "203.0.113.7"


def test_the_report_names_every_interface(client):
    body = client.get("/health.json").json()
    names = {one["name"] for one in body["interfaces"]}
    assert names == {"database", "broker", "migrations", "mail", "watcher", "audit"}
    assert body["version"]
    assert body["uptime_s"] >= 0


def test_a_fault_is_named_by_kind_not_by_text(monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("password=secret")

    monkeypatch.setattr(connection, "cursor", broken)
    state = probes.database()
    assert (state.is_ok, state.detail) == (False, "OperationalError")


def test_a_broker_that_is_away_answers_soon(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert probes.broker().is_ok is False


def test_ready_says_503(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["broker"]) == (503, False)


def test_metrics_in_both_forms(client):
    Delivery.objects.create(event_key="x", channel="email", address="a@test.example", subject="s", body="b")
    plain = client.get("/metrics").content.decode()
    assert 'portal_deliveries{state="waiting"} 1.0' in plain
    assert 'portal_queue_age_seconds{queue="letters-bulk"}' in plain
    open_form = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert open_form["Content-Type"].startswith("application/openmetrics-text")
    assert open_form.content.decode().endswith("# EOF\n")


def test_metrics_cost_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get("/metrics")


def test_json_is_json(client):
    json.loads(client.get("/health.json").content)
