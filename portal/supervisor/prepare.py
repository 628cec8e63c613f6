"""What must be true before the first page: the database's tables, compiled texts, the starter catalogue."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.supervisor.parts import ROOT

CATALOGUE = ROOT / "components" / "catalogue" / "starter"


def tables(say: Callable[[str], None]) -> None:
    """Apply the migrations that are missing; with none missing this takes a fraction of a second."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        say(f"Preparing the database ({len(missing)} steps) ...")
        call_command("migrate", interactive=False, verbosity=0)


def texts() -> None:
    """Compile translations whose source is newer."""
    sources = [file for file in (ROOT / "locale").rglob("*.po") if is_older(file.with_suffix(".mo"), file)]
    if sources and "messages" in get_commands():
        call_command("messages", "compile", stdout=io.StringIO())


def is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def catalogue(data: Path, say: Callable[[str], None]) -> None:
    """Load the starter catalogue where its files, or the database, are not the ones loaded last."""
    stamp = data / "run" / "catalogue.stamp"
    current = fingerprint(CATALOGUE, str(connection.settings_dict["HOST"]), str(connection.settings_dict["NAME"]))
    if "catalogue" not in get_commands() or (stamp.exists() and stamp.read_text() == current):
        return
    say("Loading the starter catalogue ...")
    call_command("catalogue", "import", stdout=io.StringIO())
    stamp.write_text(current)


def fingerprint(folder: Path, *words: str) -> str:
    """SHA-256 of a folder's files and of the words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()
