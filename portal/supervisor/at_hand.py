"""The embedded database for a single command: used where the portal runs, else started for the moment."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from portal import env
from portal.supervisor import paths
from portal.supervisor.errors import disk_troubles
from portal.supervisor.lock import UP, DataLock
from portal.supervisor.postgres import Cluster

WITHOUT_DATABASE = {"portal", "help", "version", "check", "messages", "collectstatic", "spectacular", "startapp"}
HOLDER = "PORTAL_DATABASE_HELD"  # set for the programs that a command starts: they share its database
TURN_SECONDS = 600


@contextmanager
def database(arguments: Sequence[str]) -> Iterator[None]:
    """Have a database while a command with these arguments (`sys.argv`) runs. Raises StartError.

    `portal up` starts its own; `portal invite` needs one as any other command does.
    """
    if not needs_database(arguments) or not env.is_embedded_allowed() or HOLDER in os.environ:
        yield
        return
    data = paths.make_data_folder(env.data_dir())
    lock = DataLock(data)
    if not lock.take() and (lock.is_held_by(UP) or not lock.take(TURN_SECONDS)):
        yield  # the running portal has a database
        return
    os.environ[HOLDER] = "1"
    try:
        with started(Cluster(data)):
            yield
    finally:
        del os.environ[HOLDER]
        lock.release()


def needs_database(arguments: Sequence[str]) -> bool:
    words = [word for word in arguments[1:] if not word.startswith("-")]
    return bool(words) and (words[0] not in WITHOUT_DATABASE or words[:2] == ["portal", "invite"])


@contextmanager
def started(cluster: Cluster) -> Iterator[Cluster]:
    """A cluster that runs inside the block."""
    with disk_troubles(cluster.data):
        cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
