"""What REST framework's settings name: permissions, pages, renderers, errors. Imports none of its views."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from rest_framework import exceptions, pagination, parsers, permissions, renderers
from rest_framework.request import Request
from rest_framework.response import Response

from core import exports
from core.actor import ANONYMOUS, Actor
from core.errors import DomainError
from core.pages import KeysFirst


class SignedIn(permissions.BasePermission):
    """Only people and tokens; the rest of who may what is the service's and the queryset's."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return actor_of(request).is_known


class Pagination(pagination.PageNumberPagination):
    """``count next previous results``; 50 a page, at most 500 by ``page_size``."""

    django_paginator_class = KeysFirst
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class JSONParser(parsers.JSONParser):
    """REST framework's, for which a body nested deeper than Python can follow, or half a character (a lone surrogate:
    no answer could quote it), is a bad body and not our fault."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise exceptions.ParseError("The body is nested too deep.") from None
        except UnicodeEncodeError:
            raise exceptions.ParseError("The body holds half a character (a lone surrogate).") from None
        return data


class AsItIs(renderers.BaseRenderer):
    """Of an action that answers with a file: whatever kind is asked for, the file's own is given."""

    media_type = "*/*"
    format = "file"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> Any:
        return data


class CSVRenderer(renderers.BaseRenderer):
    """``?format=csv``: the page's rows, nested values left out, formulas escaped."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        rows = data.get("results", [data]) if isinstance(data, dict) else list(data or [])
        out = io.StringIO()
        if rows:
            heads = [key for key in rows[0] if not isinstance(rows[0][key], list | dict) or key in ("name", "title")]
            writer = csv.writer(out)
            writer.writerow(heads)
            writer.writerows([exports.cell(_flat(row.get(head))) for head in heads] for row in rows)
        return (out.getvalue() or "\r\n").encode()  # an empty body would lose its Content-Type


def _flat(value: Any) -> Any:
    return value.get("et") or next(iter(value.values()), "") if isinstance(value, dict) else value


def actor_of(request: Request) -> Actor:
    """The token's actor where a token was sent, else the session's."""
    return request.auth if isinstance(request.auth, Actor) else getattr(request._request, "actor", ANONYMOUS)


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: DomainErrors and DRF's own errors as ``application/problem+json``, also where a CSV
    was asked for."""
    from rest_framework.views import exception_handler

    request = context["request"]
    request.accepted_renderer = renderers.JSONRenderer()
    request.accepted_media_type = request.accepted_renderer.media_type
    path = request.path
    if isinstance(error, DomainError):
        error.leave_trace()
        fields = {error.field: [str(error.message)]} if error.field else None
        body = problem_body(error.status, error.code, str(error.message), path, fields)
        return Response(body, error.status, content_type="application/problem+json")
    response = exception_handler(error, context)
    if response is None:
        return None
    code = getattr(error, "default_code", "error")
    fields = response.data if isinstance(error, exceptions.ValidationError) else None
    detail = str(getattr(error, "detail", error)) if fields is None else "The input does not fit."
    response.data = problem_body(response.status_code, code, detail, path, fields)
    response.content_type = "application/problem+json"
    return response


def problem_body(code: int, slug: str, detail: str, path: str, fields: Any = None) -> dict[str, Any]:
    body = {"type": f"about:blank#{slug}", "title": slug, "status": code, "detail": detail, "instance": path}
    if fields:
        body["errors"] = fields if isinstance(fields, dict) else {"": fields}
    return body
