"""What only the demonstration has: its sign-ins, practice services and the seeded year."""

import ipaddress
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.management import get_commands

from portal.supervisor import paths
from portal.supervisor.errors import StartError
from portal.supervisor.parts import Part, manage

ROLES = ("owner", "lead", "manager", "staff", "resolver", "auditor", "admin", "partner-a", "partner-b")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def password_file(data: Path) -> Path:
    return data / "demo-password"


def password(data: Path) -> str:
    """The one password of all demonstration sign-ins: random for each data folder, kept with mode 0600."""
    return paths.kept(password_file(data), random_words)


def random_words() -> str:
    """Three groups of five letters: 74 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))


def require_loopback(bind: str) -> None:
    """Its password is printed and its mail is open to read: only this machine may reach it."""
    try:
        is_near = bind == "localhost" or ipaddress.ip_address(bind).is_loopback
    except ValueError:
        is_near = False
    if not is_near:
        raise StartError(
            f"The demonstration (PORTAL_DEMO=1) may listen on this machine alone, not on {bind}: unset PORTAL_BIND, "
            "or start without PORTAL_DEMO and with the settings of production (docs/operations.md)."
        )


def show_sign_ins(data: Path, say: Callable[[str], None]) -> None:
    say("Sign-ins: " + " ".join(f"{role}@demo.example" for role in ROLES))
    say(f"Password of all: {password(data)}   (kept in {password_file(data)})")


def parts() -> list[Part]:
    """The practice services, and the seeding of the year of history with its progress on the terminal."""
    known = get_commands()
    found = [Part("practice", manage("practice", "serve"))] if "practice" in known else []
    if "seed_demo" in known:
        found.append(Part("seed", manage("seed_demo"), is_once=True, is_on_terminal=True))
    return found


def mark(file: Path) -> None:
    """Say in the data folder that it is a demonstration's, for commands that are started later."""
    paths.kept(file, lambda: "This folder holds a demonstration.")
