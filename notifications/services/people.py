"""News to our own people: one letter rendered for each in their language, to the inbox and by e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.models import User
from core.actor import SYSTEM
from notifications.services.outbox import enqueue
from notifications.types import Recipient


def rendered(template: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """(subject, body) in that language: the template's first line is the subject."""
    with override(language):
        text = render_to_string(template, dict(context)).strip()
    subject, _newline, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def tell_people(
    people: Iterable[User],
    key: str,
    template: str,
    context: Mapping[str, Any],
    *,
    path: str,
    about: str = "",
    queue: str = "critical",
) -> None:
    """An inbox row and an e-mail to each. ``key`` names the news (told once); ``path`` is where its link leads; the
    template has ``to`` (the person) beside the context. Threads are those of the key up to its last full stop."""
    for user in people:
        subject, body = rendered(template, user.language, {**context, "to": user})
        for channel in ("inbox", "email"):
            enqueue(
                event_key=f"{key}-{channel}-u{user.pk}",
                recipient=Recipient(channel, user.email, user.language, user.name, user.pk),
                subject=subject,
                body=body,
                about=about,
                path=path,
                queue=queue,
                thread_key=key.rpartition(".")[0] or key,
                joins=True,
                by=SYSTEM,
            )
