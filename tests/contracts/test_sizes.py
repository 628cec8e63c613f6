"""Sizes: smell detectors, not laws. A longer one needs its line here, with the reason why it reads better so."""

from __future__ import annotations

import ast
from functools import cache
from statistics import median

from tests.contracts.house import ROOT, app_of, modules, name_of, room_of, tree_of

MODULE, FUNCTION = 400, 60
LONGER_MODULES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {}


def functions() -> dict[str, int]:
    """Name → lines of code, the documentation left out."""
    found = {}
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{name_of(path)}:{node.name}:{node.lineno}"] = lines_of(node)
    return found


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    doc = node.body[0] if ast.get_docstring(node) else None
    return node.end_lineno - node.lineno + 1 - (doc.end_lineno - doc.lineno + 1 if doc else 0)


def test_modules():
    long = {name_of(path): path.read_text().count("\n") for path in modules()}
    assert not {name: n for name, n in long.items() if n > MODULE and name not in LONGER_MODULES}


def test_functions():
    sizes = functions()
    long = {name: n for name, n in sizes.items() if n > FUNCTION and name.rpartition(":")[0] not in LONGER_FUNCTIONS}
    assert not long
    ordered = sorted(sizes.values())
    assert median(ordered) <= 10
    assert ordered[len(ordered) * 9 // 10] <= 30


def writes() -> list[tuple[str, ast.FunctionDef]]:
    """Functions of services that other rooms and floors call and that name their actor."""
    return [
        (f"{name_of(path)}:{node.name}", node)
        for path in modules()
        if room_of(path) == "services"
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and node.name in offered(app_of(path))
        if "by" in {one.arg for one in [*node.args.args, *node.args.kwonlyargs]}
    ]


@cache
def offered(app: str) -> frozenset[str]:
    """What the app's services put in their ``__init__``; where that is empty, whatever others import from them."""
    tree = (
        tree_of(ROOT / app / "services" / "__init__.py") if (ROOT / app / "services").is_dir() else ast.Module([], [])
    )
    named = {one.name for node in tree.body if isinstance(node, ast.ImportFrom) for one in node.names}
    return frozenset(named or imported_from(f"{app}.services"))


def imported_from(package: str) -> set[str]:
    return {
        one.name
        for path in modules()
        if room_of(path) != "services"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package)
        for one in node.names
    }


def test_every_write_says_what_it_takes_and_gives():
    assert not [name for name, node in writes() if not ast.get_docstring(node)]


def test_every_write_takes_its_actor_by_name():
    assert not [name for name, node in writes() if "by" in {one.arg for one in node.args.args}]


def test_there_are_writes():
    assert len(writes()) > 20
