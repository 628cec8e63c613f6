"""A whole portal in a throw-away folder: its own database server, its own mail server, the supervisor and its parts."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal.supervisor.postgres import Cluster
from tests.fakes.smtp import free_port

ROOT = Path(__file__).resolve().parents[2]
START_S = 120
KEYS = ("PORTAL_SECRET_KEY", "PORTAL_LINK_KEY", "PORTAL_ENCRYPTION_KEYS")
QUIET = "UPDATE monitoring_check SET paused_at = now()"  # the starter catalogue's own checks look at nothing here


class Portal:
    """``portal up`` as in production: DATABASE_URL, EMAIL_URL, keys; ``redis`` is a URL, else the broker is a folder.

    ``is_near`` lets checks look at this machine, which production forbids. A letter takes the sink ``letter_s``;
    ``is_faulty`` makes it hang, hang up and refuse (tests.faults.sink).
    """

    def __init__(
        self, home: Path, *, redis: str = "", letter_s: float = 0.02, is_near: bool = False, is_faulty: bool = False
    ) -> None:
        self.home, self.data, self.port, self.redis = home, home / "data", free_port(), redis
        self.is_near = is_near
        self.cluster = Cluster(home / "server")
        self.cluster.start()
        self.letters, self.mail_port = home / "letters", free_port()
        self.letters.touch()
        command = ["-m", "tests.faults.sink", str(self.mail_port), str(self.letters), str(letter_s)]
        command += ["faulty"] if is_faulty else []
        self.sink = subprocess.Popen([sys.executable, *command], cwd=ROOT)
        self.env = self._environment()
        self.said = (home / "said").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, *(["-m", "tests.faults.up"] if is_near else ["manage.py", "portal", "up"])],
            cwd=ROOT,
            env=self.env,
            stdout=self.said,
            stderr=subprocess.STDOUT,
        )

    def _environment(self) -> dict[str, str]:
        ours = ("PORTAL_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PORT", "DJANGO_", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        keys = {name: urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in KEYS}
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}"}
        places = {"PORTAL_DATA": str(self.data), "PORT": str(self.port), "REDIS_URL": self.redis}
        return {**kept, **keys, **mail, **places, "PORTAL_DEMO": str(int(self.is_near)), **self.cluster.env()}

    def wait_ready(self) -> None:
        parts = ("web", "worker", "bulk", "post", "beat")
        wait_until(lambda: all((self.data / "run" / f"{part}.pid").exists() for part in parts), START_S, self.told)
        wait_until(lambda: self.number("SELECT count(*) FROM core_cache") > 0 or self.redis, START_S, self.told)
        self.sql(QUIET)

    def sql(self, statement: str, values: tuple = ()) -> list[tuple]:
        """Ask the portal's database, past the portal."""
        connection = self.cluster.connect()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def number(self, statement: str, values: tuple = ()) -> int:
        return self.sql(statement, values)[0][0]

    def shell(self, program: str) -> str:
        """Run a program inside the portal's code, with its settings; gives what it printed."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", program]
        ran = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=90)
        assert ran.returncode == 0, ran.stderr[-2000:]
        return ran.stdout.strip()

    def page(self, path: str = "/status/", *, post: dict | None = None, token: str = "") -> tuple[int, str]:
        """(status, body) of a page, or of a write of the API; status 0 where nothing answers."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        body = None if post is None else json.dumps(post).encode()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", body, {"Content-Type": "application/json"}
        )
        if token:
            asked.add_header("Authorization", f"Bearer {token}")
        try:
            with opener.open(asked, timeout=15 if post is None else 120) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()
        except OSError as problem:
            return 0, str(problem)

    def pid(self, part: str) -> int | None:
        with suppress(OSError, ValueError):
            return int((self.data / "run" / f"{part}.pid").read_text())
        return None

    def kill(self, part: str, *, child: bool = False) -> bool:
        """kill -9 the part, or one of its children; False where it is just being started again."""
        pid = self.pid(part)
        with suppress(OSError, IndexError):
            if child:
                pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[-1])
            if pid:
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def copies(self) -> Counter[str]:
        """Letters at the sink: lines ``Message-ID address`` and how often each came."""
        return Counter(self.letters.read_text().splitlines())

    def processes(self) -> set[int]:
        """Every process that was started for this data folder, whoever its parent is now."""
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"PORTAL_DATA={self.data}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.add(int(folder.name))
        return found

    def told(self) -> str:
        self.said.seek(0)
        logs = [f"--- {file.name}\n{file.read_text()[-1500:]}" for file in (self.data / "log").glob("*.log")]
        return self.said.read() + "\n".join(logs)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
        self.process.kill()
        self.process.wait()
        self.sink.kill()
        self.sink.wait()
        self.cluster.stop()
        self.said.close()


@contextmanager
def running(**options) -> Iterator[Portal]:
    """A portal ready for work; everything of it is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="portal-faults-"))
    home.chmod(0o711)  # root's database server runs as another user
    portal = Portal(home, **options)
    try:
        portal.wait_ready()
        yield portal
    finally:
        portal.end()
        shutil.rmtree(home, ignore_errors=True)


def wait_until(condition: Callable[[], object], seconds: float, told: Callable[[], str] = str) -> float:
    """Wait for it; gives the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds} s\n{told()}"
        time.sleep(0.1)
    return time.monotonic() - began


def verdict(words: str) -> None:
    """The one line of a fault."""
    print(f"\n=== {words}", flush=True)
