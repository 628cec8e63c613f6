"""The status doors while the database is away and the request could not even say who asks (its session is there)."""

from __future__ import annotations

import sys
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import override

from core import away
from core.actor import ANONYMOUS


class NoSession(SessionBase):
    """Empty, and never kept."""

    def load(self) -> dict:
        return {}


def server_error(request: HttpRequest) -> HttpResponse:
    """HTTP 500's page (``handler500``): of the status doors the last reading, as strangers see it; else core's own."""
    is_away = isinstance(sys.exc_info()[1], away.AWAY)
    if is_away and request.method in ("GET", "HEAD") and request.path_info.startswith(reverse("status")):
        with suppress(*away.AWAY):  # there is no reading either: the plain page says 503
            return _as_stranger(request)
    return away.server_error(request)


def _as_stranger(request: HttpRequest) -> HttpResponse:
    request.user, request.actor = AnonymousUser(), ANONYMOUS
    session, request.session = request.session, NoSession()
    if hasattr(request, "_messages"):
        del request._messages  # they lie in the session
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    try:
        with override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            found = resolve(request.path_info)
            request.resolver_match = found
            return found.func(request, *found.args, **found.kwargs)
    finally:
        request.session = session  # an empty one at the end of the request would sign the reader out
