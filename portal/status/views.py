"""The public status page: no account needed, cheap to ask again (ETag)."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.views import Page, not_modified_or
from portal.status import board, statuspage


class StatusBase(Page):
    """Renders its middle first: the ETag covers that, the language and the person, not the form's changing keys."""

    is_public = True
    template_name = "portal/status/page.html"
    middle_name = ""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        context = self.get_context()
        middle = render_to_string(self.middle_name, context, request)
        seed = f"{get_language()}|{self.actor.kind}|{self.actor.user_id}|{context['heading']}|{middle}"
        headers = {"ETag": f'"{hashlib.sha256(seed.encode()).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return HttpResponseNotModified(headers=headers)
        response = render(request, self.template_name, {**context, "middle": middle})
        for name, value in headers.items():
            response[name] = value
        return response


class Status(StatusBase):
    middle_name = "portal/status/_board.html"

    def get_context(self) -> dict:
        return {"heading": _("State of services"), "board": board.board()}


class StatusNotice(StatusBase):
    middle_name = "portal/status/_notice.html"

    def get_context(self) -> dict:
        notice = board.notice(self.kwargs["public_id"])
        if notice is None:
            raise NotFound()
        return {"heading": notice.title.text, "notice": notice, "is_alone": True}


class StatusJson(Page):
    """``/status/api/v2/<door>.json`` as Statuspage serves it; open to other sites' scripts."""

    is_public = True

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.kwargs["door"] not in statuspage.DOORS:
            raise NotFound()
        response = JsonResponse(statuspage.answer(self.kwargs["door"], board.board()))
        response["Access-Control-Allow-Origin"] = "*"
        return not_modified_or(request, response)
