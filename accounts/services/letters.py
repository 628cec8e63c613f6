"""Letters of accounts as texts: ``templates/accounts/letters/<name>.txt``, first line the subject."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


def render(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """(subject, body) in the language in force. The body may hold ``{link}``, which the post office fills in."""
    text = render_to_string(f"accounts/letters/{name}.txt", {**context, "portal_url": settings.PORTAL_URL}).strip()
    subject, _newline, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"
