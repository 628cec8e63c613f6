"""Settings from the environment, typed, failing loudly. An empty variable counts as unset."""

import os
from collections.abc import Iterable
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from portal.supervisor import paths
from portal.supervisor.errors import disk_troubles

ROOT = Path(__file__).resolve().parent.parent
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
DEMO_MARK = "demonstration"  # left in PORTAL_DATA by `portal up`, so that later commands know what it holds


def text(name: str, default: str | None = None) -> str:
    """The variable as it stands. Raises ImproperlyConfigured where it is unset and there is no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set; .env.example says what it is for.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off; anything else is a mistake and is refused."""
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def number(name: str, default: int | None = None) -> int:
    """A whole number."""
    value = text(name, None if default is None else str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def time_of_day(name: str, default: str) -> time:
    """``10:00``."""
    value = text(name, default)
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a time of day such as 10:00, not {value!r}.") from None


def items(name: str, default: Iterable[str] = ()) -> list[str]:
    """A comma-separated list, without blanks."""
    return [item.strip() for item in text(name, ",".join(default)).split(",") if item.strip()]


def data_dir() -> Path:
    """PORTAL_DATA, absolute: everything that the portal keeps outside the database server."""
    return Path(text("PORTAL_DATA", str(ROOT / ".data"))).expanduser().absolute()


def demo() -> bool:
    """Is this the demonstration? PORTAL_DEMO says; unset, a data folder that the demonstration made says."""
    if os.environ.get("PORTAL_DEMO", "").strip():
        return flag("PORTAL_DEMO")
    return is_embedded() and (data_dir() / DEMO_MARK).exists()


def is_embedded() -> bool:
    """Without DATABASE_URL the portal runs its own PostgreSQL under PORTAL_DATA."""
    return not text("DATABASE_URL", "")


def secret(name: str) -> str:
    """A key from the environment. Demonstration and development keep a random one under PORTAL_DATA/keys;
    elsewhere a missing key is refused, so that no key is ever known beforehand."""
    value = text(name, "")
    if value:
        return value
    if not (demo() or is_embedded_allowed()):
        return text(name)
    with disk_troubles(data_dir()):
        paths.make_data_folder(data_dir())
        return paths.kept_secret(data_dir() / "keys" / name.lower())


def is_embedded_allowed() -> bool:
    """The embedded server lags PostgreSQL's security rounds: demonstration and development only."""
    return is_embedded() and (demo() or flag("PORTAL_EMBEDDED"))


def database_settings() -> dict[str, Any]:
    """Django's DATABASES["default"]: the server of DATABASE_URL, else the embedded one's socket."""
    kept = {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}
    if is_embedded():
        return embedded_address() | kept
    address = environ.Env.db_url_config(text("DATABASE_URL"))
    if address.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server: postgres://user@host:5432/name")
    # A host that swallows packets would hold each page for libpq's two minutes and more.
    address["OPTIONS"] = {"connect_timeout": 5, **address.get("OPTIONS", {})}
    return address | {"HOST": unquote(address["HOST"])} | kept  # django-environ leaves %2Ftmp undecoded


def embedded_address() -> dict[str, Any]:
    """Where our own server listens under PORTAL_DATA. Raises where it is not allowed."""
    if not is_embedded_allowed():
        raise ImproperlyConfigured(
            "DATABASE_URL is not set. The embedded database is for demonstration and development only: "
            "a production portal needs a patched PostgreSQL server named by DATABASE_URL. To try the portal "
            "use ./run; to develop on the embedded database set PORTAL_EMBEDDED=1."
        )
    folder = paths.socket_folder(data_dir())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "portal",
        "USER": "portal",
        "HOST": str(folder),
        "PORT": "",
    }


def broker_settings() -> dict[str, Any]:
    """Celery settings of the broker, without a prefix: Redis where REDIS_URL names one, else a folder.

    Figures: a broker that hangs is given up after 5 s; the lease of 300 s is longer than a task's 120 s; with
    prefetch 1 the folder carries ten tasks a second, with 8 some four hundred.
    """
    redis = text("REDIS_URL", "")
    return redis_broker(redis) if redis else folder_broker(data_dir() / "broker")


def redis_broker(url: str) -> dict[str, Any]:
    return {
        "broker_url": url,
        "worker_prefetch_multiplier": 1,
        "broker_transport_options": {
            "visibility_timeout": 300,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "health_check_interval": 25,
        },
    }


def folder_broker(folder: Path) -> dict[str, Any]:
    return {
        "broker_url": "folder://",  # portal.folder_broker,
        "worker_prefetch_multiplier": 8,
        "broker_transport_options": {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "processed_folder": str(folder / "processed"),
            "control_folder": str(folder / "control"),
            "store_processed": False,
            "polling_interval": 0.1,
        },
    }


def mail_settings() -> dict[str, Any] | None:
    """Django's EMAIL_* values of EMAIL_URL (smtp://user:password@host:port, smtp+tls://, smtp+ssl://), or None."""
    url = text("EMAIL_URL", "")
    return environ.Env.email_url_config(url) if url else None
