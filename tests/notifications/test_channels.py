"""What every channel keeps, whichever is added."""

import inspect

import pytest

from notifications import channels as package
from notifications.channels.email import verdict
from notifications.types import PermanentError, SessionLost, TransientError, channels


@pytest.mark.parametrize("channel", list(channels), ids=lambda channel: channel.slug)
def test_a_channel_names_itself_and_keeps_the_contract(channel):
    assert channel.slug.isidentifier()
    assert len(channel.slug) <= 20
    assert str(channel.label)
    assert isinstance(channel.target(), str)
    assert isinstance(channel.target("a.example:443"), str)
    assert channel.is_program or not channel.is_signed
    assert list(inspect.signature(channel.send).parameters) == ["message", "address"]
    assert inspect.getmodule(type(channel)).__name__ == f"{package.__name__}.{channel.slug}"


@pytest.mark.parametrize(
    ("code", "kind", "disables"),
    [
        (421, SessionLost, None),
        (450, TransientError, None),
        (452, TransientError, None),
        (550, PermanentError, True),
        (552, PermanentError, False),
        (554, PermanentError, False),
    ],
)
def test_what_a_refusal_means(code, kind, disables):
    error = verdict(code, b"words", is_recipient=True)
    assert type(error) is kind
    assert str(error) == f"{code} words"
    assert getattr(error, "disable", None) is disables
    assert not getattr(verdict(code, b"words"), "disable", False), "a letter refused says nothing of the address"
