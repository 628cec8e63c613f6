"""The access matrix: which role may open which address. Kept beside each app's tests, walked by test_access.py.

A line of ``tests/<app>/access_matrix.tsv``: URL name, arguments as a Python dict (or ``-``), who is let in: roles with
commas, ``signed-in`` or ``public``. ``{names}`` in arguments are filled by ``matrix_objects(cast)`` of
``tests/<app>/matrix.py``.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from core.actor import ROLES
from tests.contracts.house import ROOT

EVERYBODY = frozenset({*ROLES, "anonymous"})
WORDS = {"public": EVERYBODY, "signed-in": frozenset(ROLES)}


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    arguments: dict[str, Any]
    allowed: frozenset[str]

    def filled(self, objects: dict[str, Any]) -> dict[str, Any]:
        return {
            key: value.format(**objects) if isinstance(value, str) else value for key, value in self.arguments.items()
        }


def files() -> list[str]:
    """Apps that have a matrix."""
    return sorted(path.parent.name for path in (ROOT / "tests").glob("*/access_matrix.tsv"))


def lines(app: str) -> list[Line]:
    text = (ROOT / "tests" / app / "access_matrix.tsv").read_text()
    return [_line(row) for row in text.splitlines() if row.strip() and not row.startswith("#")]


def _line(row: str) -> Line:
    name, arguments, allowed = (part.strip() for part in row.split("\t"))
    roles = WORDS.get(allowed) or frozenset(role.strip() for role in allowed.split(","))
    if roles - EVERYBODY:
        raise ValueError(f"{name}: no such role: {sorted(roles - EVERYBODY)}")
    return Line(name, {} if arguments == "-" else ast.literal_eval(arguments), roles)


def objects_of(app: str, cast) -> dict[str, Any]:
    """The rows that the app's arguments name."""
    module = f"tests.{app}.matrix"
    return import_module(module).matrix_objects(cast) if _exists(module) else {}


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
