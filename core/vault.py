"""Secrets at rest: sealed with PORTAL_ENCRYPTION_KEYS, so that a dump of the database opens nothing.

The newest key comes first and seals; all of them unseal (Fernet: AES-128-CBC with HMAC-SHA-256).
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The keys that sealed it are gone from PORTAL_ENCRYPTION_KEYS."""


def seal(text: str) -> str:
    """The text as it may lie in the database."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable("sealed with a key that PORTAL_ENCRYPTION_KEYS does not hold") from None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in settings.PORTAL_ENCRYPTION_KEYS if key.strip()])
