"""The tests' own world: a throwaway PostgreSQL where DATABASE_URL names none, keys made for this run, and no
settings of the person who runs them. The first process makes it, the workers of pytest-xdist inherit it."""

import os
import secrets
import shutil
import tempfile
from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.supervisor.postgres import Cluster

KEPT = {"PORTAL_CHROMIUM", "PORTAL_PG_BIN"}  # they say where programs are
REDIS_DATABASES = 16  # of a server with its default settings
STATE = pytest.StashKey[tuple[Path, Cluster | None]]()


def is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """A wrapper comes before pytest-django, which reads the settings in its own hook."""
    if is_worker():
        take_own_redis()
    else:
        early_config.stash[STATE] = make_world()
    try:
        return (yield)
    except BaseException:
        pytest_unconfigure(early_config)  # pytest asks for it only after a start that went well
        raise


def take_own_redis() -> None:
    """A database of the Redis server for this worker alone: each test empties the cache, brakes and all."""
    url = os.environ.get("REDIS_URL")
    if url:
        parts, number = urlsplit(url), int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
        base = int(parts.path.strip("/") or 0)
        os.environ["REDIS_URL"] = parts._replace(path=f"/{(base + 1 + number) % REDIS_DATABASES}").geturl()


def make_world() -> tuple[Path, Cluster | None]:
    """Set the environment of all tests; the folder, and the cluster if one was needed."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        if name not in KEPT:
            del os.environ[name]
    for name in ("EMAIL_URL", "PORT"):
        os.environ.pop(name, None)
    data = Path(tempfile.mkdtemp(prefix="portal-tests-"))
    data.chmod(0o711)  # root's server runs as another user
    os.environ["PORTAL_DATA"] = str(data)
    for name in ("PORTAL_SECRET_KEY", "PORTAL_LINK_KEY", "PORTAL_ENCRYPTION_KEYS"):
        os.environ[name] = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return data, None if os.environ.get("DATABASE_URL") else started(data)


def started(data: Path) -> Cluster:
    cluster = Cluster(data, is_durable=False)
    cluster.start()
    os.environ.update(cluster.env())
    return cluster


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """Compile the translations once, before the workers start."""
    if not is_worker():
        from portal.supervisor import prepare

        prepare.texts()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if STATE not in config.stash:
        return
    data, cluster = config.stash[STATE]
    del config.stash[STATE]
    if cluster:
        cluster.stop()
    shutil.rmtree(data, ignore_errors=True)
