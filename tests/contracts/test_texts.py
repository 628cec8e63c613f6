"""Every text for people is in Estonian and in Russian."""

import io

import pytest
from django.core.management import CommandError, call_command, get_commands

from portal.management.commands.messages import within_f_strings


@pytest.mark.skipif("messages" not in get_commands(), reason="the catalogue tool does not exist yet")
def test_nothing_is_untranslated():
    out = io.StringIO()
    try:
        call_command("messages", "check", stdout=out, stderr=out)
    except (CommandError, SystemExit) as missing:
        pytest.fail(f"{out.getvalue()[-3000:]}\n{missing}")


def test_texts_inside_f_strings_are_found():
    code = "a = f\"{name}: {_('meeting')} {ngettext('%(n)s day', '%(n)s days', n)} {other('no text')}\""
    assert list(within_f_strings(code)) == [(None, "meeting", None), (None, "%(n)s day", "%(n)s days")]
