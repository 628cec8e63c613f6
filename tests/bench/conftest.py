"""The world of the benches: committed rows, taken away afterwards."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.template.base import Template
from django.test.utils import _TestState


@pytest.fixture
def rows(transactional_db):
    """Rows that are committed, as in life; the tables are emptied at the end."""


@pytest.fixture(autouse=True)
def forget_brakes():
    """Nothing to forget: benches start with empty tables."""


@pytest.fixture(scope="session", autouse=True)
def tables(django_db_setup, django_db_blocker):
    """What an earlier bench that was cut short has left goes."""
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def plain_templates(monkeypatch):
    """Tests copy the context of every included template for ``response.context``; pages in life do not."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
