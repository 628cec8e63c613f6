"""The last good reading, kept under PORTAL_DATA: what the public doors show while the database is away."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import structlog
from django.conf import settings

from core.away import AWAY
from portal.status import board
from portal.status.facts import Facts
from portal.supervisor.paths import make_private

KEPT_EVERY_S = 20
log = structlog.get_logger(__name__)


def current() -> Facts:
    """What is known now; while the database does not answer, the last reading (``is_live`` False).

    Raises the database's own error where there is no reading either.
    """
    try:
        facts = board.read()
    except AWAY:
        kept = last()
        if kept is None:
            raise
        return kept
    keep(facts)
    return facts


def file() -> Path:
    return settings.DATA_DIR / "status" / "board.json"


def last() -> Facts | None:
    """The kept reading, or None where there is none that this version can read."""
    try:
        return replace(Facts.from_json(file().read_text(encoding="utf-8")), is_live=False)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        log.exception("status.snapshot_unreadable", file=str(file()))
        return None


def keep(facts: Facts) -> None:
    """Write the reading, unless the one that is there is younger than ``KEPT_EVERY_S``. Readers never meet half a file.

    A disk that refuses is logged and stops nobody from reading the page.
    """
    place = file()
    try:
        if place.exists() and 0 <= time.time() - place.stat().st_mtime < KEPT_EVERY_S:
            return
        make_private(place.parent)
        new = place.with_name(f"{place.name}.{os.getpid()}-{threading.get_ident()}")
        new.write_text(facts.to_json(), encoding="utf-8")
        new.replace(place)
    except OSError:
        log.exception("status.snapshot_not_kept", file=str(place))
