"""Only the listed rooms, and every room where its name says."""

from __future__ import annotations

import re

import pytest

from tests.contracts.house import APPS, CONTRACTS, FLOORS, ROOT, modules, name_of, room_of

ROOMS = {room for layer in CONTRACTS["rooms"]["layers"] for room in re.findall(r"[a-z_]+", layer)}
BESIDES = {"__init__", "migrations", "templatetags", "templates", "static", "__pycache__"}
CONTAINERS = [app for app in APPS if app not in ("core", "portal")]
NEIGHBOURS = {"today", "search", "status", "health", "demo", "practice", "supervisor"}
ROOF_ROOMS = NEIGHBOURS | {"management", "templates", "static"}


def test_the_room_contract_covers_every_app():
    assert set(CONTRACTS["rooms"]["containers"]) == set(FLOORS) - {"core", "portal"}


@pytest.mark.parametrize("app", CONTAINERS)
def test_only_listed_rooms(app):
    # Data that a command loads lies beside its code, in a folder without modules.
    found = {path.name.removesuffix(".py") for path in (ROOT / app).iterdir() if path.suffix in ("", ".py")}
    rooms = {name for name in found - BESIDES if not is_data(app, name)}
    assert rooms <= ROOMS


def is_data(app: str, name: str) -> bool:
    folder = ROOT / app / name
    return folder.is_dir() and not list(folder.rglob("*.py"))


def test_the_roof_has_its_rooms():
    folders = {path.name for path in (ROOT / "portal").iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders <= ROOF_ROOMS


def test_rooms_of_the_roof_know_nothing_of_each_other():
    rooms = NEIGHBOURS
    wrong = [
        f"{name_of(path)} → {other}"
        for path in modules("portal")
        if room_of(path) in rooms - {"supervisor"}
        for other in re.findall(r"^\s*from portal\.(\w+)", path.read_text(), re.M)
        if other in rooms - {room_of(path)} - {"supervisor"}
    ]
    assert not wrong


def test_the_tests_mirror_the_code():
    """A test module is named after a module or room that exists."""
    wrong = []
    for app in CONTAINERS:
        names = {path.stem for path in (ROOT / app).rglob("*.py")} | {path.name for path in (ROOT / app).rglob("*")}
        for test in (ROOT / "tests" / app).glob("test_*.py"):
            words = test.stem.removeprefix("test_").split("_")
            heads = {"_".join(words[:n]) for n in range(1, len(words) + 1)}
            if not heads & (names | {name.removesuffix(".py") for name in names}):
                wrong.append(name_of(test))
    assert not wrong


def test_only_tasks_and_the_roof_touch_celery():
    wrong = [
        name_of(path)
        for path in modules()
        if re.search(r"^\s*(?:from|import) celery", path.read_text(), re.M)
        and path.name != "tasks.py"
        and not name_of(path).startswith("portal/")
    ]
    assert not wrong
