"""`manage.py portal up`, for real: what it refuses in one sentence, and one whole life of the portal."""

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.supervisor import demonstration, up
from portal.supervisor.errors import StartError, disk_troubles
from portal.supervisor.lock import UP, DataLock

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "manage.py", "portal", "up"]
START_SECONDS = 90
KEYS = dict.fromkeys(("PORTAL_SECRET_KEY", "PORTAL_LINK_KEY", "PORTAL_ENCRYPTION_KEYS"), "k" * 43 + "=")


@pytest.fixture
def data():
    """A data folder that root's database user can reach, with a space and a letter outside ASCII."""
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        os.chmod(folder, 0o711)
        yield Path(folder) / "ruum õ"


def free_port():
    """A free port below the ephemeral ones."""
    for port in range(18300 + os.getpid() % 500, 20000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError


def environment(data, port, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE", "REDIS"))}
    return kept | {"PORTAL_DATA": str(data), "PORT": str(port), "PORTAL_DEMO": "1"} | more


def refused(data, port, **more):
    """Its one sentence, after an end that is not 0."""
    shown = subprocess.run(
        COMMAND, cwd=ROOT, env=environment(data, port, **more), capture_output=True, text=True, timeout=60
    )
    assert shown.returncode != 0
    assert "Traceback" not in shown.stderr
    assert shown.stderr.count("\n") == 1
    return shown.stderr


def test_a_taken_port(data):
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = refused(data, server.getsockname()[1])
    assert "cannot be used (Address already in use)" in said
    assert "PORT=" in said


def test_a_second_portal_on_the_same_folder(data):
    data.mkdir()
    lock = DataLock(data)
    assert lock.take(0, UP)
    assert f"already runs on {data} (process {os.getpid()})" in refused(data, free_port())
    lock.release()


def test_a_folder_that_cannot_be(data):
    data.write_text("a file")
    assert "A part of the path is not a folder" in refused(data, free_port())


@pytest.mark.parametrize("bind", ["0.0.0.0", "192.0.2.1", "portaal.example"])
def test_the_demonstration_is_for_this_machine(data, bind):
    assert f"not on {bind}" in refused(data, free_port(), PORTAL_BIND=bind)


def test_production_needs_a_server(data):
    assert "patched PostgreSQL server" in refused(data, free_port(), PORTAL_DEMO="0", **KEYS)


@pytest.mark.parametrize("port", ["http", "70000"])
def test_a_port_that_is_none(data, port):
    refused(data, port)


def test_a_full_disk_is_told():
    with pytest.raises(StartError, match=r"The disk is full: /data\. Make room"), disk_troubles("/data"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("bind", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_near(bind):
    demonstration.require_loopback(bind)


def test_the_password_is_made_once_for_a_folder(tmp_path):
    first = demonstration.password(tmp_path / "a")
    assert demonstration.password(tmp_path / "a") == first
    assert demonstration.password(tmp_path / "b") != first
    assert re.fullmatch(r"(\w{5}-){2}\w{5}", first)
    assert demonstration.password_file(tmp_path / "a").stat().st_mode & 0o777 == 0o600


class Portal:
    """A running `portal up` and what it has said."""

    def __init__(self, data, port):
        self.data, self.port, self.lines = data, port, []
        self.process = subprocess.Popen(
            COMMAND, cwd=ROOT, env=environment(data, port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")))
        self.reader.start()

    def wait_said(self, words):
        wait_until(lambda: any(words in line for line in self.lines) or self.process.poll() is not None)
        assert any(words in line for line in self.lines), self.told()

    def told(self):
        logs = [f"{file.name}: {file.read_text()[-1500:]}" for file in (self.data / "log").glob("*.log")]
        return "".join(self.lines) + "\n".join(logs)

    def pid(self, part):
        return int((self.data / "run" / f"{part}.pid").read_text())

    def status(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=START_SECONDS).status
        except urllib.error.HTTPError as answer:
            return answer.code

    def processes(self):
        """Every process that was started for this data folder, whoever its parent is now."""
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(self.data) in told:
                found.add(int(folder.name))
        return found


def wait_until(condition, seconds=START_SECONDS):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.05)


@contextmanager
def running(data):
    portal = Portal(data, free_port())
    try:
        portal.wait_said("Password of all")
        yield portal
    finally:
        portal.process.send_signal(signal.SIGTERM)
        portal.process.wait(60)
        portal.reader.join()
        portal.process.stdout.close()


def is_part_running(portal, part):
    return (portal.data / "run" / f"{part}.pid").exists()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
def test_one_whole_life(data):
    with running(data) as portal:
        assert portal.status() < 500, portal.told()
        for part in ("web", "worker", "bulk", "post", "beat"):
            wait_until(lambda part=part: is_part_running(portal, part))
        first = portal.pid("worker")
        os.kill(first, signal.SIGKILL)
        portal.wait_said("worker ended (killed by SIGKILL); starting it again")
        wait_until(lambda: is_part_running(portal, "worker") and portal.pid("worker") != first)
        assert len(portal.processes()) > 6
    assert portal.process.returncode == 0
    assert "Stopped. Everything is kept" in portal.lines[-1]
    assert portal.processes() == set()

    with running(data) as again:
        assert not any("Preparing the database" in line for line in again.lines)
        assert again.status() < 500
        again.process.kill()
        wait_until(lambda: again.processes() == set(), 30)


def test_the_port_of_an_address_of_version_6():
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server, pytest.raises(StartError):
        up.require_free("::1", server.getsockname()[1])
