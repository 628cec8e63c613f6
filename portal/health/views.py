"""Doors for machines. ``/health/live`` and ``/health/ready`` tell strangers nothing but yes or no."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import View
from prometheus_client.exposition import choose_encoder

from core.clients import address_of
from portal.health import metrics, probes


class Live(View):
    """200 while the process answers at all."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return uncached(HttpResponse("ok\n", content_type="text/plain"))


class Ready(View):
    """200 when database, broker and tables are as they must be, else 503 with their names."""

    def get(self, request: HttpRequest) -> HttpResponse:
        states = {state.name: bool(state.is_ok) for state in probes.ready()}
        return uncached(JsonResponse(states, status=200 if all(states.values()) else 503))


class ForOperators(View):
    """Only for PORTAL_OPS_NETWORKS; to others the page does not exist."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not is_operator(request):
            raise Http404
        return uncached(super().dispatch(request, *args, **kwargs))


class Health(ForOperators):
    """The state of every external interface (TEHIK's non-functional requirement 8.18)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        body = probes.report()
        return JsonResponse(body, status=200 if body["status"] == "ok" else 503)


class Metrics(ForOperators):
    """OpenMetrics where the scraper asks for it, else Prometheus' own text."""

    def get(self, request: HttpRequest) -> HttpResponse:
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return HttpResponse(encode(metrics.registry), content_type=kind)


def is_operator(request: HttpRequest) -> bool:
    """Whether the request comes from a network of PORTAL_OPS_NETWORKS."""
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in settings.PORTAL_OPS_NETWORKS)


def uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
