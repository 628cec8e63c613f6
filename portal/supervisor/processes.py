"""Processes that end with us: how they are started, recognised and ended. Standard library only."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
PROC = Path("/proc")
STEP_SECONDS = 0.02


def end_with_parent(number: int) -> Callable[[], None] | None:
    """A preexec_fn that asks Linux to send `number` when the parent ends, however it ends.

    It must be set after the change of user, which clears it: subprocess calls preexec_fn last. SIGTERM lets a
    Celery worker outlive its supervisor, SIGKILL takes it and its children. Elsewhere than on Linux: None (the
    guardian does it).
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before the request
            os._exit(1)

    return ask


def is_running(pid: int) -> bool:
    """Does the process exist and not merely wait to be reaped?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError, IndexError):
        return (PROC / str(pid) / "stat").read_text().rpartition(") ")[2][0] not in "ZX"
    return True


def children(pid: int) -> set[int]:
    """The process's living children, whichever of its threads started them; none where /proc does not tell."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for thread in (PROC / str(pid) / "task").iterdir():
            with contextlib.suppress(OSError):
                found.update(map(int, (thread / "children").read_text().split()))
    return {child for child in found if is_running(child)}


def serves(pid: int, program: str, folder: Path) -> bool:
    """Is this process that program, at work in that folder? A process id alone proves nothing."""
    if PROC.is_dir():
        try:
            name = (PROC / str(pid) / "comm").read_text().strip()
            return name == program and (PROC / str(pid) / "cwd").readlink() == folder.resolve()
        except OSError:
            return False
    shown = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
    return program in shown.stdout and str(folder) in shown.stdout


def wait_ended(pids: set[int], seconds: float) -> set[int]:
    """Wait until the processes have ended; the ones that have not within `seconds`."""
    limit = time.monotonic() + seconds
    while (left := {pid for pid in pids if is_running(pid)}) and time.monotonic() < limit:
        time.sleep(STEP_SECONDS)
    return left


def send(pid: int, number: int) -> None:
    """Signal a process that may have ended meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def kill_group(leader: int) -> None:
    """End a whole group of ours at once, whatever it is doing. Its leader must have been started by us."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
