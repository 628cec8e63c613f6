"""Every text for people is in Estonian and in Russian."""

import io

import pytest
from django.core.management import CommandError, call_command, get_commands


@pytest.mark.skipif("messages" not in get_commands(), reason="the catalogue tool does not exist yet")
def test_nothing_is_untranslated():
    out = io.StringIO()
    try:
        call_command("messages", "check", stdout=out, stderr=out)
    except (CommandError, SystemExit) as missing:
        pytest.fail(f"{out.getvalue()[-3000:]}\n{missing}")
