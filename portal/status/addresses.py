"""Addresses of the status doors in full, from PORTAL_URL and never from the Host header; ids that outlive a move."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.urls import reverse

# One namespace for all times: ids of feed entries must not change with the portal's address (RFC 4287, 4.2.6).
NAMESPACE = uuid.UUID("6f0e2b1c-7c55-4f0a-9f0b-3f2a9d2f6a11")


def full(name: str, *args: str, **query: str) -> str:
    """The address of a named door, with a query where given."""
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{settings.PORTAL_URL}{reverse(name, args=args)}{'?' + asked if asked else ''}"


def urn(kind: str, key: str) -> str:
    """``urn:uuid:…`` of a thing: the same for ever."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{kind}:{key}')}"
