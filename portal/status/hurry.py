"""The status doors wait for the database a moment only: then the last reading is shown."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import patience

WAITS_S = 2.0


class HurryMiddleware:
    """Before all others: they ask who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("status")):
            return self.get_response(request)
        with patience.at_most(WAITS_S):
            return self.get_response(request)
