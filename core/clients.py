"""From which network address a request comes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address. Behind our own proxies (PORTAL_TRUSTED_PROXIES of them) the one that the outermost of
    them saw; ``""`` where they did not say. What stands further left in ``X-Forwarded-For`` anybody could write."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if not proxies:
        return request.META.get("REMOTE_ADDR", "")
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return seen[-proxies][:45] if len(seen) >= proxies else ""
