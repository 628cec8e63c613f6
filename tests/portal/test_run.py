"""./run: on a bare machine, in a folder with spaces and letters outside ASCII, with one clear sentence each."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANAGE = "import os, sys; print('manage', *sys.argv[1:], 'demo=' + os.environ.get('PORTAL_DEMO', ''))\n"


@pytest.fixture
def house(tmp_path):
    """A house with nothing in it but the script, a manage.py that tells its arguments, and no requirements."""
    folder = tmp_path / "minu maja õ"
    folder.mkdir()
    shutil.copy(ROOT / "run", folder / "run")
    (folder / "manage.py").write_text(MANAGE)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text("# nothing\n")
    return folder


def run(house, *words, **env):
    """Run it from elsewhere, with this Python first."""
    base = {"PATH": os.environ["PATH"], "HOME": str(house), "PYTHON": sys.executable, "LC_ALL": "C"}
    return subprocess.run([house / "run", *words], env=base | env, cwd="/", capture_output=True, text=True, timeout=120)


def bare_path(house, version="3.9"):
    """A PATH with the system's small tools and a Python of another version."""
    tools = house / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "cat", "grep", "rm"):
        (tools / name).symlink_to(shutil.which(name))
    fake = tools / "python3"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    return str(tools)


def test_help_needs_nothing(house):
    shown = run(house, "help", PATH=bare_path(house))
    assert shown.returncode == 0
    for word in ("test", "check", "format", "bench", "faults", "messages"):
        assert f"./run {word}" in shown.stdout


def test_an_unknown_word_is_told(house):
    shown = run(house, "fly")
    assert shown.returncode == 1
    assert "there is no 'fly'" in shown.stderr


def test_the_wrong_python_is_told_in_one_sentence(house):
    shown = run(house, PATH=bare_path(house), PYTHON="")
    assert shown.returncode == 1
    assert shown.stderr.count("\n") == 1
    assert "Python 3.11, 3.12 or 3.13 is needed" in shown.stderr


def test_pyenvs_python_is_found(house):
    folder = house / ".pyenv" / "versions" / "3.11.9" / "bin"
    folder.mkdir(parents=True)
    (folder / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / "python3").chmod(0o755)
    shown = run(house, "manage", "x", PATH=bare_path(house), PYTHON="")
    assert shown.stdout.startswith("manage x"), shown.stderr


def test_a_python_that_cannot_make_environments_is_told(house):
    python = house / "debians-python3"
    python.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    shown = run(house, PYTHON=str(python), PORTAL_UV="0")
    assert shown.returncode == 1
    assert "apt-get install python3-venv" in shown.stderr


@pytest.mark.parametrize("uv", ["0", "1"])
def test_the_first_run_sets_up_and_the_second_starts_at_once(house, uv):
    first = run(house, PORTAL_UV=uv)
    assert first.stdout == "manage portal up demo=1\n", first.stderr
    assert "Making a Python environment" in first.stderr
    second = run(house, PORTAL_UV=uv)
    assert (second.stdout, second.stderr) == ("manage portal up demo=1\n", "")


def test_changed_requirements_are_installed_and_an_installation_cut_short_again(house):
    run(house, "manage", "x")
    (house / "requirements.txt").write_text("# changed\n")
    assert "Installing" in run(house, "manage", "x").stderr
    (house / ".venv" / "stamp-requirements.txt").unlink()
    assert "Installing" in run(house, "manage", "x").stderr
    assert run(house, "manage", "x").stderr == ""


def test_packages_that_cannot_be_had_are_told(house):
    (house / "requirements.txt").write_text("./no-such-package-here\n")
    shown = run(house, "manage", "x")
    assert shown.returncode == 1
    assert "The packages could not be installed" in shown.stderr
    assert not (house / ".venv" / "stamp-requirements.txt").exists()


def test_the_demonstration_can_be_switched_off(house):
    assert run(house, PORTAL_DEMO="0").stdout == "manage portal up demo=0\n"


def test_commands_on_a_server_are_no_demonstration(house):
    assert run(house, "manage", "x").stdout == "manage x demo=1\n"
    assert run(house, "manage", "x", DATABASE_URL="postgres://a/b").stdout == "manage x demo=\n"


def test_it_is_posix():
    shown = subprocess.run(["sh", "-n", ROOT / "run"], capture_output=True, text=True)
    assert (shown.returncode, shown.stderr) == (0, "")


def test_the_packages_of_the_tests_hold_those_of_the_product():
    """``./run test`` installs one list; both are made by hand, one after the other."""

    def pins(name: str) -> set[str]:
        return {line for line in (ROOT / name).read_text().splitlines() if re.match(r"[a-z0-9]", line, re.I)}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
