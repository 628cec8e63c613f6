"""The environment: every name read is documented, every name documented is read."""

from __future__ import annotations

import ast
import re

from django.core.checks import WARNING, run_checks

from tests.contracts.house import ROOT, modules, tree_of

READERS = {"text", "flag", "number", "items", "secret"}
# Read outside Django: by docker compose, by ./run and by the tests.
OUTSIDE = {"POSTGRES_PASSWORD", "PORTAL_BIND", "PORTAL_PG_BIN", "PORTAL_CHROMIUM", "PORT"}
# The system's own, or a choice of one command line that no deployment keeps.
SYSTEM = {"PATH", "HOME", "USER", "TERM", "LANG", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "NO_COLOR", "XDG_RUNTIME_DIR"}


def documented() -> set[str]:
    return set(re.findall(r"^([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))


def read() -> set[str]:
    """Names in ``env.text("NAME")`` and its kin, and in ``os.environ``."""
    found = set()
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
                is_ours = function in READERS and (owner == "env" or (not owner and path.name == "env.py"))
                if is_ours or (owner.endswith("environ") and function == "get"):
                    found.add(node.args[0].value)
    return {name for name in found if isinstance(name, str) and name.isupper()}


def test_every_name_read_is_documented():
    assert not read() - documented() - SYSTEM


def test_every_name_documented_is_read():
    everywhere = "".join(path.read_text() for path in modules())
    unread = {name for name in documented() - OUTSIDE if f'"{name}"' not in everywhere}
    assert not unread


def test_no_secret_has_a_default():
    text = (ROOT / ".env.example").read_text()
    kept = re.findall(r"^((?:PORTAL_\w*KEYS?|POSTGRES_PASSWORD|DATABASE_URL|EMAIL_URL)=.+)$", text, re.M)
    assert not kept


def test_system_checks_are_quiet():
    assert not [str(one) for one in run_checks() if one.level >= WARNING and not one.is_silenced()]
