"""One supervisor for one data folder: a lock that the kernel lets go with its holder."""

import fcntl
import os
import time
from pathlib import Path

STEP_SECONDS = 0.05
UP, COMMAND = "up", "command"  # what the holder is: a portal that stays, or a command that soon ends


class DataLock:
    """The lock `<data>/portal.lock`. It is not inherited by programs that the holder starts."""

    def __init__(self, data: Path) -> None:
        self.file = data / "portal.lock"
        self.handle: int | None = None

    def take(self, seconds: float = 0.0, purpose: str = COMMAND) -> bool:
        """Take the lock, waiting so long for a holder that is about to end; False where it stays held."""
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        limit = time.monotonic() + seconds
        while not lock(handle):
            if time.monotonic() >= limit:
                os.close(handle)
                return False
            time.sleep(STEP_SECONDS)
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()} {purpose}".encode())
        self.handle = handle
        return True

    def holder(self) -> str:
        """Process id of whoever took it last."""
        return self.file.read_text().partition(" ")[0]

    def is_held_by(self, purpose: str) -> bool:
        return self.file.read_text().endswith(f" {purpose}")

    def release(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
