"""Whom the embedded database runs as, and folders that are its alone."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from portal.supervisor.errors import StartError

ROOT_REMEDY = (
    "Root's database runs as the user {name}, who cannot reach {place}. Move the portal to a folder that others "
    "may enter (/opt or /srv, say), start it as an ordinary user, or set {setting}."
)


def database_person(files: Path) -> pwd.struct_passwd | None:
    """The user of root's server: the owner of existing files, else nobody. None: the server runs as we do."""
    if os.geteuid() != 0:
        return None
    owner = files.stat().st_uid if files.exists() else 0
    return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")


def run_as(person: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of subprocess for running as that person, holding nothing of ours open."""
    if person is None:
        return {"cwd": "/"}
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": [], "cwd": "/"}


def own_folder(folder: Path, person: pwd.struct_passwd | None) -> None:
    """Make a folder of the server's own, mode 0700. Somebody else's is refused with StartError, never taken."""
    user = person.pw_uid if person else os.geteuid()
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700)
        os.chown(folder, user, -1)
    if folder.is_symlink() or folder.stat().st_uid != user:
        raise StartError(f"{folder} belongs to another user: remove it or set PORTAL_DATA to another folder.")


def require_reach(person: pwd.struct_passwd | None, place: Path, setting: str) -> None:
    """Raise StartError when that person cannot enter the folder; nothing is opened to mend it."""
    if person is None:
        return
    tried = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(place)], capture_output=True, env={}, **run_as(person)
    )
    if tried.returncode:
        raise StartError(ROOT_REMEDY.format(name=person.pw_name, place=place, setting=setting))


def own_names() -> list[str]:
    """System users whom the server lets in: whoever starts it, and root."""
    try:
        return sorted({pwd.getpwuid(os.geteuid()).pw_name, "root"})
    except KeyError:
        raise StartError(
            f"User {os.geteuid()} has no name on this system, and PostgreSQL needs one: add it to /etc/passwd or "
            "set DATABASE_URL to a server."
        ) from None
