"""What the supervisor says instead of a traceback."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import DatabaseError

DISK_WORDS = {
    errno.ENOSPC: "The disk is full",
    errno.EDQUOT: "The disk quota is used up",
    errno.EROFS: "The disk is read-only",
    errno.EACCES: "This user may not write there",
    errno.EPERM: "This user may not write there",
    errno.ENOTDIR: "A part of the path is not a folder",
    errno.EEXIST: "A part of the path is not a folder",
    errno.ENAMETOOLONG: "The path is too long",
}


class StartError(Exception):
    """The portal cannot start or go on; the text is one sentence for the operator, with the remedy."""


@contextmanager
def disk_troubles(place: object) -> Iterator[None]:
    """Turn an OSError met under `place` into a StartError that names it."""
    try:
        yield
    except OSError as problem:
        words = DISK_WORDS.get(problem.errno or 0, problem.strerror or str(problem))
        raise StartError(
            f"{words}: {problem.filename or place}. Make room or set PORTAL_DATA to another folder."
        ) from problem


@contextmanager
def database_troubles() -> Iterator[None]:
    """Turn a database's refusal (no server, no right, no room) into a StartError in its own words."""
    try:
        yield
    except (DatabaseError, psycopg2.Error) as problem:
        lines = str(problem).strip().splitlines() or [type(problem).__name__]
        said = " ".join(lines[:1] + [line for line in lines if line.startswith("HINT")])
        raise StartError(f"The database refused: {said}") from problem
