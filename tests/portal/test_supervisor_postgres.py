"""portal.supervisor.postgres: the embedded database, through every way it may end."""

import os
import signal
import tempfile
from pathlib import Path

import psycopg2
import pytest

from portal.supervisor import paths, processes
from portal.supervisor.errors import StartError
from portal.supervisor.postgres import Cluster, reason


@pytest.fixture
def data():
    """A data folder with a space and a letter outside ASCII, reachable for the user of root's server."""
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        os.chmod(folder, 0o711)
        yield Path(folder) / "ruum õ"


@pytest.fixture
def cluster(data):
    made = Cluster(data, is_durable=False)
    made.start()
    yield made
    made.stop()


def query(cluster, statement):
    connection = cluster.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def test_it_answers_in_utf8_and_utc(cluster):
    assert query(cluster, "SHOW server_encoding") == [("UTF8",)]
    assert query(cluster, "SHOW timezone") == [("UTC",)]
    assert query(cluster, "SHOW listen_addresses") == [("",)]


def test_its_folders_are_closed_to_others(cluster):
    assert cluster.files.stat().st_mode & 0o077 == 0
    assert cluster.socket.stat().st_mode & 0o077 == 0


def test_rows_survive_stop_and_start(cluster):
    query(cluster, "CREATE TABLE kept AS SELECT 7 AS value")
    cluster.stop()
    assert not cluster.is_alive()
    cluster.start()
    assert query(cluster, "SELECT value FROM kept") == [(7,)]


def test_it_starts_after_being_killed(cluster):
    cluster.process.kill()
    cluster.process.wait()
    cluster.start()
    assert query(cluster, "SELECT 1") == [(1,)]


def test_a_server_left_running_is_stopped_first(cluster, data):
    other = Cluster(data, is_durable=False)
    other.start()
    try:
        assert cluster.process.wait(10) == 0
        assert query(other, "SELECT 1") == [(1,)]
    finally:
        other.stop()


def test_a_reused_process_id_is_left_alone(cluster):
    cluster.process.kill()
    cluster.process.wait()
    noted = cluster.files / "postmaster.pid"
    noted.write_text(f"{os.getpid()}\n")
    cluster.start()
    assert query(cluster, "SELECT 1") == [(1,)]


def test_a_making_cut_short_is_done_again(data):
    cluster = Cluster(data, is_durable=False)
    (data / "postgres" / "data.new" / "base").mkdir(parents=True)
    for place in (data, data / "postgres"):
        place.chmod(0o711)
    cluster.start()
    cluster.stop()
    assert not (data / "postgres" / "data.new").exists()


def test_data_of_another_version_names_the_way_out(cluster):
    cluster.stop()
    (cluster.files / "PG_VERSION").write_text("12\n")
    with pytest.raises(StartError, match=r"PostgreSQL 12.*backup.*restore"):
        cluster.start()


def test_a_long_path_moves_the_socket(tmp_path):
    near, far = tmp_path / "d", tmp_path / ("pikk-" * 30)
    assert paths.socket_folder(near).is_relative_to(near)
    assert paths.socket_folder(far).parent == paths.SPARE_FOLDER
    assert paths.socket_folder(far) == paths.socket_folder(far)
    assert paths.socket_folder(tmp_path / "a,b").parent == paths.SPARE_FOLDER


def test_somebody_elses_socket_folder_is_refused(data):
    cluster = Cluster(data)
    cluster.socket.parent.mkdir(parents=True)
    for place in (data, data / "run"):
        place.chmod(0o711)
    cluster.socket.symlink_to("/tmp")
    with pytest.raises(StartError, match="belongs to another user"):
        cluster.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone changes the user")
def test_roots_server_runs_as_nobody_and_lets_root_in(cluster):
    assert cluster.person.pw_name == "nobody"
    assert cluster.files.owner() == "nobody"


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone changes the user")
def test_an_unreachable_folder_is_told_and_not_opened(data):
    data.mkdir()
    data.parent.chmod(0o700)
    with pytest.raises(StartError, match=r"nobody.*cannot reach.*PORTAL_DATA"):
        Cluster(data).start()
    assert data.parent.stat().st_mode & 0o777 == 0o700


def test_a_stop_that_is_not_obeyed_becomes_harder(cluster, monkeypatch):
    monkeypatch.setattr("portal.supervisor.postgres.STOP_SECONDS", 0.3)
    os.kill(cluster.process.pid, signal.SIGSTOP)
    monkeypatch.setattr("portal.supervisor.postgres.QUIT_SECONDS", 0.3)
    pid = cluster.process.pid
    cluster.stop()
    assert not processes.is_running(pid)
    with pytest.raises(psycopg2.OperationalError):
        cluster.connect()


def test_the_reason_is_the_telling_line():
    assert reason("LOG: a\nFATAL:  could not write lock file: No space left on device\nLOG: b").startswith("FATAL")
    assert reason("") == "it said nothing"
