"""Where the portal keeps its state, and where the embedded database listens. Standard library only."""

import hashlib
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 103  # macOS allows 103, Linux 107: one limit keeps the address the same everywhere
LIST_MARKS = set(",'\"\\")  # PostgreSQL reads its socket folders as a quoted, comma-separated list
SPARE_FOLDER = Path("/tmp")  # noqa: S108 - the owner of the folder made below it is checked before use


def socket_folder(data: Path) -> Path:
    """Folder of the embedded server's socket for this data folder.

    A long or awkward path moves it to /tmp/portal-<uid>-<hash>. The answer depends on nothing but the path
    and the user, so that every process finds the same address without asking.
    """
    folder = data / "run" / "sql"
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES and not LIST_MARKS & set(str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return SPARE_FOLDER / f"portal-{os.geteuid()}-{digest}"


def make_private(folder: Path, *, mode: int = 0o700) -> Path:
    """Make a folder of ours, whatever the umask; an existing one keeps its mode. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
    return folder


def make_data_folder(data: Path) -> Path:
    """Make PORTAL_DATA. Root's lets others pass (not list), because its database runs as another user."""
    return make_private(data, mode=0o711 if os.geteuid() == 0 else 0o700)


def kept_secret(file: Path) -> str:
    """Random 256 bits in URL-safe base64 (also a valid Fernet key), made once and kept with mode 0600."""
    return kept(file, lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode())


def kept(file: Path, make: Callable[[], str]) -> str:
    """A text made once and read ever after, mode 0600."""
    make_private(file.parent)
    if not file.exists():
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(make() + "\n")
        link_once(fresh, file)
    return file.read_text().strip()


def link_once(fresh: Path, file: Path) -> None:
    """Give a finished file its name; of two processes at once the first wins, and both read its file."""
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
