"""Resources of monitoring under /api/v1/."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from core import clock
from core.api import ScopedViewSet
from monitoring.filters import CheckFilter
from monitoring.models import Check, Protocol, Result
from monitoring.selectors.protocols import month_of, sums_of
from monitoring.serializers import (
    CheckSerializer,
    EditCheckSerializer,
    NewCheckSerializer,
    PauseReasonSerializer,
    ProtocolNoteSerializer,
    ProtocolSerializer,
    ProtocolWithChecksSerializer,
    ResultSerializer,
    ReviewNoteSerializer,
)
from monitoring.services import definitions, heartbeats, protocols, running


class CheckViewSet(ScopedViewSet):
    """Checks with their states; writes call the same services as the pages."""

    model = Check
    seen_by = ("see",)
    serializer_class = CheckSerializer
    filterset_class = CheckFilter
    lookup_field = "slug"

    def rows(self):
        return super().rows().live().select_related("component", "now").with_shown_state(clock.now())

    @extend_schema(request=NewCheckSerializer, responses={201: CheckSerializer})
    def create(self, request: Request) -> Response:
        check = definitions.add_check(by=self.actor, **self._given(NewCheckSerializer))
        return self._shown(check, 201)

    @extend_schema(request=EditCheckSerializer, responses=CheckSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        check = self.get_object()
        given = self._given(EditCheckSerializer, partial=True)
        return self._shown(definitions.edit_check(check=check, by=self.actor, **given))

    @extend_schema(request=PauseReasonSerializer, responses={200: CheckSerializer})
    @action(methods=["post"], detail=True)
    def pause(self, request: Request, slug: str) -> Response:
        check = self.get_object()
        return self._shown(definitions.pause(check=check, by=self.actor, **self._given(PauseReasonSerializer)))

    @extend_schema(request=None, responses={200: CheckSerializer})
    @action(methods=["post"], detail=True)
    def resume(self, request: Request, slug: str) -> Response:
        return self._shown(definitions.resume(check=self.get_object(), by=self.actor))

    @extend_schema(request=None, responses={200: CheckSerializer})
    @action(methods=["post"], detail=True)
    def run(self, request: Request, slug: str) -> Response:
        """Make it due now; the result comes within seconds."""
        return self._shown(running.ask_to_run(check=self.get_object(), by=self.actor))

    @extend_schema(request=ReviewNoteSerializer, responses={200: CheckSerializer})
    @action(methods=["post"], detail=True)
    def sign(self, request: Request, slug: str) -> Response:
        """Sign a review (type inspection)."""
        check = self.get_object()
        return self._shown(heartbeats.sign_review(check=check, by=self.actor, **self._given(ReviewNoteSerializer)))

    @extend_schema(responses=ResultSerializer(many=True), filters=False)
    @action(methods=["get"], detail=True, filterset_class=None)
    def results(self, request: Request, slug: str) -> Response:
        """The results of a check, newest first."""
        found = Result.objects.visible_to(self.actor).filter(check_id=self.get_object().pk).order_by("-at", "-id")
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ResultSerializer(page, many=True).data)

    def _given(self, kind: type[Serializer], *, partial: bool = False) -> dict:
        given = kind(data=self.request.data, partial=partial, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given.validated_data

    def _shown(self, check: Check, code: int = 200) -> Response:
        return self.done(self.rows().get(pk=check.pk), code)


class ProtocolViewSet(ScopedViewSet):
    """Monthly protocols of monitoring, the latest first; one by its month (2026-10), with the sums of its checks."""

    model = Protocol
    seen_by = ("see",)
    serializer_class = ProtocolSerializer
    lookup_field = "month"

    def get_object(self) -> Protocol:
        return self.one(month=month_of(self.kwargs["month"]))

    @extend_schema(responses=ProtocolWithChecksSerializer)
    def retrieve(self, request: Request, month: str) -> Response:
        return self._whole(self.get_object())

    @extend_schema(request=ProtocolNoteSerializer, responses={200: ProtocolWithChecksSerializer})
    @action(methods=["post"], detail=True)
    def sign(self, request: Request, month: str) -> Response:
        """Sign the month; afterwards it does not change."""
        given = ProtocolNoteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        protocol = protocols.sign_protocol(protocol=self.get_object(), by=self.actor, **given.validated_data)
        return self._whole(protocol)

    def _whole(self, protocol: Protocol) -> Response:
        protocol.checks = sums_of(protocol, self.actor)
        return Response(ProtocolWithChecksSerializer(protocol).data)


RESOURCES: list = [("checks", CheckViewSet), ("monitoring-protocols", ProtocolViewSet)]
