"""Signatures of webhooks by Standard Webhooks 1.0 (standardwebhooks.com): symmetric, version ``v1``."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64


def new_secret() -> str:
    """``whsec_`` and 32 random bytes in base64, as the receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def webhook_id(event_key: str) -> str:
    """The same for every copy of a message, so that a repeat is known; without dots, which divide what is signed."""
    return f"msg_{hashlib.sha256(event_key.encode()).hexdigest()[:32]}"


def headers(event_key: str, body: bytes, keys: Iterable[str], at: datetime) -> dict[str, str]:
    """The three headers of a signed message. ``keys`` are the secrets in force: two while they are being changed."""
    number, moment = webhook_id(event_key), str(int(at.timestamp()))
    signatures = " ".join(_signature(key, number, moment, body) for key in keys)
    return {"webhook-id": number, "webhook-timestamp": moment, "webhook-signature": signatures}


def _signature(key: str, number: str, moment: str, body: bytes) -> str:
    content = f"{number}.{moment}.".encode() + body
    digest = hmac.new(base64.b64decode(key.removeprefix(PREFIX)), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
