"""``/ping/<uuid>[/start|/fail|/log|/<exit code>]``: signs of life as healthchecks.io takes them. No sign-in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from monitoring.services.heartbeats import BODY_LIMIT, receive

KINDS = ("start", "fail", "log")


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PingDoor(View):
    """GET, HEAD and POST alike; 200 ``OK``, 400 for an unreadable address, 404 for an unknown key."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str, what: str | None = None) -> HttpResponse:
        try:
            kind, exit_code = read_what(what or "")
            uuid, run_id = UUID(key), UUID(request.GET["rid"]) if "rid" in request.GET else None
        except ValueError:
            return text("invalid url format", 400)
        body = request.read(BODY_LIMIT) if request.method == "POST" else b""
        address = request.actor.address
        if not receive(uuid, kind, exit_code=exit_code, run_id=run_id, body=body, address=address):
            return text("not found", 404)
        return text("OK")

    head = post = get


def read_what(what: str) -> tuple[str, int | None]:
    """(kind of sign, exit code) of the address's last part. Raises ValueError."""
    if what == "":
        return "success", None
    if what in KINDS:
        return what, None
    if not what.isascii() or not what.isdigit() or int(what) > 255:
        raise ValueError(what)
    return ("fail" if int(what) else "success"), int(what)


def text(words: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"  # pages may ping too, as there
    response["Ping-Body-Limit"] = str(BODY_LIMIT)
    return response
