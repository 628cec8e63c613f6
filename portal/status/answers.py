"""How the status doors answer: cacheable, asked again for nothing, and honest about a reading that is not of now."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from portal.status.facts import Facts

FOR_MACHINES = "public, max-age=30, stale-if-error=86400"
FOR_PEOPLE = "private, no-cache"  # the page holds forms with the reader's own keys


def conditional(
    request: HttpRequest,
    response: HttpResponse,
    seed: str | bytes,
    facts: Facts,
    keeping: str,
    changed: datetime | None,
) -> HttpResponse:
    """The response with its ETag over ``seed``, or 304 where the client holds just that, or nothing newer than
    ``changed`` (where that is known)."""
    seed = seed.encode() if isinstance(seed, str) else seed
    etag = f'"{hashlib.sha256(seed).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = etag, keeping
    patch_vary_headers(response, ["Cookie"])  # the language
    if not facts.is_live:
        response["X-Snapshot-At"] = http_date(facts.read_at.timestamp())
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    modified = int(changed.timestamp()) if changed else None
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response)


def for_machines(
    request: HttpRequest, body: bytes, kind: str, facts: Facts, changed: datetime | None = None
) -> HttpResponse:
    """JSON, feed, calendar or badge, open to other sites' scripts and pictures."""
    response = HttpResponse(body, content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return conditional(request, response, body, facts, FOR_MACHINES, changed)
