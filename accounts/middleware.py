"""The actor and the language of a request: resolved once."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.selectors import ACTING_FOR, actor_of
from core import actor as actors
from core import clock
from core.clients import address_of

LAST_SEEN, LAST_SEEN_S = "last_seen", 300


class LanguageMiddleware:
    """Person → cookie → Estonian. ``Accept-Language`` is ignored (decisions.md)."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class ActorMiddleware:
    """``request.actor``; the substitution chosen in the header is kept in the session and checked each time."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = address_of(request)
        if request.user.is_authenticated:
            asked = request.session.get(ACTING_FOR)
            request.actor = actor_of(request.user, acting_for_id=asked, address=address, trace_id=request.trace_id)
        else:
            request.actor = actors.Actor(kind="anonymous", address=address, trace_id=request.trace_id)
        with actors.acting(request.actor):
            return self.get_response(request)


class LastSeenMiddleware:
    """Notes in the list of sessions that the person is here, once in five minutes: allauth's own does it at every
    request, with five queries."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            if now - request.session.get(LAST_SEEN, 0) >= LAST_SEEN_S:
                request.session[LAST_SEEN] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)
