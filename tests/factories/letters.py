"""Programs' addresses that take our messages."""

from __future__ import annotations

from datetime import UTC, datetime

from accounts.models import User
from core.fields import Translated
from core.vault import seal
from notifications.models import Endpoint
from notifications.rules import signing

MEANWHILE = Translated(et="Salvestage töö mustandina.", en="Save your work as a draft.")
SOON = datetime(2099, 1, 1, 10, tzinfo=UTC)  # when the next word of a trouble comes
NEXT = {"next_update_at": SOON, "meanwhile": MEANWHILE}  # what a word of trouble says besides


def endpoint(url: str, *, user: User | None = None, channel: str = "webhook", **more) -> Endpoint:
    """A live one at ``url`` (``http://127.0.0.1:…``), past the door that people go through."""
    secret = more.pop("secret", signing.new_secret() if channel == "webhook" else "")
    values = {"name": "Meie programm", "keeper": more.get("keeper") or user, "user": user, **more}
    return Endpoint.objects.create(
        channel=channel,
        url_sealed=seal(url),
        shown=url,
        target=url.split("/")[2],
        secret_sealed=seal(secret) if secret else "",
        **values,
    )
