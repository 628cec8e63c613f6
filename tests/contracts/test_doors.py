"""Doors reach rows through ``visible_to``; writes of tracked models leave their history."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from tests.contracts.house import APPS, modules, name_of, room_of, tree_of

DOORS = {"views", "api", "ui", "feeds", "forms", "filters", "serializers"}
SCOPED = {"visible_to", "live", "none"}
# The roof's rooms are doors themselves: their modules of these names too.
ROOF_DOORS = {"views.py", "ui.py", "feeds.py", "board.py"}
WRITERS = {"services", "tasks", "subscribers", "views", "api", "admin", "management", "middleware", "adapters"}


def doors() -> list[Path]:
    found = [path for path in modules() if room_of(path) in DOORS and path.parts[-2] != "core"]
    return found + [path for path in modules("portal") if path.name in ROOF_DOORS and path not in found]


def bare_objects(path: Path) -> list[int]:
    """Lines where ``.objects`` is followed by something else than the scoped ways."""
    parents = {child: node for node in ast.walk(tree_of(path)) for child in ast.iter_child_nodes(node)}
    lines = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            above = parents.get(node)
            if not (isinstance(above, ast.Attribute) and above.attr in SCOPED):
                lines.append(node.lineno)
    return lines


# Lines that reach rows of a library which knows no visible_to, each with its reason.
ALLOWED = {
    "accounts/views/me.py": "allauth's sessions, filtered by the person themself",
}


def test_doors_reach_rows_through_visible_to():
    wrong = [
        f"{name_of(path)}:{line}" for path in doors() if name_of(path) not in ALLOWED for line in bare_objects(path)
    ]
    assert not wrong


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_exceptions_are_still_needed(name):
    from tests.contracts.house import ROOT

    assert bare_objects(ROOT / name), f"{name} needs its exception no more"


def tracked() -> set[str]:
    """Names of the models whose every change makes a row of history."""
    return {
        model.__name__
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if hasattr(model, "history") and not model.__name__.startswith("Historical")
    }


def root_name(node: ast.expr) -> str:
    """``Check`` of ``Check.objects.filter(…).update``; ``""`` where a chain begins otherwise."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_tracked_models_are_not_updated_past_their_history():
    names = tracked()
    assert "User" in names
    banned = {"update", "bulk_update", "bulk_create"}
    wrong = [
        f"{name_of(path)}:{node.lineno} {root_name(node.func.value)}.{node.func.attr}"
        for path in modules()
        if room_of(path) in WRITERS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in banned
        and root_name(node.func.value) in names
    ]
    assert not wrong


# Rows that are no memory of anything, each with its reason.
DELETED = {
    "components/services/sections/parties.py": "a link between two rows, kept in the history of both",
}


def test_nobody_deletes():
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        if room_of(path) in WRITERS and name_of(path) not in DELETED
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "delete"
        and ".objects" in ast.unparse(node.func.value)
    ]
    assert not wrong
