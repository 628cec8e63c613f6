"""The parts of a running portal: what each is started with, and its life."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from portal.supervisor import processes

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
STEADY_SECONDS = 60  # a part that lived so long starts again without delay growing
LOG_BYTES = 10_000_000


@dataclass
class Part:
    """A program of the portal. `is_once`: it does its work and ends; otherwise its end is a fault. `is_pool`: it works
    through children that live as long as it does."""

    name: str
    command: list[str]
    is_once: bool = False
    is_on_terminal: bool = False
    is_pool: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    due: float = field(default=0.0)
    children: dict[int, float] = field(default_factory=dict)

    def spawn(self, folders: "Folders", env: dict[str, str]) -> None:
        """Start it in its own session, so that a Ctrl-C reaches the supervisor alone. Main thread only."""
        with folders.log(self.name).open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=None if self.is_on_terminal else log,
                stderr=None if self.is_on_terminal else log,
                start_new_session=True,
                preexec_fn=processes.end_with_parent(signal.SIGKILL),
            )
        self.started, self.children = time.monotonic(), {}
        folders.pid(self.name).write_text(f"{self.process.pid}\n")

    def has_lost_a_child(self) -> bool:
        """Has a child of the pool ended that had lived for a second? One that is killed while it waits for work keeps
        the lock of the queue: its successor then waits for ever (billiard's pool, used by transports without an event
        loop, such as folders), while the parent looks healthy."""
        now, alive = time.monotonic(), processes.children(self.process.pid) if self.process else set()
        lost = [pid for pid, since in self.children.items() if pid not in alive and now - since > 1]
        self.children = {pid: self.children.get(pid, now) for pid in alive}
        return bool(lost)

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self, folders: "Folders") -> str:
        """After its end: take its children along, plan the next start; how it ended, in words."""
        processes.kill_group(self.process.pid)
        folders.pid(self.name).unlink(missing_ok=True)
        words = ended_words(self.process.returncode)
        if time.monotonic() - self.started > STEADY_SECONDS:
            self.delay = FIRST_DELAY
        self.due = time.monotonic() + self.delay
        self.delay = min(self.delay * 2, LONGEST_DELAY)
        self.process = None
        return words


@dataclass(frozen=True)
class Folders:
    """Where the parts' logs and process ids are kept."""

    data: Path

    def log(self, name: str) -> Path:
        return self.data / "log" / f"{name}.log"

    def pid(self, name: str) -> Path:
        return self.data / "run" / f"{name}.pid"

    def shorten_logs(self) -> None:
        """Keep the last 10 MB of each log twice at most. The parts append, so truncating is safe."""
        for file in (self.data / "log").glob("*.log"):
            if file.stat().st_size > LOG_BYTES:
                file.with_suffix(".log.1").write_bytes(file.read_bytes())
                os.truncate(file, 0)


def ended_words(code: int) -> str:
    """`killed by SIGKILL` or `exit code 1`."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


def web(bind: str, port: int) -> Part:
    """Two processes of four threads: pages wait for the database more than for the processor."""
    options = (
        f"--interface wsgi --host {bind} --port {port} --no-ws --workers 2 --blocking-threads 4 --backpressure 64 "
        "--respawn-failed-workers --workers-kill-timeout 5"
    )
    return Part("web", [sys.executable, "-m", "granian", *options.split(), "portal.wsgi:application"])


def celery(name: str, *words: str) -> Part:
    return Part(name, [sys.executable, "-m", "celery", "-A", "portal", *words, "--loglevel", "warning"])


def worker(name: str, queues: str, processes: int) -> Part:
    quiet = ["--without-gossip", "--without-mingle"]  # workers need not know each other
    part = celery(name, "worker", "-Q", queues, "-n", f"{name}@%h", "-c", str(processes), *quiet)
    part.is_pool = True
    return part


def background(data: Path) -> list[Part]:
    """The workers and the clock. Letters have their own worker, a process for each of their two queues, so that hung
    mail delays nothing else."""
    clock = data / "beat" / "schedule"
    return [
        worker("worker", "critical,checks", 2),
        worker("bulk", "bulk", 1),
        worker("post", "post", 2),
        celery("beat", "beat", "--schedule", str(clock), "--pidfile", ""),
    ]
