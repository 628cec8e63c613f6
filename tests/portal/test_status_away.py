"""The database is away: the last reading stands, with its time; without one a clear 503. The outage is real: the
connections are closed, and new ones are refused by an address where nobody listens."""

import json
import os
import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from psycopg2 import extensions

from core import clock, patience
from notifications import services
from portal.status import board, hurry, snapshot
from portal.status.facts import Facts
from tests.factories.status import WORDS, publish, watched, work

pytestmark = pytest.mark.django_db(transaction=True)
DOORS = (
    "/status/",
    "/status/component/tara/",
    "/status/history/",
    "/status/feed.atom",
    "/status/maintenance.ics",
    "/status/badge/tara.svg",
    "/status/badge/tara.json",
    *(f"/status/api/v2/{door}.json" for door in ("summary", "status", "components", "incidents")),
    *(f"/status/api/v2/{door}.json" for door in ("incidents/unresolved", "scheduled-maintenances")),
    *(f"/status/api/v2/scheduled-maintenances/{door}.json" for door in ("upcoming", "active")),
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def reader() -> Client:
    """Like a browser: a fault is a page, not an exception."""
    return Client(raise_request_exception=False)


@contextmanager
def database_away(port: int = 1):
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT=str(port))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@pytest.mark.parametrize("address", DOORS)
def test_every_door_answers_from_the_last_reading(reader, cast, tara, address):
    watched(tara)
    publish(cast)
    work(tara, 24)
    assert reader.get("/status/").status_code == 200
    with database_away():
        answer = reader.get(address)
    assert answer.status_code == 200, answer.content[-300:]
    assert "X-Snapshot-At" in answer


def test_the_page_says_when_it_was_read(reader, cast, tara):
    notice = publish(cast)
    with clock.at(clock.parse_local("2026-11-24T08:15")):
        live = reader.get("/status/")
    assert "24.11.2026 08.15" not in live.content.decode()
    assert "X-Snapshot-At" not in live
    with database_away():
        html = reader.get("/status/").content.decode()
        one = reader.get(f"/status/{notice.public_id}/")
        summary = reader.get("/status/api/v2/summary.json").json()
    assert "24.11.2026 08.15" in html
    assert "TARA on häiritud" in html
    assert "TARA on häiritud" in one.content.decode()
    assert summary["page"]["snapshot_at"] == "2026-11-24T06:15:00.000Z"
    assert summary["incidents"][0]["id"] == notice.public_id


@pytest.fixture
def frozen():
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        patience.install()
        yield server.getsockname()[1]
        extensions.set_wait_callback(None)


@pytest.mark.parametrize("address", ["/status/", "/status/api/v2/summary.json", "/status/feed.atom"])
def test_a_frozen_database_is_away_too(reader, cast, tara, frozen, address, monkeypatch):
    monkeypatch.setattr(hurry, "WAITS_S", 0.3)
    publish(cast)
    reader.force_login(cast.user("partner_a"))
    assert reader.get("/status/").status_code == 200
    with database_away(frozen):
        answer = reader.get(address)
    assert (answer.status_code, "X-Snapshot-At" in answer) == (200, True)


def test_a_statement_that_takes_too_long_ends_and_the_next_is_well(frozen):
    with patience.at_most(0.3), connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT pg_sleep(60)")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_old_green_is_unknown(reader, tara):
    watched(tara)
    assert reader.get("/status/api/v2/summary.json").json()["components"][0]["status"] == "operational"
    with database_away(), clock.at(clock.now() + timedelta(hours=1)):
        found = reader.get("/status/api/v2/summary.json").json()
    assert found["components"][0]["status"] == "degraded_performance"


def test_also_for_those_whose_session_lies_in_the_database(reader, cast, tara):
    publish(cast)
    reader.force_login(cast.user("partner_a"))
    assert cast.user("partner_a").name in reader.get("/status/").content.decode()
    reader.cookies["language"] = "en"
    with database_away():
        answers = [reader.get(address) for address in ("/status/", "/status/api/v2/summary.json", "/status/feed.atom")]
        elsewhere = reader.get("/components/")
        posted = reader.post("/status/")
    assert [one.status_code for one in answers] == [200, 200, 200]
    html = answers[0].content.decode()
    assert "TARA is disturbed" in html
    assert cast.user("partner_a").name not in html
    assert (elsewhere.status_code, posted.status_code) == (503, 503)
    assert cast.user("partner_a").name in reader.get("/status/").content.decode(), "still signed in"


@pytest.mark.parametrize("address", DOORS)
def test_without_a_reading_it_is_a_clear_503(reader, address):
    with database_away():
        answer = reader.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Traceback" not in answer.content.decode()


def test_what_the_reading_does_not_hold_is_not_called_missing(reader, cast, tara):
    with clock.at(clock.now() - timedelta(days=200)):
        old = publish(cast, kind="change")
        services.end_notice(old, body=WORDS, by=cast.actor("owner"))
    reader.get("/status/")
    with database_away():
        assert reader.get(f"/status/{old.public_id}/").status_code == 503
        assert reader.get("/status/history/?month=2020-01").status_code == 503
        assert reader.get("/status/component/none/").status_code == 404
        assert reader.get("/status/api/v2/none.json").status_code == 404


def test_back_again(reader, cast, tara):
    reader.get("/status/")
    with database_away():
        assert "X-Snapshot-At" in reader.get("/status/")
    publish(cast)
    answer = reader.get("/status/")
    assert "TARA on häiritud" in answer.content.decode()
    assert "X-Snapshot-At" not in answer


def test_a_reading_comes_back_as_it_was(cast, tara):
    watched(tara)
    publish(cast)
    work(tara, 3)
    facts = board.read()
    assert Facts.from_json(facts.to_json()) == facts


def test_it_is_kept_at_most_every_few_seconds(reader, cast, tara):
    reader.get("/status/")
    publish(cast)
    reader.get("/status/")
    assert snapshot.last().notices == []
    long_ago = snapshot.file().stat().st_mtime - snapshot.KEPT_EVERY_S - 1
    os.utime(snapshot.file(), (long_ago, long_ago))
    reader.get("/status/")
    assert [one.title for one in snapshot.last().notices] == [WORDS]
    assert [one.name for one in snapshot.file().parent.iterdir()] == ["board.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", json.dumps({"read_at": "soon"})])
def test_a_broken_reading_is_none(reader, text):
    snapshot.file().parent.mkdir()
    snapshot.file().write_text(text)
    assert snapshot.last() is None
    with database_away():
        assert reader.get("/status/").status_code == 503


def test_a_disk_that_refuses_stops_nobody(reader, settings, tmp_path):
    (tmp_path / "status").write_text("a file where the folder should be")
    assert reader.get("/status/").status_code == 200
