"""`manage.py portal up`: from a data folder to a running portal, and back to nothing running."""

import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.db import connections

from portal import env
from portal.supervisor import demonstration, parts, paths, prepare
from portal.supervisor.errors import StartError, database_troubles, disk_troubles
from portal.supervisor.lock import UP, DataLock
from portal.supervisor.postgres import Cluster
from portal.supervisor.watch import Supervisor

LOCK_SECONDS = 2
ANSWER_SECONDS = 60
Say = Callable[[str], None]


def run(say: Say) -> None:
    """Start everything, stay until INT, TERM or HUP, stop everything. Raises StartError before or while starting."""
    data, bind, port = env.data_dir(), env.text("PORTAL_BIND", "127.0.0.1"), env.number("PORT", 8000)
    if env.demo():
        demonstration.require_loopback(bind)
    with disk_troubles(data), database_troubles():
        lock = take_lock(data)
        try:
            require_free(bind, port)
            lay_out(data)
            serve(data, bind, port, say)
        finally:
            lock.release()


def take_lock(data: Path) -> DataLock:
    paths.make_data_folder(data)
    lock = DataLock(data)
    if not lock.take(LOCK_SECONDS, UP):
        raise StartError(
            f"The portal already runs on {data} (process {lock.holder()}): stop it there, or start another one with "
            "another PORTAL_DATA and PORT."
        )
    return lock


def require_free(bind: str, port: int) -> None:
    """Raise StartError where the port cannot be had."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except (OSError, OverflowError) as problem:
            words = getattr(problem, "strerror", None) or problem
            raise StartError(
                f"Port {port} on {bind} cannot be used ({words}): choose another, for instance PORT=8010 ./run"
            ) from None


def lay_out(data: Path) -> None:
    """The folders of a data folder. Temporary files of an earlier life go."""
    shutil.rmtree(data / "tmp", ignore_errors=True)
    for name in ("log", "tmp", "beat", "broker", "broker/messages"):
        paths.make_private(data / name)
    paths.make_private(data / "run", mode=0o711)
    if env.demo():
        demonstration.mark(data / env.DEMO_MARK)
        demonstration.password(data)


def part_environment(data: Path, bind: str, port: int) -> dict[str, str]:
    """The parts' environment: ours, made explicit. The folder broker renames through TMPDIR, so it stays near."""
    shown = f"[{bind}]" if ":" in bind else bind
    return os.environ | {
        "PORTAL_DATA": str(data),
        "PORTAL_DEMO": str(int(env.demo())),
        "PORTAL_URL": env.text("PORTAL_URL", f"http://{shown}:{port}"),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(data / "tmp"),
    }


def serve(data: Path, bind: str, port: int, say: Say) -> None:
    cluster = Cluster(data) if env.is_embedded() else None
    supervisor = Supervisor(data, cluster, part_environment(data, bind, port), say)
    with supervisor.signals():
        try:
            start(supervisor, bind, port)
            while not supervisor.is_stopping:
                supervisor.wait()
                supervisor.look()
            say("Stopping ...")
        finally:
            supervisor.stop()
    say("Stopped. Everything is kept in " + str(data))


def start(supervisor: Supervisor, bind: str, port: int) -> None:
    """The web first, so that a page answers early; the others and the seeding behind it."""
    say, data = supervisor.say, supervisor.folders.data
    if supervisor.cluster:
        say("Starting the database ...")
        supervisor.cluster.start()
        supervisor.guard_database()
    for step in (lambda: prepare.tables(say), prepare.texts, lambda: prepare.catalogue(data, say)):
        if not supervisor.is_stopping:
            step()
    connections.close_all()
    if supervisor.is_stopping:
        return
    supervisor.add(parts.web(bind, port))
    wait_for_page(supervisor, bind, port)
    others = parts.background(data) + (demonstration.parts() if env.demo() else [])
    for part in others if not supervisor.is_stopping else []:
        supervisor.add(part)


def wait_for_page(supervisor: Supervisor, bind: str, port: int) -> None:
    """Tell the address once the web answers. Raises StartError where it does not within a minute."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, f"[{bind}]" if ":" in bind else bind)  # noqa: S104
    limit = time.monotonic() + ANSWER_SECONDS
    while not answers(f"http://{host}:{port}/health/live"):
        if supervisor.is_stopping:
            return
        if time.monotonic() > limit:
            raise StartError(f"The web server does not answer. Its log: {supervisor.folders.log('web')}")
        supervisor.wait(0.1)
        supervisor.look()
    supervisor.say(f"The portal is at {supervisor.env['PORTAL_URL']}/   (stop with Ctrl-C)")
    if env.demo():
        demonstration.show_sign_ins(supervisor.folders.data, supervisor.say)


def answers(address: str) -> bool:
    """Does anything answer in HTTP there, be it an error?"""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def say_line(line: str) -> None:
    """One line on the terminal; a closed terminal is no reason to fall."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - lives as long as we do
