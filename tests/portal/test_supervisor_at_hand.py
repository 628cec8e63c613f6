"""portal.supervisor.at_hand: a single command finds a database, whether the portal runs or not."""

import os
import tempfile
from pathlib import Path

import psycopg2
import pytest

from portal.supervisor import at_hand
from portal.supervisor.lock import UP, DataLock
from portal.supervisor.postgres import Cluster

COMMAND = ["manage.py", "migrate"]


@pytest.fixture
def data(monkeypatch):
    """A demonstration's data folder that root's database user can reach."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("PORTAL_DEMO", "1")
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        os.chmod(folder, 0o711)
        monkeypatch.setenv("PORTAL_DATA", f"{folder}/data")
        yield Path(folder) / "data"


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ("", False),
        ("check", False),
        ("portal up", False),
        ("portal invite a@b.ee", True),
        ("--verbosity 2", True),
        ("migrate", True),
    ],
)
def test_which_commands_need_one(words, needed):
    assert at_hand.needs_database(["manage.py", *words.split()]) is needed


def test_a_command_has_a_database_for_as_long_as_it_runs(data):
    with at_hand.database(COMMAND):
        Cluster(data).connect().close()
        with at_hand.database(COMMAND):  # a program that the command starts shares it
            Cluster(data).connect().close()
        Cluster(data).connect().close()
    with pytest.raises(psycopg2.OperationalError):
        Cluster(data).connect()


def test_beside_a_running_portal_nothing_is_started(data):
    data.mkdir()
    lock = DataLock(data)
    assert lock.take(0, UP)
    with at_hand.database(COMMAND):
        assert not (data / "postgres").exists()
    lock.release()


def test_with_a_server_nothing_is_started(data, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://a/b")
    with at_hand.database(COMMAND):
        assert not data.exists()
