"""The inbox within the portal: the delivery row is the letter, so nothing is carried."""

from __future__ import annotations

from contextlib import nullcontext

from django.utils.translation import gettext_lazy as _

from notifications.types import Message, channels


class Inbox:
    """Rows of this channel are delivered on insert; a row that is due after all counts as delivered at once."""

    slug = "inbox"
    label = _("inbox in the portal")
    is_program = is_signed = False
    sessions = most_sessions = 1

    def target(self, place: str = "") -> str:
        return "inbox"

    def session(self):
        return nullcontext()

    def send(self, message: Message, address: str) -> str:
        return "inbox"


channels.register(Inbox())
