"""Migrations: named, complete, and every one can be undone."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from tests.contracts.house import APPS

AUTOMATIC = re.compile(r"\d{4}_(auto_|alter_|rename_.*_more$|.*_and_more$)")


def ours() -> list:
    loader = MigrationLoader(None)
    return [migration for (app, _name), migration in loader.disk_migrations.items() if app in APPS]


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", *APPS, check=True, dry_run=True, verbosity=0)


def test_named_by_people():
    assert not [f"{one.app_label}.{one.name}" for one in ours() if AUTOMATIC.match(one.name)]


def test_reversible():
    wrong = [
        f"{one.app_label}.{one.name}"
        for one in ours()
        for operation in one.operations
        if (isinstance(operation, RunSQL) and operation.reverse_sql is None)
        or (isinstance(operation, RunPython) and operation.reverse_code is None)
    ]
    assert not wrong


def test_data_apart_from_schema():
    """A migration that moves rows does nothing else, so that it can be run again by itself."""
    wrong = [
        f"{one.app_label}.{one.name}"
        for one in ours()
        if any(isinstance(operation, RunPython) for operation in one.operations)
        and not all(isinstance(operation, RunPython | RunSQL) for operation in one.operations)
    ]
    assert not wrong
