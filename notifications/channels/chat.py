"""Chat rooms by an incoming webhook, as Slack, Teams, Mattermost and Matrix (Hookshot) make them: ``{"text": …}``.

The address is the secret: who knows it can post. Nothing is signed.
"""

from __future__ import annotations

import json
from contextlib import nullcontext

from django.utils.translation import gettext_lazy as _

from notifications.channels.webhook import GONE, post
from notifications.types import Exchange, Message, channels

NO_ROOM = GONE | {404}  # a room's webhook that was taken away answers 404 (Slack: no_service) or 410


class Chat:
    slug = "chat"
    label = _("chat room")
    is_program = True
    is_signed = False
    sessions = most_sessions = 1

    def target(self, place: str = "") -> str:
        """Each host by itself: one that is away holds up no other."""
        return place or self.slug

    def session(self):
        return nullcontext()

    def send(self, message: Message, address: str) -> Exchange:
        """POST it. Raises TransientError, TargetDown or PermanentError."""
        text = f"{message.subject}\n\n{message.body}".strip()
        return post(address, json.dumps({"text": text}, ensure_ascii=False).encode(), {}, gone=NO_ROOM)


channels.register(Chat())
