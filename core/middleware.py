"""Trace id on the way in, refusals turned into pages on the way out."""

from __future__ import annotations

import re
import uuid

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, NotAllowed, NotFound

_SENTENCES = {
    400: _("The request could not be understood. Nothing was changed."),
    403: _("Your role does not allow this."),
    404: _("There is no such page, or it is not yours to see."),
    429: _("Too many attempts in a short time. Wait a few minutes and try again."),
    500: _("Something went wrong on our side. Nothing that was saved is lost; try again in a minute."),
}
TRACE_FORM = re.compile(r"[0-9a-zA-Z-]{8,36}")


class TraceMiddleware:
    """Each request has a trace id: the caller's ``X-Trace-Id`` where it is well-formed, else a new one."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Trace-Id", "")
        request.trace_id = given if TRACE_FORM.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**{"trace.id": request.trace_id})
        response = self.get_response(request)
        response["X-Trace-Id"] = request.trace_id
        return response


class ErrorMiddleware:
    """A DomainError that no form caught becomes a page (or a fragment's answer) with its sentence and code.

    A NUL, which no column of text can hold, ends here. Answers that do not say how long they may be kept are kept by
    no proxy, and what a signed-in person reads by no browser either (ASVS 5.0, 14.3.2).
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_nul = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        response = handler(400, "bad-request")(request) if has_nul else self.get_response(request)
        keeping = "no-store" if request.actor.is_known else "no-cache"
        response.headers.setdefault("Cache-Control", f"private, {keeping}")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        error.leave_trace()
        return error_page(request, error)


def error_page(request: HttpRequest, error: DomainError, **extra) -> HttpResponse:
    """What happened, what was kept, what to do, and a code that support can search for."""
    code = f"{error.code}-{getattr(request, 'trace_id', '')[:8]}"
    if request.path.startswith("/api/"):
        from core.rest import problem_body

        body = problem_body(error.status, error.code, str(error.message), request.path)
        return JsonResponse(body, status=error.status, content_type="application/problem+json")
    context = {"error": error, "message": error.message, "code": code, **extra}
    return render(request, "core/error.html", context, status=error.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose key does not fit (CSRF_FAILURE_VIEW): mostly it stood open during a sign-in."""
    sentence = _("This page was open too long, or your browser kept its cookies back. Nothing was changed.")
    error = NotAllowed(sentence, code="stale-page")
    todo = _("Go back, load the page again and send it once more. Copy what you wrote first.")
    return error_page(request, error, todo=todo)


def handler(status: int, code: str):
    """A view for Django's handler404 and the like, speaking the same page."""

    def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        error = {404: NotFound, 403: NotAllowed}.get(status, DomainError)(_SENTENCES.get(status, ""))
        error.status, error.code = status, code
        return error_page(request, error)

    return view
