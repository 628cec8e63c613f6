"""The loop that keeps the parts running until somebody asks to stop."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portal.supervisor import processes
from portal.supervisor.errors import StartError
from portal.supervisor.guardian import Guardian
from portal.supervisor.parts import Folders, Part
from portal.supervisor.postgres import Cluster

GRACE_SECONDS = 8
LOOK_SECONDS = 0.5
TIDY_SECONDS = 60
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Runs the given parts and the database. `say` takes one line for the operator."""

    def __init__(self, data: Path, cluster: Cluster | None, env: dict[str, str], say: Callable[[str], None]) -> None:
        self.folders, self.cluster, self.env, self.say = Folders(data), cluster, env, say
        self.parts: list[Part] = []
        self.guardian = Guardian()
        self.stops = 0
        self.next_tidy = 0.0

    @property
    def is_stopping(self) -> bool:
        return self.stops > 0

    def add(self, part: Part) -> None:
        """Start a part and keep it running from now on."""
        self.parts.append(part)
        self._spawn(part)

    def guard_database(self) -> None:
        """The database shuts down in order when we are gone."""
        if self.cluster and self.cluster.process:
            self.guardian.watch("postgres", self.cluster.process.pid, signal.SIGINT)

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """The first INT, TERM or HUP asks for an end, the second for an immediate one; all wake the loop."""
        self.reader, writer = nonblocking_pipe()
        earlier = {number: signal.signal(number, self._heard) for number in (*ENDING, signal.SIGCHLD)}
        earlier_wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(earlier_wakeup)
            for number, handler in earlier.items():
                signal.signal(number, handler)
            os.close(self.reader)
            os.close(writer)

    def _heard(self, number: int, _frame: object) -> None:
        self.stops += number in ENDING

    def wait(self, seconds: float = LOOK_SECONDS) -> None:
        """Sleep until a signal or the time passes."""
        if select.select([self.reader], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                os.read(self.reader, 4096)

    def look(self) -> None:
        """One round: bury what has ended, start what is due, keep the database and the guardian."""
        self.guardian.keep_alive()
        self._mend_database()
        for part in list(self.parts):
            if part.has_ended():
                self._bury(part)
            elif part.process is None and time.monotonic() >= part.due:
                self._spawn(part)
            elif part.is_pool and part.process and part.has_lost_a_child():
                self.say(f"{part.name} lost a process of its pool and may wait for it for ever: it starts anew.")
                processes.kill_group(part.process.pid)
        if time.monotonic() >= self.next_tidy:
            self.next_tidy = time.monotonic() + TIDY_SECONDS
            self.folders.shorten_logs()

    def _spawn(self, part: Part) -> None:
        try:
            part.spawn(self.folders, self.env)
        except OSError as problem:
            part.due = time.monotonic() + part.delay
            self.say(f"{part.name} cannot be started: {problem.strerror}; trying again.")
        else:
            self.guardian.watch(part.name, part.process.pid)

    def _bury(self, part: Part) -> None:
        code = part.process.returncode
        words = part.bury(self.folders)
        self.guardian.forget(part.name)
        if part.is_once:
            self.parts.remove(part)
            if code:
                self.say(f"{part.name} did not finish ({words}); the next start tries again.")
            return
        log = self.folders.log(part.name)
        wait = part.due - time.monotonic()
        self.say(f"{part.name} ended ({words}); starting it again in {wait:.1f} s. Its log: {log}")

    def _mend_database(self) -> None:
        if self.cluster is None or self.cluster.is_alive():
            return
        self.say("The database ended; starting it again.")
        try:
            self.cluster.start()
            self.guard_database()
        except StartError as problem:
            self.say(f"{problem} Trying again in 5 s.")
            self.wait(5)

    def stop(self) -> None:
        """End all parts at once: TERM, a grace, KILL of the groups; the database last."""
        running = {part.process.pid: part for part in self.parts if part.process}
        for pid in running:
            processes.send(pid, signal.SIGTERM)
        limit = time.monotonic() + GRACE_SECONDS
        while self.stops < 2 and time.monotonic() < limit and any(not part.has_ended() for part in running.values()):
            self.wait(0.1)
        for pid, part in running.items():
            processes.kill_group(pid)
            part.process.wait()
            self.folders.pid(part.name).unlink(missing_ok=True)
            self.guardian.forget(part.name)
        self.parts.clear()
        if self.cluster:
            self.cluster.stop()
            self.guardian.forget("postgres")
        self.guardian.dismiss()


def nonblocking_pipe() -> tuple[int, int]:
    """Both ends return at once; neither is inherited by programs (os.pipe2 is missing on macOS)."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends
