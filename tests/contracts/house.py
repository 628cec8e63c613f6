"""What the house-rule tests walk: apps in the order of their floors, modules, templates, addresses."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {one["id"]: one for one in PYPROJECT["tool"]["importlinter"]["contracts"]}


def floors() -> dict[str, int]:
    """App → its floor, the roof being the highest; neighbours share one. From the floors table in pyproject.toml."""
    layers = CONTRACTS["floors"]["layers"][::-1]
    return {app.strip(" ()"): number for number, layer in enumerate(layers) for app in layer.split("|")}


FLOORS = floors()
APPS = [app for app in FLOORS if apps.is_installed(app)]


def modules(*apps: str) -> list[Path]:
    """The Python files of the apps (all of them by default), without migrations."""
    found = [path for app in apps or APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def templates() -> list[Path]:
    """Every HTML template of the house."""
    return [path for app in APPS for path in sorted((ROOT / app).rglob("templates/**/*.html"))]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def app_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def room_of(path: Path) -> str:
    """The room of an app's module: ``incidents/views/party.py`` → ``views``."""
    parts = path.relative_to(ROOT).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@dataclass(frozen=True, slots=True)
class Address:
    """One URL of the house: ``app`` is the package that serves it (a library's name for a library's)."""

    name: str
    pattern: str
    app: str
    callback: Any

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/v1/")


def addresses() -> list[Address]:
    """Every address, Django's admin left out (role admin alone, tested in tests/accounts/test_admin.py)."""
    return [one for one in _walk(get_resolver().url_patterns) if not one.pattern.startswith("admin/")]


def _walk(patterns, before: str = "") -> Iterator[Address]:
    for one in patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, pattern)
        elif isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", None) or getattr(one.callback, "cls", None) or one.callback
            yield Address(one.name or "", pattern, view.__module__.partition(".")[0], one.callback)
