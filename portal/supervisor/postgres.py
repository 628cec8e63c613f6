"""An own PostgreSQL under PORTAL_DATA for demonstration, development and tests: one process of ours owns it.

It listens on a socket in a private folder alone, and lets in only the person who started it (and root). Root's
server runs as `nobody`, because PostgreSQL refuses to run as root.
"""

import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from portal.supervisor import binaries, ownership, paths, processes
from portal.supervisor.errors import StartError, disk_troubles

NAME = "portal"
START_SECONDS, STOP_SECONDS, QUIT_SECONDS = 60, 20, 5
TRIES = 25  # a killed server's children hold its shared memory for a moment longer than itself
STEP_SECONDS = 0.02
CLEAN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # PGDATA, PGPORT and the like stay outside
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """One database cluster in `<data>/postgres`, its socket in `paths.socket_folder(data)`.

    `is_durable=False` gives up safety of the disk for speed: tests only. Methods raise StartError.
    """

    def __init__(self, data: Path, *, is_durable: bool = True) -> None:
        self.data, self.home, self.is_durable = data, data / "postgres", is_durable
        self.files, self.log = self.home / "data", data / "log" / "postgres.log"
        self.socket = paths.socket_folder(data)
        self.person = ownership.database_person(self.files)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, making it first where there is none, and wait until it answers."""
        self.programs = binaries.find()
        with disk_troubles(self.data):
            self._make_folders()
            if not (self.files / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            self._end_leftover()
        self._launch()
        self._make_database()

    def stop(self) -> None:
        """Stop the server, keeping everything; harder where it does not obey."""
        if self.process is None:
            return
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, QUIT_SECONDS)):
            self.process.send_signal(number)
            if not processes.wait_ended({self.process.pid}, seconds):
                break
        processes.kill_group(self.process.pid)
        self.process.wait()
        self.process = None

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def env(self) -> dict[str, str]:
        """What another process needs to reach this server."""
        return {"DATABASE_URL": f"postgres://{NAME}@{quote(str(self.socket), safe='')}/{NAME}"}

    def connect(self, database: str = NAME) -> "psycopg2.extensions.connection":
        """A plain connection. Raises psycopg2.OperationalError."""
        return psycopg2.connect(host=str(self.socket), user=NAME, dbname=database, connect_timeout=5)

    def _make_folders(self) -> None:
        shared = 0o711 if self.person else 0o700
        paths.make_data_folder(self.data)
        for folder in (self.home, self.socket.parent):
            paths.make_private(folder, mode=shared)
        paths.make_private(self.log.parent)
        ownership.require_reach(self.person, self.home, "PORTAL_DATA to such a folder")
        ownership.require_reach(self.person, self.programs, "PORTAL_PG_BIN or DATABASE_URL")
        ownership.own_folder(self.socket, self.person)
        self._write("access.conf", f"local all all peer map={NAME}\n")
        self._write("people.conf", "".join(f'{NAME} "{name}" {NAME}\n' for name in ownership.own_names()))

    def _write(self, name: str, text: str) -> None:
        (self.home / name).write_text(text)
        (self.home / name).chmod(0o644 if self.person else 0o600)

    def _initialise(self) -> None:
        """Make the cluster beside its place and rename it: a start cut short leaves nothing half made."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        ownership.own_folder(fresh, self.person)
        is_builtin = binaries.major_version(self.programs) >= 17
        provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if is_builtin else []
        made = subprocess.run(
            [self.programs / "initdb", "-D", fresh, "-U", NAME, "-E", "UTF8", "--locale=C", "-A", "peer", *provider]
            + ([] if self.is_durable else ["--no-sync"]),
            env=CLEAN,
            capture_output=True,
            text=True,
            **ownership.run_as(self.person),
        )
        if made.returncode:
            raise StartError(f"The database could not be made: {reason(made.stderr)} ({fresh})")
        fresh.rename(self.files)

    def _check_version(self) -> None:
        kept, have = int((self.files / "PG_VERSION").read_text()), binaries.major_version(self.programs)
        if kept != have:
            raise StartError(
                f"{self.files} was written by PostgreSQL {kept}, but PostgreSQL {have} is at hand. Start the portal "
                f"with PORTAL_PG_BIN set to the programs of version {kept}, run 'manage.py backup', move the folder "
                "away, start again without PORTAL_PG_BIN and run 'manage.py restore'."
            )

    def _end_leftover(self) -> None:
        """Stop a server that an earlier supervisor left behind; forget a process id that means nothing now."""
        noted = self.files / "postmaster.pid"
        if not noted.exists():
            return
        pid = int((noted.read_text().split() or ["0"])[0])
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not pid or not processes.serves(pid, "postgres", self.files):
                break
            processes.send(pid, number)
            processes.wait_ended({pid}, STOP_SECONDS)
        for file in (noted, *self.socket.glob(f"{paths.SOCKET_NAME}*")):
            file.unlink(missing_ok=True)

    def _command(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "hba_file": str(self.home / "access.conf"),
            "ident_file": str(self.home / "people.conf"),
            "timezone": "UTC",
            "jit": "off",
        } | ({} if self.is_durable else FAST)
        pairs = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.files), *pairs]

    def _launch(self) -> None:
        for _ in range(TRIES):
            start = self.log.stat().st_size if self.log.exists() else 0
            self._spawn()
            if self._answers():
                return
            with self.log.open(errors="replace") as log:
                log.seek(start)
                said = log.read()
            if "shared memory" not in said:
                break
            time.sleep(10 * STEP_SECONDS)
        raise StartError(f"The database did not start: {reason(said)} ({self.log})")

    def _spawn(self) -> None:
        """In the foreground and its own session; it shuts down in order when we end, however we end."""
        with disk_troubles(self.log), self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(),
                env=CLEAN,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.end_with_parent(signal.SIGINT),
                **ownership.run_as(self.person),
            )

    def _answers(self) -> bool:
        limit = time.monotonic() + START_SECONDS
        while self.is_alive() and time.monotonic() < limit:
            try:
                self.connect("postgres").close()
            except psycopg2.OperationalError:
                time.sleep(STEP_SECONDS)
            else:
                return True
        self.stop()
        return False

    def _make_database(self) -> None:
        connection = self.connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{NAME}"')
        connection.close()


def reason(said: str) -> str:
    """The line of a PostgreSQL program's output that tells what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(mark in line for mark in ("FATAL:", "PANIC:", "error:", "No space"))]
    return (telling or lines or ["it said nothing"])[0]
