"""Links for third parties: row id + a keyed MAC over purpose, id and generation.

The row (``core.models.Link``) holds purpose, subject, expiry, generation and revocation; the secret part exists only
in the address itself, which is made at sending time. So a stored letter holds ``{link}`` and a dump opens nothing.
HMAC-SHA-256 cut to 144 bits (RFC 2104 allows cutting to half the output or more).

A code that a letter carries is such a row too: its digits come from the same key, so that the letter holds ``{code}``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import clock
from core.errors import NotFound
from core.models import Link


def token_for(link: Link) -> str:
    """The token of the link's address, e.g. ``12-hk0…``; changes when the generation does."""
    return f"{link.pk}-{_mac(link.purpose, link.pk, link.generation)}"


def open_link(token: str, purpose: str) -> Link:
    """The link of a token. Raises NotFound for a forged, expired, revoked or other-purpose one: same sentence."""
    number, _dash, mac = token.partition("-")
    link = Link.objects.filter(pk=int(number), purpose=purpose).first() if _is_id(number) else None
    expected = _mac(purpose, link.pk, link.generation) if link else ""
    if link is None or not hmac.compare_digest(mac.encode(), expected.encode()) or not link.is_open(clock.now()):
        raise NotFound(_("This link is not valid any more. Ask the sender for a new one."), code="link-closed")
    return link


def code_for(link: Link) -> str:
    """The six digits of a code's row (its purpose ends in ``-code``); who keeps them keeps a hash and counts tries."""
    digest = _digest(f"digits|{link.purpose}|{link.pk}|{link.generation}")
    return f"{int.from_bytes(digest) % 1_000_000:06d}"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _mac(purpose: str, link_id: int, generation: int) -> str:
    return base64.urlsafe_b64encode(_digest(f"{purpose}|{link_id}|{generation}")[:18]).decode()


def _digest(message: str) -> bytes:
    return hmac.new(settings.PORTAL_LINK_KEY.encode(), message.encode(), hashlib.sha256).digest()
