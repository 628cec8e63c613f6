"""A small process that outlives the supervisor by a moment, to end what it left behind.

Linux ends a part with its parent, but not the part's own children: a killed web server's workers went on
answering. The guardian reads lines `name signal group` from a pipe that only the supervisor holds; when the pipe
closes, however the supervisor ended, each group gets its signal. A line with group 0 forgets that name.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TextIO


class Guardian:
    """The supervisor's end of the pipe. Losing the guardian itself is noticed, and it is started again."""

    def __init__(self) -> None:
        self.groups: dict[str, tuple[int, int]] = {}
        self.process = self._spawn()

    def watch(self, name: str, group: int, number: int = signal.SIGKILL) -> None:
        """End this process group, by this signal, when we are gone."""
        self._note(name, number, group)

    def forget(self, name: str) -> None:
        """That group has ended: its number may belong to somebody else soon."""
        self._note(name, 0, 0)

    def keep_alive(self) -> None:
        """Start the guardian again if it has ended, with all it had been told."""
        if self.process.poll() is None:
            return
        self.process.stdin.close()
        self.process = self._spawn()
        for name, (number, group) in self.groups.items():
            self._tell(name, number, group)

    def dismiss(self) -> None:
        """End it in order: there is nothing left to guard."""
        self.process.stdin.close()
        self.process.wait()

    def _note(self, name: str, number: int, group: int) -> None:
        self.groups[name] = (int(number), group)
        self._tell(name, int(number), group)

    def _tell(self, name: str, number: int, group: int) -> None:
        with suppress(BrokenPipeError, ValueError):  # it ended: keep_alive() repeats it; dismissed: no matter
            self.process.stdin.write(f"{name} {number} {group}\n".encode())

    def _spawn(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, bufsize=0, cwd="/", start_new_session=True
        )


def guard(lines: TextIO) -> None:
    """Read until the pipe closes, then end every group still known."""
    groups: dict[str, tuple[int, int]] = {}
    for line in lines:
        name, number, group = line.split()
        groups[name] = (int(number), int(group))
    for number, group in groups.values():
        with suppress(ProcessLookupError, PermissionError):
            if group > 1:
                os.killpg(group, number)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    guard(sys.stdin)
