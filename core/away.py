"""What people see when something broke: the fault's page, or a plain one while the database does not answer."""

from __future__ import annotations

import sys
from contextlib import suppress

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.middleware import handler
from core.rest import problem_body

AWAY = (OperationalError, InterfaceError)
SENTENCE = _("Something went wrong on our side. Nothing that was saved is lost; try again in a minute.")


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours; while the database is away, one that needs none."""
    if not isinstance(sys.exc_info()[1], AWAY):
        with suppress(*AWAY):  # the fault's page asks for the person and the navigation
            return handler(500, "server-error")(request)
    return away_page(request)


def away_page(request: HttpRequest) -> HttpResponse:
    """503 with one sentence, in the language of the cookie (the person's own is in the database)."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(language):
        if request.path.startswith("/api/"):
            body = problem_body(503, "database-away", str(SENTENCE), request.path)
            response: HttpResponse = JsonResponse(body, status=503, content_type="application/problem+json")
        else:
            text = render_to_string("core/away.html", {"message": SENTENCE, "language": language})
            response = HttpResponse(text, status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response
