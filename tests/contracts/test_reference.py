"""Documents that are made from the code are current; links between documents lead somewhere."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from textwrap import dedent

import pytest

from portal.management.commands import reference
from tests.contracts.house import ROOT

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"^( *)```python\n(.*?)^\1```", re.M | re.S)
PATH = re.compile(r"`((?:core|accounts|notifications|components|partners|monitoring|incidents|portal|tests)/[\w./-]+)`")


def test_permissions_are_current():
    assert reference.path().read_text(encoding="utf-8") == reference.page(), "run: ./run manage reference"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document):
    targets = [target for target in LINK.findall(document.read_text()) if "://" not in target]
    assert not [target for target in targets if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_documents_name_exist(document):
    assert not [name for name in PATH.findall(document.read_text()) if not (ROOT / name).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_import_what_exists(document):
    missing = [
        f"{node.module}.{one.name}"
        for _indent, code in CODE.findall(document.read_text())
        for node in ast.walk(ast.parse(dedent(code)))
        if isinstance(node, ast.ImportFrom)
        for one in node.names
        if not hasattr(import_module(node.module), one.name)
    ]
    assert not missing
