"""Requests for access and decisions under /api/v1/."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ScopedViewSet
from planning.filters.growth import AccessFilter, DecisionFilter
from planning.models import AccessRequest, Decision
from planning.serializers import growth as shapes
from planning.serializers.work import TaskReasonSerializer
from planning.services import rights


class GivenViewSet(ScopedViewSet):
    """Base of both: what a write was given."""

    seen_by = ("see_plan",)
    lookup_field = "ref"

    def given(self, shape: type[drf.Serializer]) -> dict[str, Any]:
        found = shape(data=self.request.data, context=self.get_serializer_context())
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)


class AccessViewSet(GivenViewSet):
    """Requests for access to information systems: those who carry the field see all, others their own."""

    model = AccessRequest
    serializer_class = shapes.AccessSerializer
    filterset_class = AccessFilter

    def rows(self):
        return super().rows().live().select_related("holder", "system").order_by("-asked_on", "-pk")

    @extend_schema(request=shapes.NewAccessSerializer, responses={201: shapes.AccessSerializer})
    def create(self, request: Request) -> Response:
        """Ask for one."""
        row = rights.ask_access(by=self.actor, **self.given(shapes.NewAccessSerializer))
        return self.done(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.GrantSerializer, responses=shapes.AccessSerializer)
    @action(detail=True, methods=["post"])
    def grant(self, request: Request, ref: str) -> Response:
        """Granted until a day; never one's own."""
        facts = self.given(shapes.GrantSerializer)
        return self.done(rights.grant_access(request=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=TaskReasonSerializer, responses=shapes.AccessSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, ref: str) -> Response:
        """Refused with the reason; never one's own."""
        facts = self.given(TaskReasonSerializer)
        return self.done(rights.refuse_access(request=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=None, responses=shapes.AccessSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, ref: str) -> Response:
        """It is needed no more."""
        return self.done(rights.end_access(request=self.get_object(), by=self.actor))


class DecisionViewSet(GivenViewSet):
    """Decisions taken within one's competence; never changed, a further entry corrects one."""

    model = Decision
    serializer_class = shapes.DecisionNoteSerializer
    filterset_class = DecisionFilter

    def rows(self):
        return super().rows().live().select_related("taken_by", "corrects").order_by("-taken_on", "-pk")

    @extend_schema(request=shapes.NewDecisionNoteSerializer, responses={201: shapes.DecisionNoteSerializer})
    def create(self, request: Request) -> Response:
        """Write one down."""
        row = rights.note_decision(by=self.actor, **self.given(shapes.NewDecisionNoteSerializer))
        return self.done(row, status.HTTP_201_CREATED)


RESOURCES: list[tuple[str, type]] = [("access-requests", AccessViewSet), ("decisions", DecisionViewSet)]
